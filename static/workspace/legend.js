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
    drawScale(find(root, ".legend-scale"), view.get().colours);
    fill(find(root, "[data-part=legend-ticks]"), ...ticksOf(scale));
    fill(find(root, "[data-part=legend-title]"), ...titleOf(figure, workspace));
    find(root, "[data-part=caption]").textContent = `Colour: ${figure.title}, the same scale at all layers; low values are drawn more see-through. ${figure.caution}`;
    find(root, "#log").disabled = !figure.amounts;
  }, ["results", "word", "lens", "scale", "colours"]);
  mountDisplay(root, view);
}

function drawScale(canvas, colours) {
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(256, 1);
  paint(Array.from({ length: 256 }, (_, i) => i / 255), (value) => value, colourTable(colours), pixels.data);
  context.putImageData(pixels, 0, 0);
}

function ticksOf(scale) {
  const { low, high } = scale;
  const place = (value) => (scale.kind === "log" ? scale.fraction(value) : (value - low) / (high - low || 1));
  return scale.ticks().map((value, i) => {
    const left = place(value);
    const edge = left < 0.04 ? "at-start" : left > 0.96 ? "at-end" : "";
    return el("span", { class: edge, style: { left: `${left * 100}%` } }, `${scale.kind === "log" && i === 0 ? "≤ " : ""}${tick(value)}`);
  });
}

function titleOf(figure, workspace) {
  const { word } = workspace.view.get();
  if (word === null) return [figure.title];
  const entry = workspace.wordEntry(word);
  const waiting = entry && ["asking", "queued", "running", "loading", "done"].includes(entry.stage);
  return [
    `${figure.title}${waiting ? "; the exact map is on its way" : ""} `,
    el("button", { type: "button", class: "plain small-button", on: { click: () => workspace.chooseWord(null) }, "data-testid": "strongest" }, "Show strongest words"),
  ];
}

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
