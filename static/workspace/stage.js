/** The picture as the model saw it, the map over it, and the lines of grid, selection and cursor. */

import { alphaOf, centredAlpha, colourTable, paint } from "../lib/colours.js";
import { el, find } from "../lib/dom.js";
import { cutOff, frame, padding, within } from "../lib/geometry.js";
import { gridLines, outline } from "../lib/outline.js";
import { amounts, centred, linear } from "../lib/scales.js";

/** The scale that `figure` is drawn on. @param {import("../lib/figure.js").Figure} figure */
export function scaleOf(figure, kind) {
  if (figure.diverging) return centred(figure.high);
  return figure.amounts ? amounts(kind, figure.high) : linear(figure.low, figure.high);
}

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountStage(root, workspace) {
  const { view } = workspace;
  const heat = createHeat(find(root, ".stage-heat"), workspace);
  const lines = createLines(find(root, ".stage-lines"), workspace);
  const place = createPlace(root, workspace);

  view.watch(() => place(), ["results"]);
  view.watch(() => heat(), ["results", "layer", "word", "lens", "scale", "colours", "opacity", "map", "past"]);
  view.watch((_, changed) => lines(changed), ["results", "selection", "draft", "preview", "patch", "grid"]);

  place();
  return { redraw: heat };
}

/** Puts picture, map and covers where the geometry says. */
function createPlace(root, workspace) {
  let known = null;
  return () => {
    const geometry = workspace.geometry();
    if (known === geometry) return;
    known = geometry;
    const outer = frame(geometry);
    const { box } = geometry.grids[0];
    const picture = { left: 0, top: 0, right: geometry.width, bottom: geometry.height };
    root.style.setProperty("--ratio", String((outer.right - outer.left) / (outer.bottom - outer.top)));
    put(find(root, ".stage-picture"), within(picture, outer));
    for (const name of [".stage-heat", ".stage-lines"]) put(find(root, name), within(box, outer));
    cover(root, cutOff(geometry), "stage-cut", outer);
    cover(root, padding(geometry), "stage-pad", outer);
    const note = find(root, "[data-part=stage-note]");
    const words = [cutOff(geometry).length > 0 && "grey: cut off, not seen", padding(geometry).length > 0 && "hatched: added border"];
    note.textContent = words.filter(Boolean).join(" · ");
    note.hidden = !note.textContent;
  };
}

function put(element, part) {
  for (const [side, fraction] of Object.entries(part)) element.style.setProperty(side, `${fraction * 100}%`);
}

function cover(root, boxes, name, outer) {
  for (const old of root.querySelectorAll(`.${name}`)) old.remove();
  for (const box of boxes) {
    const piece = el("div", { class: name, "aria-hidden": "true" });
    put(piece, within(box, outer));
    find(root, ".stage-lines").before(piece);
  }
}

/** One canvas pixel is one patch; the browser enlarges it. That keeps a redraw far below a frame. */
function createHeat(canvas, workspace) {
  const context = canvas.getContext("2d");
  let pixels = /** @type {ImageData | null} */ (null);
  const tables = { viridis: colourTable("viridis"), cividis: colourTable("cividis"), diverging: colourTable("diverging") };
  return () => {
    const figure = workspace.figure();
    const grid = workspace.grid();
    canvas.hidden = !figure;
    if (!figure) return;
    if (pixels?.width !== grid.cols || pixels.height !== grid.rows) {
      [canvas.width, canvas.height] = [grid.cols, grid.rows];
      pixels = context.createImageData(grid.cols, grid.rows);
    }
    const { scale, colours, opacity } = workspace.view.get();
    const [table, alpha] = figure.diverging ? [tables.diverging, centredAlpha] : [tables[colours], alphaOf];
    paint(figure.values(workspace.at()), scaleOf(figure, scale).fraction, table, pixels.data, opacity / 100, alpha);
    context.putImageData(pixels, 0, 0);
  };
}

/** Lines are drawn twice, a halo below the line, so that they show on any picture. */
function createLines(svg, workspace) {
  const draw = (name, path) => svg.querySelectorAll(`[data-line=${name}]`).forEach((line) => line.setAttribute("d", path));
  return (changed) => {
    const grid = workspace.grid();
    if (!grid) return;
    const { selection, draft, preview, patch, grid: gridShown } = workspace.view.get();
    if (changed.has("results")) {
      svg.setAttribute("viewBox", `0 0 ${grid.cols} ${grid.rows}`);
      find(svg, ".line-grid").setAttribute("d", gridLines(grid));
    }
    find(svg, ".line-grid").style.setProperty("display", gridShown ? "" : "none");
    if (changed.has("selection") || changed.has("results")) draw("selection", outline(grid, selection));
    draw("draft", draftPath(grid, draft));
    const cursor = patch ?? preview;
    draw("cursor", cursor === null ? "" : outline(grid, new Set([cursor])));
    svg.classList.toggle("is-locked", patch !== null);
  };
}

function draftPath(grid, draft) {
  if (!draft) return "";
  if (draft.polygon) return draft.polygon.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");
  return outline(grid, draft.patches);
}
