/** What the colours mean: scale with numbers, unit, caption; and how the map is drawn. */

import { colourTable, paint } from "../lib/colours.js";
import { el, fill, find } from "../lib/dom.js";
import { tick } from "../lib/numbers.js";
import { scaleOf } from "./stage.js";

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountLegend(root, workspace) {
  const { view } = workspace;
  view.watch(() => {
    const figure = workspace.figure();
    find(root, "[data-part=legend]").hidden = !figure;
    if (!figure) return;
    const scale = scaleOf(figure, view.get().scale);
    drawScale(find(root, ".legend-scale"), figure, view.get().colours);
    fill(find(root, "[data-part=legend-ticks]"), ...ticksOf(scale));
    fill(find(root, "[data-part=legend-title]"), ...titleOf(figure, workspace));
    find(root, "[data-part=caption]").textContent = `Colour: ${figure.title}, ${drawn(figure, workspace)}. ${figure.caution}`;
    find(root, "#log").disabled = !figure.amounts;
    find(root, "#colours").disabled = Boolean(figure.diverging);
  }, ["results", "word", "lens", "scale", "colours", "map", "past"]);
  mountDisplay(root, view);
}

function drawn(figure, workspace) {
  if (figure.diverging) return "centred on 0; values near 0 are drawn more see-through";
  const layers = figure === workspace.lensFigure() ? "the same scale at all layers; " : "";
  return `${layers}low values are drawn more see-through`;
}

/** The colours from low to high, opaque. @param {HTMLCanvasElement} canvas 256 x 1 @param {import("../lib/figure.js").Figure} figure */
export function drawScale(canvas, figure, colours) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const pixels = context.createImageData(256, 1);
  const table = colourTable(figure.diverging ? "diverging" : colours);
  paint(Array.from({ length: 256 }, (_, i) => i / 255), (value) => value, table, pixels.data, 1);
  context.putImageData(pixels, 0, 0);
}

function ticksOf(scale) {
  const { low, high } = scale;
  const place = (value) => (scale.kind === "log" ? scale.fraction(value) : (value - low) / (high - low || 1));
  return scale.ticks().map((value, i) => {
    const left = place(value);
    const edge = left < 0.04 ? "at-start" : left > 0.96 ? "at-end" : "";
    return el("span", { class: edge, style: { left: `${left * 100}%` } }, `${scale.kind === "log" && i === 0 ? "≤ " : ""}${tick(value).replace("-", "−")}`);
  });
}

function titleOf(figure, workspace) {
  const { word } = workspace.view.get();
  const ends = figure.ends && `, ${figure.unit}: left “${figure.ends[0]}”, right “${figure.ends[1]}”`;
  if (figure !== workspace.lensFigure()) return [`${figure.title}${ends ?? `, ${figure.unit}`} `, toLens(workspace)];
  if (word === null) return [figure.title];
  const entry = workspace.wordEntry(word);
  const waiting = entry && ["asking", "queued", "running", "loading", "done"].includes(entry.stage);
  return [
    `${figure.title}${waiting ? "; the exact map is on its way" : ""} `,
    el("button", { type: "button", class: "plain small-button", on: { click: () => workspace.chooseWord(null) }, "data-testid": "strongest" }, "Show strongest words"),
  ];
}

const toLens = (workspace) =>
  el("button", { type: "button", class: "plain small-button", on: { click: () => workspace.view.set({ map: null }) }, "data-testid": "back-to-lens" }, "Back to the lens");

function mountDisplay(root, view) {
  const opacity = find(root, "#opacity");
  const boxes = { grid: find(root, "#grid"), log: find(root, "#log") };
  const colours = find(root, "#colours");
  const show = () => {
    const state = view.get();
    opacity.value = String(state.opacity);
    boxes.grid.checked = state.grid;
    boxes.log.checked = state.scale === "log";
    colours.value = state.colours;
  };
  opacity.addEventListener("input", () => view.set({ opacity: Number(opacity.value) }));
  boxes.grid.addEventListener("change", () => view.set({ grid: boxes.grid.checked }));
  boxes.log.addEventListener("change", () => view.set({ scale: boxes.log.checked ? "log" : "linear" }));
  colours.addEventListener("change", () => view.set({ colours: colours.value }));
  view.watch(show, ["opacity", "grid", "scale", "colours"]);
  show();
}
