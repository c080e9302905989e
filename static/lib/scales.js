/**
 * From values to 0..1 and back to the numbers under a legend.
 *
 * @typedef {object} Scale
 * @property {"linear" | "log"} kind
 * @property {number} low
 * @property {number} high
 * @property {(value: number) => number} fraction  0 at `low`, 1 at `high`, never outside
 * @property {() => number[]} ticks  round numbers between `low` and `high`, both ends included or near
 */

const clamp = (value) => Math.max(0, Math.min(1, value));

/** @param {number} low @param {number} high @returns {Scale} */
export function linear(low, high) {
  const span = high - low || 1;
  return {
    kind: "linear",
    low,
    high,
    fraction: (value) => clamp((value - low) / span),
    ticks: () => roundSteps(low, high),
  };
}

/** From -bound to bound, 0 in the middle. @param {number} bound @returns {Scale} */
export const centred = (bound) => ({ ...linear(-bound, bound), ticks: () => [-bound, -bound / 2, 0, bound / 2, bound] });

/** Three to six round numbers between the ends. @param {number} low @param {number} high */
export function rounds(low, high) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9) + 1e-12; i++) {
    ticks.push(Number((i * step).toPrecision(6)));
  }
  return ticks;
}

/** Round numbers and the end. @param {number} low @param {number} high */
function roundSteps(low, high) {
  if (!(high > low)) return [low];
  const ticks = rounds(low, high);
  if (high - /** @type {number} */ (ticks.at(-1)) < 1e-6 * (high - low)) return ticks;
  // The end is always named; a round number so near that the two would touch gives way.
  return [...ticks.filter((tick) => high - tick > 0.18 * (high - low)), high];
}

/** Lens probabilities span decades; what is below `low` (0 too) takes the lowest colour. @returns {Scale} */
export function logarithmic(low, high) {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const span = to - from || 1;
  return {
    kind: "log",
    low,
    high,
    fraction: (value) => (value > low ? clamp((Math.log10(value) - from) / span) : 0),
    ticks: () => decades(from, to),
  };
}

/** Powers of ten, every one or every second so that at most seven stay. */
function decades(from, to) {
  const [first, last] = [Math.ceil(from - 1e-9), Math.floor(to + 1e-9)];
  const every = Math.ceil((last - first + 1) / 7) || 1;
  const ticks = [];
  for (let power = last; power >= first; power -= every) ticks.unshift(Number(`1e${power}`));
  return ticks;
}

/** How many decades below the top are told apart. */
const DECADES = 5;

/** A scale for amounts from 0 to `high`. @param {"linear" | "log"} kind @param {number} high */
export function amounts(kind, high) {
  const top = high > 0 ? high : 1;
  if (kind === "linear") return linear(0, top);
  const decade = 10 ** Math.ceil(Math.log10(top) - 1e-9);
  return logarithmic(decade / 10 ** DECADES, decade);
}
