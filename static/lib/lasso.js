/**
 * Which patches a hand-drawn line encloses.
 *
 * @typedef {import("./patches.js").Grid} Grid
 * @typedef {[x: number, y: number]} Point  in units of patches from the grid's top left corner
 */

import { colOf, count, rowOf } from "./patches.js";

/** Even-odd rule. @param {number} x @param {number} y @param {Point[]} polygon */
export function inside(x, y, polygon) {
  let within = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}

/** Patches whose centre lies in the polygon, and those its line starts or turns in. @param {Grid} grid */
export function enclosed(grid, /** @type {Point[]} */ polygon) {
  const patches = new Set();
  for (let patch = 0; patch < count(grid); patch++) {
    if (inside(colOf(grid, patch) + 0.5, rowOf(grid, patch) + 0.5, polygon)) patches.add(patch);
  }
  return patches.size > 0 ? patches : touched(grid, polygon);
}

/** A line too small to hold a centre still means the patches it runs through. */
function touched(grid, polygon) {
  const patches = new Set();
  for (const [x, y] of polygon) {
    const [row, col] = [Math.floor(y), Math.floor(x)];
    if (row >= 0 && col >= 0 && row < grid.rows && col < grid.cols) patches.add(row * grid.cols + col);
  }
  return patches;
}
