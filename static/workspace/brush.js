/** A strip of the model's blocks on which one draws a range with mouse, pen or finger. */

import { find } from "../lib/dom.js";
import { rangeOf } from "../lib/knockout.js";

/**
 * @param {HTMLElement} strip @param {() => number} depthNow  number of blocks
 * @param {(range: [number, number]) => void} brushed
 * @returns {(range: [number, number] | null) => void} shows a range; null: all blocks
 */
export function mountBrush(strip, depthNow, brushed) {
  let from = /** @type {number | null} */ (null);
  const blockAt = (event) => {
    const { left, width } = strip.getBoundingClientRect();
    return Math.floor(((event.clientX - left) / width) * depthNow());
  };
  const draw = (event) => from !== null && brushed(rangeOf(from, blockAt(event), depthNow()));
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || depthNow() === 0) return;
    from = blockAt(event);
    strip.setPointerCapture(event.pointerId);
    draw(event);
  });
  strip.addEventListener("pointermove", draw);
  for (const kind of ["pointerup", "pointercancel"]) strip.addEventListener(kind, () => (from = null));

  const bar = find(strip, ".brush-range");
  return (range) => {
    const depth = depthNow() || 1;
    const [first, last] = range ?? [0, depth - 1];
    strip.style.setProperty("--blocks", String(depth));
    bar.style.setProperty("left", `${(first / depth) * 100}%`);
    bar.style.setProperty("width", `${((last - first + 1) / depth) * 100}%`);
    bar.classList.toggle("is-all", range === null);
  };
}
