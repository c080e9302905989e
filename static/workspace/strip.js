/** One line of marks for each kind of region, on one scale: what removing it does to the answer. */

import { el } from "../lib/dom.js";
import { signed } from "../lib/numbers.js";
import { linear, rounds } from "../lib/scales.js";

/** Room beside the outermost marks, as a share of the range. */
const MARGIN = 0.06;

/**
 * @param {ReturnType<typeof import("../lib/ablation.js").strips>} lines  the first one is the region
 * @param {string} title  what the axis counts, with its unit
 */
export function stripChart(lines, title) {
  const scale = scaleOf(lines.flatMap(({ changes }) => changes));
  const place = (value) => `${(scale.fraction(value) * 100).toFixed(2)}%`;
  const [region] = lines[0].changes;
  return el("div", { class: "strip", role: "img", "aria-label": spoken(lines), "data-testid": "strip" },
    ...lines.flatMap(({ kind, name, changes }, row) => [
      el("span", { class: "strip-name", style: inRow(row) }, name),
      el("span", { class: "strip-track", style: inRow(row) }, el("i", { class: "strip-zero", style: { left: place(0) } }),
        ...changes.map((value, i) => el("i", { class: `mark is-${kind}`, style: { left: place(value), "--lift": lift(i, changes.length) }, title: `${signed(value)} nats` }))),
      el("span", { class: "strip-value number", style: inRow(row) }, valueText(changes)),
    ]),
    el("span", { class: "strip-line", style: { "--lines": String(lines.length) } }, el("i", { style: { left: place(region) } })),
    el("span", { class: "strip-axis" }, ...rounds(scale.low, scale.high).map((value) => el("span", { style: { left: place(value) } }, value === 0 ? "0" : signed(value)))),
    el("span", { class: "strip-title" }, title));
}

const inRow = (row) => ({ "--row": String(row + 1) });

/** From the lowest to the highest, 0 among them, with some room. */
function scaleOf(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * MARGIN;
  return linear(low - room, high + room);
}

/** Dots that would lie on each other are lifted in turn. */
const lift = (i, n) => (n === 1 ? "0" : String((i % 5) - 2));

function valueText(changes) {
  if (changes.length === 1) return signed(changes[0]);
  return `${signed(Math.min(...changes))} to ${signed(Math.max(...changes))}`;
}

const spoken = (lines) => `Change of the log-probability, in nats. ${lines.map(({ name, changes }) => `${name}: ${valueText(changes)}`).join("; ")}.`;
