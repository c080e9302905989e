/**
 * An uploaded mask as patches. It lies on the picture from edge to edge, whatever its own size.
 *
 * @typedef {{width: number, height: number, data: ArrayLike<number>}} Pixels  RGBA, 0 to 255
 */

/**
 * Whether each pixel is meant: where anything is see-through the opaque ones, else those that are
 * not black (masks are often written with 1 for "object").
 *
 * @param {Pixels} pixels @returns {Uint8Array}
 */
export function meant({ width, height, data }) {
  const marks = new Uint8Array(width * height);
  let seeThrough = false;
  for (let i = 0; i < marks.length && !seeThrough; i++) seeThrough = data[4 * i + 3] < 255;
  for (let i = 0; i < marks.length; i++) {
    const painted = data[4 * i] > 0 || data[4 * i + 1] > 0 || data[4 * i + 2] > 0;
    marks[i] = Number(seeThrough ? data[4 * i + 3] > 0 : painted);
  }
  return marks;
}

/**
 * Every patch that a marked pixel overlaps by more than nothing.
 *
 * @param {{width: number, height: number, marks: ArrayLike<number>}} mask
 * @param {import("./geometry.js").Geometry} geometry
 * @returns {Set<number>}
 */
export function patchesUnder({ width, height, marks }, geometry) {
  const { rows, cols, box } = geometry.grids[0];
  const across = spans(width, geometry.width, box.left, box.right, cols);
  const down = spans(height, geometry.height, box.top, box.bottom, rows);
  const patches = new Set();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!marks[y * width + x]) continue;
      for (let row = down[y].first; row <= down[y].last; row++) {
        for (let col = across[x].first; col <= across[x].last; col++) patches.add(row * cols + col);
      }
    }
  }
  return patches;
}

/** Touching at an edge is no overlap; neither is a rounding error. */
const NOTHING = 1e-9;

/** For each of `pixels` along one side: the first and last patch under it (first > last: none). */
function spans(pixels, length, from, to, patches) {
  const place = (pixel) => (((pixel * length) / pixels - from) / (to - from)) * patches;
  return Array.from({ length: pixels }, (_, pixel) => ({
    first: Math.max(0, Math.floor(place(pixel) + NOTHING)),
    last: Math.min(patches - 1, Math.ceil(place(pixel + 1) - NOTHING) - 1),
  }));
}
