/** One word of the answer from four sides: lens, attention, attribution, removal; and how they agree. */

import { el, fill, find } from "../lib/dom.js";
import { patchFigure } from "../lib/patch_figure.js";
import { isJunk, plainWord } from "../lib/tokens.js";
import { mountFollowed } from "../workspace/asking.js";
import { askEvidence, evidenceEntry } from "../workspace/evidence.js";
import { smallFigure } from "../workspace/map_parts.js";
import { showRunState } from "../workspace/run_state.js";

const NAME = "answer_evidence";
const READ = {
  lens: "where the word is read", attention: "where the model looks when it says the word",
  attribution: "what a small change would do", causal: "what the answer loses without the patch",
};
const CAUTIONS = {
  lens: "A patch can say a word that the answer does not take from it.",
  attention: "Attention shows where the model looks, not what it uses.",
  attribution: "True for small changes only.",
  causal: "One patch at a time: what two patches both carry looks unneeded.",
};
const HOW_TO_READ =
  "Each number compares how two maps order the patches (Spearman’s rank correlation): 1 is the same order, 0 no relation, below 0 the reverse. " +
  "Maps that agree are no proof, for they may share a mistake; the causal map is the one that tried it. – means that one of the maps is the same everywhere.";

/** Which entry this panel draws: the one for the token in question. */
export const entryOf = evidenceEntry;

/** One of the maps over the picture. */
export function figureOf(artifact, part) {
  const map = artifact.maps.find(({ name }) => name === part);
  if (!map) return null;
  const diverging = map.scale === "diverging";
  return patchFigure({
    values: map.values, unit: map.unit, diverging, caution: CAUTIONS[map.name] ?? "",
    title: `${map.title}: “${artifact.token.word.trim()}”${map.layer === null ? "" : `, layer ${map.layer}`}`,
    ends: diverging ? ["against", "for the word"] : undefined,
  });
}

/** Wires the choice of the word. */
export function mount(panel, /** @type {import("../workspace/workspace.js").Workspace} */ workspace) {
  const form = find(panel, "form");
  mountFollowed(form, workspace);
  form.addEventListener("submit", () => !workspace.readOnly && askEvidence(workspace));
  const toMap = find(form, "[data-part=to-map]");
  const wordNow = () => {
    const entry = evidenceEntry(workspace);
    return plainWord(entry?.artifact?.token.word ?? workspace.lens()?.answer?.tokens[workspace.token()]?.text ?? "");
  };
  toMap.addEventListener("click", () => (workspace.chooseWord(wordNow()), workspace.view.set({ tab: "word_map" })));
  const show = () => {
    const word = wordNow();
    toMap.hidden = !word || isJunk(word);
    toMap.textContent = `Word map of “${word}”`;
  };
  workspace.view.watch(show, ["results", "token"]);
  show();
}

/**
 * @param {HTMLElement} root
 * @param {any} artifact
 * @param {any} options
 * @returns {() => void} how to take it off again
 */
export function render(root, artifact, { workspace, view }) {
  const maps = artifact.maps.map((map) => ({ ...map, small: smallFigure(workspace, `${NAME}:${map.name}`, figureOf(artifact, map.name), map.title) }));
  const waiting = el("div");
  fill(root,
    el("h3", {}, "“", el("bdi", {}, artifact.token.word.trim()), "” from ", maps.length, " sides"),
    el("div", { class: "small-figures", "data-testid": "evidence-maps" }, ...maps.map(({ small, name, layer }) =>
      el("div", {}, small.button, el("p", { class: "caption" }, `${READ[name] ?? ""}${layer === null ? "" : `, layer ${layer}`}`)))),
    waiting,
    el("p", { class: "caption" }, "Click a map to put it over the picture. Each has a scale of its own: compare places, not brightness."),
    el("h3", {}, "Do they agree?"), agreementTable(artifact),
    el("p", { class: "caption" }, HOW_TO_READ));
  const stop = artifact.maps.some(({ name }) => name === "causal") ? () => {} : showCausalRun(waiting, workspace, workspace.token());
  return () => [stop, ...maps.map(({ small }) => small.stop)].forEach((each) => each());
}

/** The causal map takes longer and was asked together with the others. */
function showCausalRun(place, workspace, token) {
  const show = () => {
    const { readOnly, results } = workspace;
    const full = results.all(NAME).find(({ params }) => (params.token ?? 0) === token && params.causal);
    showRunState(place, full ?? null, { readOnly, results });
  };
  show();
  return workspace.view.watch(show, ["results"]);
}

function agreementTable({ maps, agreement }) {
  const number = (value) => (value === null ? "–" : value.toFixed(2).replace("-", "−"));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Agreement of the maps" },
    el("table", { class: "agreement", "data-testid": "agreement" },
      el("thead", {}, el("tr", {}, el("td", {}), ...maps.map(({ title }) => el("th", { scope: "col", class: "number" }, title)))),
      el("tbody", {}, ...maps.map(({ title }, row) => el("tr", {}, el("th", { scope: "row" }, title),
        ...maps.map((_, col) => el("td", { class: "number" }, row === col ? "" : number(agreement[row][col]))))))));
}
