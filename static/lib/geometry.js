/**
 * Between patches and pixels of the stored picture (contract/geometry.py).
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box  stored pixels
 * @typedef {{name: string, rows: number, cols: number, box: Box}} ImageGrid
 * @typedef {{width: number, height: number, steps: string[], grids: ImageGrid[]}} Geometry
 */

const widthOf = (/** @type {Box} */ box) => box.right - box.left;
const heightOf = (/** @type {Box} */ box) => box.bottom - box.top;

/** The picture and the grid together: what the page must have room for. @param {Geometry} geometry */
export function frame(geometry) {
  const { box } = geometry.grids[0];
  return {
    left: Math.min(0, box.left),
    top: Math.min(0, box.top),
    right: Math.max(geometry.width, box.right),
    bottom: Math.max(geometry.height, box.bottom),
  };
}

/** The pixels that `patch` covers. @param {ImageGrid} grid @returns {Box} */
export function patchBox(grid, patch) {
  const width = widthOf(grid.box) / grid.cols;
  const height = heightOf(grid.box) / grid.rows;
  const left = grid.box.left + (patch % grid.cols) * width;
  const top = grid.box.top + Math.floor(patch / grid.cols) * height;
  return { left, top, right: left + width, bottom: top + height };
}

/** The patch that covers pixel (x, y), or null where the model saw nothing. @param {ImageGrid} grid */
export function patchAt(grid, x, y) {
  const col = Math.floor(((x - grid.box.left) / widthOf(grid.box)) * grid.cols);
  const row = Math.floor(((y - grid.box.top) / heightOf(grid.box)) * grid.rows);
  const within = row >= 0 && col >= 0 && row < grid.rows && col < grid.cols;
  return within ? row * grid.cols + col : null;
}

/** A box as fractions of another, for CSS. @param {Box} box @param {Box} outer */
export function within(box, outer) {
  return {
    left: (box.left - outer.left) / widthOf(outer),
    top: (box.top - outer.top) / heightOf(outer),
    width: widthOf(box) / widthOf(outer),
    height: heightOf(box) / heightOf(outer),
  };
}

/** Parts of the picture that were cut off and never seen. @param {Geometry} geometry @returns {Box[]} */
export function cutOff(geometry) {
  const picture = { left: 0, top: 0, right: geometry.width, bottom: geometry.height };
  return subtract(picture, geometry.grids[0].box);
}

/** Parts of the grid that show no picture but what was added around it. @param {Geometry} geometry */
export function padding(geometry) {
  const picture = { left: 0, top: 0, right: geometry.width, bottom: geometry.height };
  return subtract(geometry.grids[0].box, picture);
}

/** Less than half a pixel is rounding, not something to point at. */
const SLIVER = 0.5;

/** `box` without `hole`, as up to four boxes. @param {Box} box @param {Box} hole @returns {Box[]} */
export function subtract(box, hole) {
  const top = Math.min(Math.max(hole.top, box.top), box.bottom);
  const bottom = Math.max(Math.min(hole.bottom, box.bottom), box.top);
  const left = Math.min(Math.max(hole.left, box.left), box.right);
  const right = Math.max(Math.min(hole.right, box.right), box.left);
  const pieces = [
    { ...box, bottom: top },
    { ...box, top: bottom },
    { top, bottom, left: box.left, right: left },
    { top, bottom, left: right, right: box.right },
  ];
  return pieces.filter((piece) => widthOf(piece) > SLIVER && heightOf(piece) > SLIVER);
}
