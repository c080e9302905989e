/** Patch values painted over a picture of any shown size. */

import { cssColour } from "../lib/colours.js";
import { patchBox, within } from "../lib/geometry.js";

const OPACITY = 0.62;

/** Paint one rectangle for each patch on `canvas`, which covers `picture` exactly. */
export function drawHeat(canvas, picture, { geometry, values, scale, table }) {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(picture.clientWidth * ratio);
  const height = Math.round(picture.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  context.globalAlpha = OPACITY;
  const [across, down] = [width / geometry.width, height / geometry.height];
  const grid = geometry.grids[0];
  for (const [patch, value] of values.entries()) {
    const box = patchBox(grid, patch);
    // Whole pixels, so that neighbours neither overlap nor leave a seam.
    const [left, right] = [Math.round(box.left * across), Math.round(box.right * across)];
    const [top, bottom] = [Math.round(box.top * down), Math.round(box.bottom * down)];
    context.fillStyle = cssColour(table, scale.fraction(value));
    context.fillRect(left, top, right - left, bottom - top);
  }
}

/** The legend: the colours from low to high. */
export function drawScale(canvas, table) {
  const context = canvas.getContext("2d");
  for (let x = 0; x < canvas.width; x++) {
    context.fillStyle = cssColour(table, x / (canvas.width - 1));
    context.fillRect(x, 0, 1, canvas.height);
  }
}

/** Put the frame around `patch`. */
export function placeCursor(cursor, geometry, patch) {
  cursor.hidden = patch === null;
  if (patch === null) return;
  const picture = { left: 0, top: 0, right: geometry.width, bottom: geometry.height };
  const place = within(patchBox(geometry.grids[0], patch), picture);
  for (const [name, fraction] of Object.entries(place)) cursor.style[name] = `${100 * fraction}%`;
}
