/** Remove patches: the answer before and after, and whether other regions of that size do as much. */

import { changeOf, hasControls, nameOfAblation, REPLACEMENTS, strips, verdict } from "../lib/ablation.js";
import { el, fill, find } from "../lib/dom.js";
import { amount, plural, signed } from "../lib/numbers.js";
import { count as size, grow } from "../lib/patches.js";
import { followed, mountExplained, mountFollowed, mountPast, onShown, refill, showFieldsFor, valueOf } from "../workspace/asking.js";
import { answersView } from "../workspace/diff_view.js";
import { mountMask } from "../workspace/mask_file.js";
import { showRunState } from "../workspace/run_state.js";
import { stripChart } from "../workspace/strip.js";

const NAME = "token_ablation";
const MOST_TOKENS = 64;
const NO_CONTROLS = { random: 0, register: false, gradient: false };
const CONTROLS = { random: 20, register: true, gradient: true };
const AXIS = "change of the followed word’s log-probability, nats";
const CAPTION =
  "Each mark is one region, removed by itself; the further left, the more the answer lost. A region that matters lies left of all the dots. " +
  "One that lies among them does no more than any region of its size. Registers are patches with an unusually long vector, which models use as scratch space.";

/** Wires the form and the questions asked before. */
export function mount(panel, /** @type {import("../workspace/workspace.js").Workspace} */ workspace) {
  mountPast(panel, workspace, NAME, { nameOf: nameOfAblation, choose: (entry) => bringBack(entry, workspace) });
  const form = panel.querySelector("form");
  if (!form) return;
  mountFollowed(form, workspace);
  const explain = mountExplained(form, "replacement", REPLACEMENTS);
  mountMask(find(form, "[type=file]"), workspace, find(form, "[data-part=hint]"), () => refill(form, { what: "selection" }));
  onShown(workspace, NAME, (params) => (refill(form, formOf(params)), explain()));
  const show = () => showButton(form, workspace);
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  workspace.view.watch(show, ["selection", "results"]);
  show();
  form.addEventListener("submit", () => {
    if (find(form, "[type=submit]").ariaDisabled === "true") return;
    const params = paramsOf(form, workspace);
    workspace.ask(NAME, { ...params, controls: NO_CONTROLS }, { ...params, controls: CONTROLS });
  });
}

/** An earlier ablation's patches come back as the selection, as soon as they are known. */
function bringBack(entry, workspace) {
  const patches = entry.params.patches ?? entry.artifact?.removed;
  if (patches) workspace.selection.apply(new Set(patches), "replace");
}

const formOf = ({ patches, select, replacement, buffer, seed }) => ({
  what: patches || !["word", "register", "random", "gradient"].includes(select?.kind) ? "selection" : select.kind,
  word: select?.word, count: select?.count, replacement, buffer, seed,
});

function paramsOf(form, workspace) {
  const [kind, count] = [valueOf(form, "what"), valueOf(form, "count")];
  const select = {
    word: { kind, word: valueOf(form, "word").trim(), layer: null, count }, register: { kind }, random: { kind, count }, gradient: { kind, count },
  }[kind];
  return {
    ...(select ? { select } : { patches: [...workspace.selection.get()].sort((a, b) => a - b) }),
    replacement: valueOf(form, "replacement"), buffer: valueOf(form, "buffer"), seed: valueOf(form, "seed"), max_tokens: MOST_TOKENS, ...followed(workspace),
  };
}

/** The button says what it will do; where it cannot, a sentence says what is missing. */
function showButton(form, workspace) {
  const what = valueOf(form, "what");
  showFieldsFor(form, what);
  for (const name of ["count", "seed"]) form.elements[name].disabled = form.elements[name].closest("[data-for]").hidden;
  form.elements.count.max = String(workspace.grid() ? size(workspace.grid()) : 1);
  const button = find(form, "[type=submit]");
  const count = valueOf(form, "count");
  const n = regionOf(workspace, valueOf(form, "buffer")).size;
  button.textContent = {
    word: `Remove the ${plural(count, "patch", "patches")}`, register: "Remove the registers", random: `Remove ${plural(count, "random patch", "random patches")}`,
    gradient: `Remove the ${plural(count, "patch", "patches")}`, mask: "Choose a mask first",
  }[what] ?? (n ? `Remove ${n === 1 ? "this patch" : `these ${n} patches`}` : "Remove the selection");
  const missing = what === "mask" || (what === "selection" && n === 0) || (what === "word" && !valueOf(form, "word").trim());
  button.ariaDisabled = missing ? "true" : null;
  find(form, "[data-part=hint]").textContent = missing ? MISSING[what] : "";
}

const MISSING = {
  selection: "Select patches on the picture first: drag over them.",
  word: "Type the word whose patches shall go.",
  mask: "A PNG as large as the picture: what is white or painted becomes the selection.",
};

function regionOf(workspace, buffer) {
  const grid = workspace.grid();
  let region = workspace.selection.get();
  for (let ring = 0; grid && ring < buffer; ring++) region = grow(grid, region);
  return region;
}

/**
 * @param {HTMLElement} root
 * @param {import("../lib/ablation.js").AblationArtifact} artifact
 * @param {any} [options]
 * @returns {() => void} how to take it off again
 */
export function render(root, artifact, { workspace = null, selection = null } = {}) {
  const { mattered, text } = verdict(artifact);
  const controls = el("div", { "data-part": "controls" });
  const reselect = () => selection.apply(new Set(artifact.removed), "replace");
  fill(root,
    el("p", { class: `verdict ${mattered === null ? "is-open" : mattered ? "is-yes" : "is-no"}`, "data-testid": "verdict" }, text),
    answersView(artifact.before.text, artifact.after.text),
    el("p", { "data-testid": "target-change" }, ...numbersOf(artifact)),
    controls,
    selection && el("button", { type: "button", on: { click: reselect }, "data-testid": "select-removed" },
      artifact.removed.length === 1 ? "Select the removed patch" : `Select the ${artifact.removed.length} removed patches`));
  if (hasControls(artifact)) {
    fill(controls, el("h3", {}, "Beside other regions"), stripChart(strips(artifact), AXIS), el("p", { class: "caption" }, CAPTION));
    return () => {};
  }
  return workspace ? showFullRun(controls, workspace) : () => {};
}

function numbersOf(artifact) {
  const { target, target_log_probability: { before, after } } = artifact;
  const [from, to] = [before, after].map((value) => amount(Math.exp(value)));
  return [`Probability of “${target.text.trim()}”: `, el("b", {}, `${from} → ${to}`),
    el("span", { class: "quiet" }, `, log-probability ${signed(before)} → ${signed(after)} (${signed(changeOf(artifact))} nats)`)];
}

/** Where the run with the controls stands, which was asked together with the quick one. */
function showFullRun(place, workspace) {
  const quick = workspace.shown(NAME);
  const show = () => {
    const full = workspace.results.all(NAME).find(({ key, params }) => key === quick?.key && params.controls?.random > 0);
    const { readOnly, results } = workspace;
    if (full) showRunState(place, full, { readOnly, results });
    else fill(place, el("p", { class: "caption" }, "The controls were not computed."));
  };
  show();
  return workspace.view.watch(show, ["results"]);
}
