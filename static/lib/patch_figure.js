/**
 * Maps that tabs paint over the picture: one value for each patch, the same at all layers.
 *
 * @typedef {import("./figure.js").Figure} Figure
 */

/**
 * @param {object} map
 * @param {number[]} map.values  one for each patch
 * @param {string} map.title @param {string} map.unit
 * @param {string} map.caution  one sentence on what can mislead
 * @param {boolean} map.diverging  below and above 0 mean different things
 * @param {[string, string]} [map.ends]  what the two ends of the scale mean, in a word or two
 * @returns {Figure}
 */
export function patchFigure({ values, title, unit, caution, diverging, ends }) {
  const bound = values.reduce((high, value) => Math.max(high, Math.abs(value)), 0) || 1;
  return {
    values: () => values,
    layers: [0],
    low: diverging ? -bound : 0,
    high: bound,
    unit,
    title,
    caution,
    amounts: !diverging,
    exact: true,
    diverging,
    ends,
  };
}

/** The `n` patches with the highest values, highest first. @param {number[]} values @param {number} n */
export function topPatches(values, n) {
  const order = values.map((_, patch) => patch).sort((a, b) => values[b] - values[a] || a - b);
  return order.slice(0, n);
}
