/** Mouse, pen and finger on the picture: look, lock, rectangle, lasso. */

import { frame, patchAt } from "../lib/geometry.js";

/** Pixels a pointer may tremble and still be a click. */
const TREMBLE = 5;

/**
 * @param {HTMLElement} hand  covers the whole stage
 * @param {import("./workspace.js").Workspace} workspace
 * @param {ReturnType<typeof import("./shapes.js").createShapes>} shapes
 */
export function mountPointer(hand, workspace, shapes) {
  const { view } = workspace;
  let press = /** @type {any} */ (null);

  hand.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !workspace.grid()) return;
    const spot = spotOf(event, hand, workspace, true);
    press = { spot, x: event.clientX, y: event.clientY, dragged: false, trail: [spot.point] };
    const touch = event.pointerType === "touch" && view.get().tool === "point";
    if (!touch) hand.setPointerCapture(event.pointerId);
  });

  hand.addEventListener("pointermove", (event) => {
    if (!workspace.grid()) return;
    const spot = spotOf(event, hand, workspace, press !== null || shapes.begun());
    const looking = event.pointerType === "touch" && view.get().tool === "point";
    if (press && looking) press = trembles(event, press) ? press : null;
    else if (press) drag(event, spot);
    else if (shapes.begun()) shapes.preview(spot);
    else if (event.pointerType !== "touch") view.set({ preview: spot?.patch ?? null });
  });

  function drag(event, spot) {
    press.dragged ||= !trembles(event, press);
    if (!press.dragged) return;
    press.trail.push(spot.point);
    if (view.get().tool === "lasso") view.set({ draft: { polygon: press.trail.slice(), patches: null }, preview: null });
    else {
      shapes.preview(spot, press.spot);
      view.set({ preview: null });
    }
  }

  hand.addEventListener("pointerup", (event) => {
    const was = press;
    press = null;
    if (!was || !workspace.grid()) return;
    if (was.dragged) shapes.drop(was.spot, spotOf(event, hand, workspace, true), was.trail);
    else click(event, spotOf(event, hand, workspace, false));
  });

  function click(event, spot) {
    if (!spot) return;
    if (view.get().tool !== "point") shapes.corner(spot);
    else if (event.shiftKey || event.altKey) workspace.selection.apply(new Set([spot.patch]), spot.mode);
    else workspace.lock(view.get().patch === spot.patch ? null : spot.patch);
  }

  hand.addEventListener("pointercancel", () => {
    press = null;
    shapes.giveUp();
  });
  hand.addEventListener("pointerleave", () => {
    if (!press) view.set({ preview: null });
  });
  hand.addEventListener("dblclick", () => {
    if (view.get().tool === "lasso") shapes.finish();
  });
  view.watch((state) => {
    hand.dataset.tool = state.tool;
    shapes.giveUp();
  }, ["tool"]);
}

const trembles = (event, press) => Math.hypot(event.clientX - press.x, event.clientY - press.y) <= TREMBLE;

/** The patch and point under the pointer; null off the grid, or the nearest if `clamp`. */
function spotOf(event, hand, workspace, clamp) {
  const geometry = workspace.geometry();
  const [grid, outer, rect] = [geometry.grids[0], frame(geometry), hand.getBoundingClientRect()];
  let x = outer.left + ((event.clientX - rect.left) / rect.width) * (outer.right - outer.left);
  let y = outer.top + ((event.clientY - rect.top) / rect.height) * (outer.bottom - outer.top);
  if (clamp) {
    x = Math.min(grid.box.right - 1e-3, Math.max(grid.box.left, x));
    y = Math.min(grid.box.bottom - 1e-3, Math.max(grid.box.top, y));
  }
  const patch = patchAt(grid, x, y);
  if (patch === null) return null;
  const point = [
    ((x - grid.box.left) / (grid.box.right - grid.box.left)) * grid.cols,
    ((y - grid.box.top) / (grid.box.bottom - grid.box.top)) * grid.rows,
  ];
  return { patch, point, mode: modeOf(event, workspace.view.get().mode) };
}

/** Shift adds, Alt removes, else as the buttons say. */
const modeOf = (event, usual) => (event.altKey ? "remove" : event.shiftKey ? "add" : usual);
