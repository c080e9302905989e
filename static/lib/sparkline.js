/** A line over layers as an SVG path in a box of the given size. */

/**
 * @param {number[]} values @param {{width: number, height: number, high: number}} box
 * @returns {string} path; values are drawn from 0 (bottom) to `high` (top)
 */
export function linePath(values, { width, height, high }) {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const y = (value) => height - (Math.max(0, Math.min(high, value)) / (high || 1)) * height;
  return values.map((value, i) => `${i ? "L" : "M"}${round(i * step)} ${round(y(value))}`).join("");
}

/** Where value number `index` stands. @param {number[]} values */
export function pointAt(values, index, { width, height, high }) {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const value = Math.max(0, Math.min(high, values[index]));
  return { x: round(index * step), y: round(height - (value / (high || 1)) * height) };
}

const round = (value) => Math.round(value * 10) / 10;
