/** Words of the chosen patch or selection: their path through the layers, and the words of every layer. */

import { el, fill } from "../lib/dom.js";
import { layerIndex, pathOf, wordsOf } from "../lib/lens.js";
import { amount } from "../lib/numbers.js";
import { makeRoving } from "../lib/roving.js";
import { linePath, pointAt } from "../lib/sparkline.js";
import { createStore } from "../lib/store.js";
import { nameOf, subjectOf } from "../lib/subject.js";
import { retellToken, tokenView } from "../lib/token_view.js";
import { isJunk, plainWord } from "../lib/tokens.js";

const PATHS = 5;
const SPARK = { width: 160, height: 24 };
const NOTHING = { layer: null, patch: null, preview: null, selection: new Set() };

/** Which entry this panel draws. @param {import("../workspace/workspace.js").Workspace} workspace */
export const entryOf = (workspace) => workspace.lensEntry();

/** Wires the lens switch. @param {HTMLElement} panel @param {import("../workspace/workspace.js").Workspace} workspace */
export function mount(panel, workspace) {
  const buttons = [...panel.querySelectorAll("[data-lens]")];
  const known = (lens) => !workspace.readOnly || workspace.results.all("logit_lens").some(({ params }) => (params.lens ?? "logit") === lens);
  const show = () => {
    for (const button of buttons) {
      const chosen = button.dataset.lens === workspace.view.get().lens;
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      button.hidden = !known(button.dataset.lens);
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => workspace.chooseLens(button.dataset.lens));
    button.addEventListener("keydown", (event) => {
      const other = buttons.find((each) => each !== button && !each.hidden);
      if (!other || !event.key.startsWith("Arrow")) return;
      event.preventDefault();
      other.focus();
      other.click();
    });
  }
  workspace.view.watch(show, ["lens", "results"]);
  show();
}

/**
 * @param {HTMLElement} root
 * @param {import("../lib/lens.js").LensArtifact} artifact
 * @param {{view?: any, onLayer?: (at: number) => void, onWord?: (word: string) => void,
 *          onSelect?: (patch: number | null) => void}} [options]
 * @returns {() => void} how to take it off again
 */
export function render(root, artifact, { view = createStore(NOTHING), onLayer = () => {}, onWord = () => {}, onSelect = () => {} } = {}) {
  const head = el("div", { class: "subject", "data-testid": "lens-subject" });
  const paths = el("div", { class: "paths" });
  const table = createTable(artifact, { onLayer, onWord });
  fill(root, head, paths, table.element, el("p", { class: "caption" }, captionOf(artifact)));

  const wordsOfAll = createMemory(artifact);
  const showSubject = () => {
    const subject = subjectOf(view.get(), artifact);
    const byLayer = wordsOfAll(subject);
    const free = () => onSelect(null);
    fill(head, el("h3", {}, nameOf(subject, artifact)),
      subject.locked && el("button", { type: "button", class: "plain small-button", on: { click: free }, "data-testid": "release" }, "Release"));
    table.tell(byLayer);
    showPaths(paths, artifact, { patches: subject.patches, byLayer }, onWord);
  };
  const showLayer = () => {
    const at = layerIndex(artifact.layers, view.get().layer);
    table.mark(at);
    for (const dot of paths.querySelectorAll(".spark-now")) movePoint(dot, at);
  };
  showSubject();
  showLayer();
  const stops = [
    view.watch(() => (showSubject(), showLayer()), ["patch", "preview", "selection"]),
    view.watch(showLayer, ["layer"]),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Words of every layer; those of all patches, the costliest, are counted once. */
function createMemory(artifact) {
  const k = artifact.top_ids[0][0].length;
  const count = (patches) => artifact.layers.map((_, at) => wordsOf(artifact, at, patches, Math.max(k, PATHS)));
  let all = /** @type {any} */ (null);
  return ({ kind, patches }) => (kind === "all" ? (all ??= count(patches)) : count(patches));
}

const captionOf = (artifact) =>
  artifact.unit === "probability"
    ? "Numbers are probabilities over the whole vocabulary; of several patches the mean, where a patch counts 0 if the word is not among its strongest. Grey words hold no letter or digit. A dot before a word: no space comes before it."
    : "Numbers are cosines with the model’s input embeddings; they are not probabilities. Grey words hold no letter or digit.";

/** The table of layers x words is made once and retold, since it changes with every pointer move. */
function createTable(artifact, { onLayer, onWord }) {
  const k = artifact.top_ids[0][0].length;
  const lines = artifact.layers.map((layer, at) => createLine(layer, at, k, { onLayer, onWord }));
  const head = el("tr", {}, el("th", { scope: "col" }, "Layer"),
    ...Array.from({ length: k }, (_, i) => el("th", { scope: "col" }, `${i + 1}.`)));
  const table = el("table", { class: "layer-words", role: "grid", "aria-label": "Words by layer", "data-testid": "layer-words" },
    el("thead", {}, head), el("tbody", {}, ...lines.map((line) => line.element)));
  makeRoving(table);
  let marked = -1;
  return {
    element: el("div", { class: "layer-words-box" }, table),
    tell: (byLayer) => lines.forEach((line, at) => line.tell(byLayer[at], artifact.unit)),
    mark(at) {
      lines[marked]?.element.removeAttribute("aria-current");
      lines[at].element.setAttribute("aria-current", "true");
      marked = at;
    },
  };
}

function createLine(layer, at, k, { onLayer, onWord }) {
  const cells = Array.from({ length: k }, () => {
    const token = tokenView(" ");
    const number = el("span", { class: "number" });
    const cell = el("td", { "data-cell": true, tabindex: -1, title: "Show this word on the map" }, el("div", { class: "cell" }, token, number));
    const state = { said: /** @type {any} */ (null) };
    cell.addEventListener("click", () => {
      onLayer(at);
      if (state.said && !isJunk(state.said.text)) onWord(plainWord(state.said.text));
    });
    return { cell, token, number, state };
  });
  const name = el("th", { scope: "row", "data-cell": true, tabindex: -1, on: { click: () => onLayer(at) }, title: `Go to layer ${layer}` }, layer);
  return {
    element: el("tr", {}, name, ...cells.map(({ cell }) => cell)),
    tell(words, unit) {
      cells.forEach(({ cell, token, number, state }, place) => {
        const said = words[place] ?? null;
        state.said = said;
        if (said) retellToken(token, said.text);
        else token.textContent = "";
        number.textContent = said ? amount(said.value) : "";
        cell.style.setProperty("--share", said && unit === "probability" ? `${(said.value * 100).toFixed(1)}%` : "0%");
      });
    },
  };
}

/** The words that were strongest somewhere, each as a line over the layers. */
function showPaths(root, artifact, { patches, byLayer }, onWord) {
  const best = new Map();
  byLayer.forEach((words, at) => {
    for (const said of words) {
      if (isJunk(said.text)) continue;
      if ((best.get(said.id)?.value ?? -Infinity) < said.value) best.set(said.id, { ...said, at });
    }
  });
  const words = [...best.values()].sort((a, b) => b.value - a.value).slice(0, PATHS);
  const high = Math.max(...words.map((word) => word.value), 0);
  fill(root, ...words.map((word) => pathLine(word, pathOf(artifact, patches, word.id), high, artifact, onWord)));
}

function pathLine(word, values, high, artifact, onWord) {
  const box = { ...SPARK, high };
  const dot = el("svg:circle", { class: "spark-now", r: 3 });
  Object.assign(dot, { values, box });
  return el("button", { type: "button", class: "path", title: "Show this word on the map", on: { click: () => onWord(plainWord(word.text)) } },
    tokenView(word.text),
    el("svg:svg", { class: "spark", viewBox: `-4 -4 ${SPARK.width + 8} ${SPARK.height + 8}`, "aria-hidden": "true" },
      el("svg:path", { class: "spark-base", d: `M0 ${SPARK.height}h${SPARK.width}` }),
      el("svg:path", { class: "spark-line", d: linePath(values, box) }), dot),
    el("span", { class: "number quiet" }, `${amount(word.value)} at layer ${artifact.layers[word.at]}`));
}

function movePoint(dot, at) {
  const { x, y } = pointAt(dot.values, at, dot.box);
  dot.setAttribute("cx", x);
  dot.setAttribute("cy", y);
}
