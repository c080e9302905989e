/** Small plots of a table: dots with their intervals, or lines over layers. Values start at 0. */

import { el } from "../lib/dom.js";

const WIDTH = 420;
const LABELS = 180;
const LINE = 22;
const HEIGHT = 180;
const FOOT = 22;

/** The rows of each group, in order. @param {import("./tables.js").Table} table @returns {[string, Record<string, any>[]][]} */
export function grouped({ rows, plot }) {
  if (!plot?.group) return [["", rows]];
  const groups = new Map();
  for (const row of rows) groups.set(row[plot.group], [...(groups.get(row[plot.group]) ?? []), row]);
  return [...groups];
}

/** The end of an axis from 0 that holds every value: 1, 0.5, 0.2, 0.1, ... @param {number[]} values */
export function axisEnd(values) {
  const highest = Math.max(0, ...values.filter(Number.isFinite));
  if (highest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  return Number(([1, 2, 5, 10].find((step) => step * power >= highest) * power).toPrecision(12));
}

/** "20 %" @param {number} share */
const percent = (share) => `${Number((100 * share).toPrecision(3))} %`;

const drawn = (rows, series) => rows.filter((row) => [series.y, series.low, series.high].every((key) => Number.isFinite(row[key])));

/** Figures for a table's plot. @param {import("./tables.js").Table} table */
export function figures(table) {
  const { plot } = table;
  if (!plot || !table.rows.length) return [];
  const draw = plot.kind === "points" ? points : lines;
  return grouped(table).map(([name, rows]) => {
    const caption = [name, plot.series.map((each) => each.title).join(" (line), ") + (plot.kind === "lines" ? " (dashed)" : "")];
    const label = `${table.title}${name ? `, ${name}` : ""}`;
    return el("figure", {}, el("figcaption", {}, caption.filter(Boolean).join(": ")), draw(rows, plot, label));
  });
}

function frame(height, label, ...children) {
  return el("svg:svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `${label}; the table below has the values` }, ...children);
}

const text = (x, y, anchor, value) => el("svg:text", { class: "plot-text", x, y, "text-anchor": anchor }, value);

function points(rows, plot, label) {
  const [series] = plot.series;
  const shown = drawn(rows, series);
  const across = (value) => LABELS + value * (WIDTH - LABELS - 16);
  const height = shown.length * LINE + FOOT;
  const axis = [0, 0.5, 1].flatMap((value) => [
    el("svg:line", { class: "plot-axis", x1: across(value), x2: across(value), y1: 0, y2: height - FOOT }),
    text(across(value), height - 4, "middle", percent(value)),
  ]);
  const marks = shown.flatMap((row, place) => {
    const y = place * LINE + LINE / 2;
    return [
      text(LABELS - 10, y + 4, "end", row[plot.x]),
      el("svg:line", { class: "plot-reach", x1: across(row[series.low]), x2: across(row[series.high]), y1: y, y2: y }),
      el("svg:circle", { class: "plot-mark", cx: across(row[series.y]), cy: y, r: 4 }),
    ];
  });
  return frame(height, label, ...axis, ...marks);
}

function lines(rows, plot, label) {
  const end = axisEnd(plot.series.flatMap((series) => drawn(rows, series).map((row) => row[series.high])));
  const last = Math.max(1, ...rows.map((row) => row[plot.x]));
  const across = (value) => 44 + (value / last) * (WIDTH - 60);
  const down = (value) => (1 - value / end) * (HEIGHT - FOOT - 8) + 8;
  const axis = [0, end / 2, end].flatMap((value) => [
    el("svg:line", { class: "plot-axis", x1: 44, x2: WIDTH - 16, y1: down(value), y2: down(value) }),
    text(38, down(value) + 4, "end", percent(value)),
  ]);
  const feet = [0, last].map((value) => text(across(value), HEIGHT - 4, "middle", `${plot.x} ${value}`));
  const curves = plot.series.map((series, place) => curve(drawn(rows, series), series, place, { x: plot.x, across, down }));
  return frame(HEIGHT, label, ...axis, ...feet, ...curves);
}

function curve(rows, series, place, { x, across, down }) {
  const path = (key, list = rows) => list.map((row) => `${across(row[x]).toFixed(1)},${down(row[key]).toFixed(1)}`).join(" ");
  return el("svg:g", { class: place ? "plot-second" : "plot-first" },
    el("svg:polygon", { class: "plot-band", points: `${path(series.low)} ${path(series.high, [...rows].reverse())}` }),
    el("svg:polyline", { class: "plot-line", points: path(series.y) }));
}
