/** Where one word is read: the map at every layer as small pictures, and its course over the layers. */

import { drawCurves } from "../workspace/chart.js";
import { colourTable, paint } from "../lib/colours.js";
import { el, fill } from "../lib/dom.js";
import { layerIndex } from "../lib/lens.js";
import { amount, plural } from "../lib/numbers.js";
import { nextCell } from "../lib/roving.js";
import { amounts } from "../lib/scales.js";
import { createStore } from "../lib/store.js";
import { joinPieces, showToken } from "../lib/tokens.js";
import { curves, peak, standing, wordIndex } from "../lib/word_map.js";

const NOTHING = { layer: null, word: null, selection: new Set(), scale: "linear", colours: "viridis" };

/** Which entry this panel draws. @param {import("../workspace/workspace.js").Workspace} workspace */
export const entryOf = (workspace) => workspace.wordEntry(workspace.view.get().word);

/** Wires the word box and the words asked before. */
export function mount(panel, /** @type {import("../workspace/workspace.js").Workspace} */ workspace) {
  const form = panel.querySelector("form");
  const box = panel.querySelector("input");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const word = box?.value.trim() ?? "";
    if (word) workspace.chooseWord(word);
    else box?.focus();
  });
  const chips = panel.querySelector("[data-part=words]");
  const show = () => {
    const { word } = workspace.view.get();
    if (box && document.activeElement !== box) box.value = word ?? "";
    const asked = workspace.results.all("word_map").flatMap(({ params }) => params.words ?? []);
    const words = [null, ...new Set([...asked.reverse(), ...(word === null ? [] : [word])])];
    fill(chips, ...words.map((each) => chip(each, each === word, () => workspace.chooseWord(each))));
  };
  workspace.view.watch(show, ["word", "results"]);
  show();
}

const chip = (word, chosen, choose) =>
  el("button", { type: "button", class: "chip", "aria-pressed": String(chosen), on: { click: choose } },
    word === null ? "strongest word" : el("bdi", {}, word));

/**
 * @param {HTMLElement} root
 * @param {import("../lib/word_map.js").WordArtifact} artifact
 * @param {{view?: any, onLayer?: (at: number) => void, onSelect?: (patch: number | null) => void}} [options]
 * @returns {() => void} how to take it off again
 */
export function render(root, artifact, { view = createStore(NOTHING), onLayer = () => {}, onSelect = () => {} } = {}) {
  const index = Math.max(0, wordIndex(artifact, view.get().word ?? artifact.words[0].text));
  const best = peak(artifact, index);
  const says = el("p", { class: "says", "data-testid": "word-standing" });
  const maps = createMaps(artifact, index, best, onLayer);
  const chart = el("div", { class: "chart", "data-testid": "word-chart" });
  const toPeak = () => (onLayer(best.at), onSelect(best.patch));
  fill(root, ...piecesNote(artifact.words[index]), says,
    el("button", { type: "button", on: { click: toPeak }, "data-testid": "to-peak" }, `Go to the highest value (layer ${artifact.layers[best.at]})`),
    el("h3", {}, "At every layer"), maps.element,
    el("p", { class: "caption" }, "Same colours and scale as the big map. The framed picture is the layer in view."),
    el("h3", {}, "Over the layers"), chart,
    el("p", { class: "caption" }, "Mean over patches and the highest patch. A mean over the selection that stays above the others’ is what a found word looks like; a rise everywhere is not."));

  const showLayer = () => {
    const at = layerIndex(artifact.layers, view.get().layer);
    maps.mark(at);
    says.textContent = standingText(artifact, index, at, best);
  };
  const showMaps = () => maps.draw(view.get());
  const showCurves = () => drawCurves(chart, seriesOf(artifact, index, view.get().selection), artifact.layers);
  showLayer();
  showMaps();
  showCurves();
  const stops = [
    view.watch(showLayer, ["layer"]),
    view.watch(showMaps, ["scale", "colours"]),
    view.watch(showCurves, ["selection"]),
  ];
  return () => stops.forEach((stop) => stop());
}

function piecesNote({ text, pieces }) {
  if (pieces.length < 2) return [];
  return [el("p", { class: "notice warn", "data-testid": "pieces" },
    `The vocabulary has no “${text}”; it is cut into ${pieces.length} pieces, `, el("bdi", {}, joinPieces(pieces)),
    `. The map shows the first one, “${showToken(pieces[0]).text}”.`)];
}

function standingText(artifact, index, at, best) {
  const { first, five } = standing(artifact, index, at);
  return `Layer ${artifact.layers[at]}: strongest word in ${plural(first, "patch", "patches")}, among the five strongest in ${five}. ` +
    `Highest probability ${amount(best.value)} at layer ${artifact.layers[best.at]}.`;
}

function seriesOf(artifact, index, selection) {
  const { highest, all, chosen, others } = curves(artifact, index, selection);
  const top = { name: "highest patch", values: highest, dash: "dot" };
  if (!chosen) return [{ name: "mean of all patches", values: all, dash: "solid" }, top];
  return [
    { name: "mean of the selection", values: chosen, dash: "solid" },
    { name: "mean of the others", values: /** @type {number[]} */ (others), dash: "dash" },
    top,
  ];
}

/** One small canvas for every layer, a pixel for every patch. */
function createMaps(artifact, index, best, onLayer) {
  const buttons = artifact.layers.map((layer, at) => {
    const canvas = el("canvas", { width: artifact.cols, height: artifact.rows, "aria-hidden": "true" });
    return el("button", { type: "button", class: "small-map", tabindex: -1, on: { click: () => onLayer(at) }, "aria-label": `Layer ${layer}${at === best.at ? ", highest" : ""}` },
      canvas, el("span", {}, layer, at === best.at && el("b", {}, " max")));
  });
  const element = el("div", { class: "small-maps", role: "group", "aria-label": "Map at every layer", "data-testid": "small-maps",
    on: { keydown: (event) => stepAmong(buttons, event) } }, ...buttons);
  let marked = -1;
  return {
    element,
    draw({ scale, colours }) {
      const { fraction } = amounts(scale, best.value);
      const table = colourTable(colours);
      buttons.forEach((button, at) => {
        const context = button.querySelector("canvas").getContext("2d");
        const pixels = context.createImageData(artifact.cols, artifact.rows);
        paint(artifact.probability[index][at], fraction, table, pixels.data);
        context.putImageData(pixels, 0, 0);
      });
    },
    mark(at) {
      for (const [place, current] of [[marked, false], [at, true]]) {
        buttons[place]?.setAttribute("aria-pressed", String(current));
        buttons[place]?.setAttribute("tabindex", current ? "0" : "-1");
      }
      marked = at;
    },
  };
}

/** Arrow keys walk along the small maps; Tab leaves them. */
function stepAmong(buttons, event) {
  const next = nextCell(event.key, { row: 0, col: buttons.indexOf(event.target.closest("button")) }, { rows: 1, cols: buttons.length });
  if (!next) return;
  event.preventDefault();
  buttons[next.col].focus();
  buttons[next.col].click();
}
