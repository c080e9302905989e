/**
 * The whole table, patches x layers, as the method's authors show it: hover shows the strongest
 * words, a click locks. Only the rows in sight exist.
 */

import { colourTable, cssColour, inkOn } from "../lib/colours.js";
import { el, fill, find } from "../lib/dom.js";
import { wordsAt } from "../lib/lens.js";
import { amount } from "../lib/numbers.js";
import { colOf, count, rowOf } from "../lib/patches.js";
import { nextCell } from "../lib/roving.js";
import { strongestFigure } from "../lib/figure.js";
import { tokenView } from "../lib/token_view.js";
import { scrollFor, visibleRows } from "../lib/windowing.js";
import { scaleOf } from "./stage.js";

const ROW = 28;
/** Width of the column of names, pixels. */
const NAMES = 64;

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountWholeTable(root, workspace) {
  let shown = /** @type {any} */ (null);
  const show = () => {
    const lens = workspace.lens();
    if (!lens || shown?.lens === lens) return shown?.draw();
    shown = createTable(root, lens, workspace);
    shown.draw();
  };
  workspace.view.watch((_, changed) => shown && isVisible(root) && shown.tell(changed),
    ["layer", "patch", "preview", "selection", "scale", "colours"]);
  return { show };
}

const isVisible = (root) => root.offsetParent !== null;

function createTable(root, lens, workspace) {
  const { view } = workspace;
  const figure = strongestFigure(lens);
  const table = el("table", { class: "whole", role: "grid", "aria-label": "Strongest word of every patch and layer", "aria-rowcount": count(lens) + 1, "aria-colcount": lens.layers.length + 1 });
  const body = el("tbody", {});
  const head = el("tr", { "aria-rowindex": 1 }, el("th", { scope: "col" }, "Row, col"), ...lens.layers.map((layer) => el("th", { scope: "col" }, layer)));
  table.append(el("thead", {}, head), body);
  const box = el("div", { class: "whole-box", tabindex: -1 }, table);
  const tip = el("p", { class: "whole-tip", "data-testid": "whole-tip", "aria-live": "off" }, "Point at a cell: its strongest words appear here. A click locks the patch and goes to the layer.");
  const only = el("input", { type: "checkbox", "data-testid": "only-selection", on: { change: () => draw() } });
  fill(root, el("div", { class: "panel-head" }, el("label", { class: "display-check" }, only, " Only the selection")), tip, box,
    el("p", { class: "caption" }, "One line is one patch (row, column from the top left), one column one layer. The colour is the strongest word’s value, on the scale beside the picture."));

  const active = { row: 0, col: lens.layers.length - 1 };
  const patches = () => {
    const { selection } = view.get();
    const all = Array.from({ length: count(lens) }, (_, i) => i);
    return only.checked && selection.size > 0 ? all.filter((patch) => selection.has(patch)) : all;
  };

  function draw() {
    const list = patches();
    const sight = visibleRows({ top: box.scrollTop, height: box.clientHeight || 480, rowHeight: ROW, count: list.length });
    const { scale, colours, patch, preview } = view.get();
    const paint = { fraction: scaleOf(figure, scale).fraction, table: colourTable(colours) };
    const lines = list.slice(sight.first, sight.last).map((each, i) =>
      createRow(lens, each, sight.first + i, { paint, active, cursor: each === (patch ?? preview) }));
    fill(body, spacer(sight.before, lens), ...lines, spacer(sight.after, lens));
  }

  box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  new ResizeObserver(() => draw()).observe(box);
  body.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td[data-patch]");
    if (!cell) return;
    view.set({ preview: Number(cell.dataset.patch) });
    tellTip(tip, lens, Number(cell.dataset.patch), Number(cell.dataset.at));
  });
  body.addEventListener("pointerleave", () => view.set({ preview: null }));
  body.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-patch]");
    if (cell) choose(cell);
  });
  function choose(cell) {
    workspace.setLayer(Number(cell.dataset.at));
    const patch = Number(cell.dataset.patch);
    workspace.lock(view.get().patch === patch ? null : patch);
  }
  table.addEventListener("keydown", (event) => {
    const size = { rows: patches().length, cols: lens.layers.length };
    const next = event.key === "PageDown" || event.key === "PageUp" ? paged(event.key, active, size) : nextCell(event.key, active, size);
    const focused = event.target.closest("td[data-patch]");
    if (event.key === "Enter" && focused) return choose(focused);
    if (!next) return;
    event.preventDefault();
    Object.assign(active, next);
    const top = scrollFor({ row: next.row, top: box.scrollTop, height: box.clientHeight - 2 * ROW, rowHeight: ROW });
    if (top !== null) box.scrollTop = top;
    draw();
    const cell = find(body, 'td[tabindex="0"]');
    cell.focus({ preventScroll: false });
    tellTip(tip, lens, Number(cell.dataset.patch), Number(cell.dataset.at));
  });

  const markLayer = () =>
    [...head.children].forEach((cell, i) => cell.classList.toggle("is-current", i === workspace.at() + 1));
  const toLayer = () => {
    const cell = /** @type {HTMLElement} */ (head.children[workspace.at() + 1]);
    const [left, width] = [cell.offsetLeft - NAMES, cell.offsetWidth];
    if (left < box.scrollLeft || left + width > box.scrollLeft + box.clientWidth - NAMES) {
      box.scrollLeft = left - (box.clientWidth - NAMES - width) / 2;
    }
  };

  return {
    lens,
    draw: () => (draw(), markLayer(), toLayer()),
    tell(changed) {
      if (changed.size === 1 && changed.has("preview")) markRow(body, view.get().patch ?? view.get().preview);
      else if (changed.size > 1 || !changed.has("layer")) draw();
      if (changed.has("layer")) markLayer();
      if (changed.has("layer") && !box.matches(":hover, :focus-within")) toLayer();
    },
  };
}

const paged = (key, active, { rows }) => ({
  row: Math.max(0, Math.min(rows - 1, active.row + (key === "PageDown" ? 10 : -10))),
  col: active.col,
});

function createRow(lens, patch, index, { paint, active, cursor }) {
  const cells = lens.layers.map((_, column) => {
    const value = lens.top_probabilities[column][patch][0];
    const share = paint.fraction(value);
    const token = tokenView(lens.vocabulary[lens.top_ids[column][patch][0]]);
    const stop = index === active.row && column === active.col;
    return el("td", {
      "data-patch": patch, "data-at": column, tabindex: stop ? 0 : -1,
      style: { background: cssColour(paint.table, share), color: inkOn(paint.table, share) },
      "aria-label": `${token.textContent} ${amount(value)}`,
    }, token);
  });
  return el("tr", { "aria-rowindex": index + 2, "data-row": patch, class: cursor ? "is-cursor" : null },
    el("th", { scope: "row" }, `${rowOf(lens, patch) + 1}, ${colOf(lens, patch) + 1}`), ...cells);
}

function markRow(body, patch) {
  for (const row of body.querySelectorAll(".is-cursor")) row.classList.remove("is-cursor");
  body.querySelector(`[data-row="${patch}"]`)?.classList.add("is-cursor");
}

const spacer = (height, lens) =>
  el("tr", { "aria-hidden": "true", class: "spacer" }, el("td", { colspan: lens.layers.length + 1, style: { height: `${height}px` } }));

function tellTip(tip, lens, patch, at) {
  const words = wordsAt(lens, at, patch);
  fill(tip, el("b", {}, `Row ${rowOf(lens, patch) + 1}, column ${colOf(lens, patch) + 1}, layer ${lens.layers[at]}: `),
    ...words.flatMap((said) => [tokenView(said.text), el("span", { class: "number quiet" }, ` ${amount(said.value)}  `)]));
}
