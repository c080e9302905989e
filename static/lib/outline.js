/** Lines around patches, as SVG paths in units of patches. @typedef {import("./patches.js").Grid} Grid */

import { colOf, rowOf } from "./patches.js";

/** The border of a set: one segment for every side whose other side is outside. @param {Grid} grid */
export function outline(grid, patches) {
  const has = (row, col) =>
    row >= 0 && col >= 0 && row < grid.rows && col < grid.cols && patches.has(row * grid.cols + col);
  let path = "";
  for (const patch of patches) {
    const row = rowOf(grid, patch);
    const col = colOf(grid, patch);
    if (!has(row - 1, col)) path += `M${col} ${row}h1`;
    if (!has(row + 1, col)) path += `M${col} ${row + 1}h1`;
    if (!has(row, col - 1)) path += `M${col} ${row}v1`;
    if (!has(row, col + 1)) path += `M${col + 1} ${row}v1`;
  }
  return path;
}

/** The inner lines of the whole grid. @param {Grid} grid */
export function gridLines(grid) {
  let path = "";
  for (let row = 1; row < grid.rows; row++) path += `M0 ${row}h${grid.cols}`;
  for (let col = 1; col < grid.cols; col++) path += `M${col} 0v${grid.rows}`;
  return path;
}
