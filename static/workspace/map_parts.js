/** What tabs with a map of their own share: a small picture, the way onto the big one, the top N. */

import { colourTable, paint } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { tick } from "../lib/numbers.js";
import { topPatches } from "../lib/patch_figure.js";
import { drawScale } from "./legend.js";
import { scaleOf } from "./stage.js";

/** Two digits are enough under a small picture. */
const short = (value) => tick(Number(value.toPrecision(2))).replace("-", "−");

/** Puts the tab's map over the picture, or takes it off. @param {import("./workspace.js").Workspace} workspace @param {string} map */
export function mapButton(workspace, map) {
  const { view } = workspace;
  const button = el("button", { type: "button", "data-testid": "show-map", on: { click: () => view.set({ map: view.get().map === map ? null : map }) } }, "Map on the picture");
  const show = () => button.setAttribute("aria-pressed", String(view.get().map === map));
  show();
  return { button, stop: view.watch(show, ["map"]) };
}

/** "Select the top 20 patches": the selection is what every other tab takes. */
export function topForm(workspace, scores, usual = 20) {
  const most = scores.length;
  const number = el("input", { type: "number", min: 1, max: most, value: Math.min(usual, most), "aria-label": "How many patches", "data-testid": "top-count" });
  const button = el("button", { type: "submit", "data-testid": "select-top" });
  const show = () => (button.textContent = `Select the top ${number.value || "…"}`);
  number.addEventListener("input", show);
  show();
  const select = (event) => {
    event.preventDefault();
    workspace.selection.apply(new Set(topPatches(scores, Number(number.value))), "replace");
  };
  return el("form", { class: "row top-form", on: { submit: select } },
    number, button);
}

/**
 * A map as a small picture with its own scale; a click puts it over the big one.
 *
 * @param {import("./workspace.js").Workspace} workspace @param {string} map  as the view's `map`
 * @param {import("../lib/figure.js").Figure} figure @param {string} title
 */
export function smallFigure(workspace, map, figure, title) {
  const { view } = workspace;
  const { rows, cols } = workspace.grid() ?? { rows: 1, cols: 1 };
  const canvas = el("canvas", { width: cols, height: rows, "aria-hidden": "true" });
  const legend = el("canvas", { class: "legend-scale", width: 256, height: 1, "aria-hidden": "true" });
  const button = el("button", { type: "button", class: "small-figure", "data-testid": `map-${map.split(":").at(-1)}`, on: { click: () => view.set({ map: view.get().map === map ? null : map }) } },
    el("b", {}, title), canvas, legend,
    el("span", { class: "small-ends" }, el("span", {}, short(figure.low)), el("span", {}, figure.unit), el("span", {}, short(figure.high))));
  const draw = () => {
    const { colours } = view.get();
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(cols, rows);
    paint(figure.values(0), scaleOf(figure, "linear").fraction, colourTable(figure.diverging ? "diverging" : colours), pixels.data);
    context.putImageData(pixels, 0, 0);
    drawScale(legend, figure, colours);
  };
  const show = () => button.setAttribute("aria-pressed", String(view.get().map === map));
  draw();
  show();
  const stops = [view.watch(draw, ["colours"]), view.watch(show, ["map"])];
  return { button, stop: () => stops.forEach((stop) => stop()) };
}
