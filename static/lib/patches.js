/**
 * Sets of image patches, and what one can do to them. A patch is a number, row * cols + col.
 *
 * @typedef {{rows: number, cols: number}} Grid
 * @typedef {ReadonlySet<number>} Patches
 * @typedef {"replace" | "add" | "remove"} Mode
 */

/** How many patches the grid has. @param {Grid} grid */
export const count = (grid) => grid.rows * grid.cols;

/** @param {Grid} grid @param {number} patch */
export const rowOf = (grid, patch) => Math.floor(patch / grid.cols);

/** @param {Grid} grid @param {number} patch */
export const colOf = (grid, patch) => patch % grid.cols;

/** The patches of the rectangle with corners `a` and `b`. @param {Grid} grid @returns {Set<number>} */
export function rectangle(grid, a, b) {
  const [top, bottom] = ordered(rowOf(grid, a), rowOf(grid, b));
  const [left, right] = ordered(colOf(grid, a), colOf(grid, b));
  const patches = new Set();
  for (let row = top; row <= bottom; row++) {
    for (let col = left; col <= right; col++) patches.add(row * grid.cols + col);
  }
  return patches;
}

const ordered = (a, b) => (a <= b ? [a, b] : [b, a]);

/** `before` changed by `change`. @param {Patches} before @param {Patches} change @param {Mode} mode */
export function combine(before, change, mode) {
  if (mode === "replace") return new Set(change);
  const after = new Set(before);
  for (const patch of change) {
    if (mode === "add") after.add(patch);
    else after.delete(patch);
  }
  return after;
}

/** Every patch that is not in `patches`. @param {Grid} grid @param {Patches} patches */
export function invert(grid, patches) {
  const rest = new Set();
  for (let patch = 0; patch < count(grid); patch++) if (!patches.has(patch)) rest.add(patch);
  return rest;
}

/** `patches` and their eight neighbours. @param {Grid} grid @param {Patches} patches */
export function grow(grid, patches) {
  const grown = new Set();
  for (const patch of patches) {
    const row = rowOf(grid, patch);
    const col = colOf(grid, patch);
    for (let r = Math.max(0, row - 1); r <= Math.min(grid.rows - 1, row + 1); r++) {
      for (let c = Math.max(0, col - 1); c <= Math.min(grid.cols - 1, col + 1); c++) {
        grown.add(r * grid.cols + c);
      }
    }
  }
  return grown;
}

const STEPS = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1] };

/** The patch next to `patch`; at the border the patch itself. @param {Grid} grid */
export function neighbour(grid, patch, /** @type {keyof typeof STEPS} */ direction) {
  const [down, right] = STEPS[direction];
  const row = Math.min(grid.rows - 1, Math.max(0, rowOf(grid, patch) + down));
  const col = Math.min(grid.cols - 1, Math.max(0, colOf(grid, patch) + right));
  return row * grid.cols + col;
}

/** Whether both hold the same patches. @param {Patches} a @param {Patches} b */
export function same(a, b) {
  if (a.size !== b.size) return false;
  for (const patch of a) if (!b.has(patch)) return false;
  return true;
}

/** "row 8, column 9", counted from 1 as a reader does. @param {Grid} grid @param {number} patch */
export function placeOf(grid, patch) {
  return `row ${rowOf(grid, patch) + 1}, column ${colOf(grid, patch) + 1}`;
}
