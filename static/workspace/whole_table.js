/**
 * The whole table, patches x layers, as the method's authors show it: hover shows the strongest
 * words, a click locks. Only the rows in sight exist.
 */

import { colourTable, cssColour, inkOn } from "../lib/colours.js";
import { el, fill, find } from "../lib/dom.js";
import { strongestFigure } from "../lib/figure.js";
import { wordsAt } from "../lib/lens.js";
import { amount } from "../lib/numbers.js";
import { colOf, count, rowOf } from "../lib/patches.js";
import { nextCell } from "../lib/roving.js";
import { tokenView } from "../lib/token_view.js";
import { scrollFor, visibleRows } from "../lib/windowing.js";
import { scaleOf } from "./stage.js";

/** Heights and widths in pixels; reading.css has the same. */
const ROW = 28;
const NAMES = 64;
const HEIGHT = 480;
const PAGE = 10;
const HELP = "Point at a cell: its strongest words appear here. A click locks the patch and goes to the layer.";
const CAPTION =
  "One line is one patch (row, column from the top left), one column one layer. The colour is the strongest word’s value, from 0 to 1 for probabilities, whatever word is on the map.";

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountWholeTable(root, workspace) {
  let shown = /** @type {WholeTable | null} */ (null);
  workspace.view.watch((_, changed) => shown && root.offsetParent !== null && shown.tell(changed),
    ["layer", "patch", "preview", "selection", "scale", "colours"]);
  return {
    show() {
      const lens = workspace.lens();
      if (!lens) return;
      if (shown?.lens !== lens) shown = new WholeTable(root, lens, workspace);
      shown.show();
    },
  };
}

class WholeTable {
  /** @param {HTMLElement} root @param {import("../lib/lens.js").LensArtifact} lens */
  constructor(root, lens, /** @type {import("./workspace.js").Workspace} */ workspace) {
    this.lens = lens;
    this.workspace = workspace;
    this.figure = strongestFigure(lens);
    this.active = { row: 0, col: lens.layers.length - 1 };
    this.head = el("tr", { "aria-rowindex": 1 }, el("th", { scope: "col" }, "Row, col"), ...lens.layers.map((layer) => el("th", { scope: "col" }, layer)));
    this.body = el("tbody", {});
    this.box = el("div", { class: "whole-box", tabindex: -1 },
      el("table", { class: "whole", role: "grid", "aria-label": "Strongest word of every patch and layer", "aria-rowcount": count(lens) + 1, "aria-colcount": lens.layers.length + 1 },
        el("thead", {}, this.head), this.body));
    this.tip = el("p", { class: "whole-tip", "data-testid": "whole-tip" }, HELP);
    this.only = el("input", { type: "checkbox", "data-testid": "only-selection", on: { change: () => this.draw() } });
    fill(root, el("div", { class: "panel-head" }, el("label", { class: "display-check" }, this.only, " Only the selection")),
      this.tip, this.box, el("p", { class: "caption" }, CAPTION));
    this.listen();
  }

  listen() {
    const { body, box, workspace } = this;
    const cellOf = (event) => event.target.closest("td[data-patch]");
    box.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()), { passive: true });
    new ResizeObserver(() => this.draw()).observe(box);
    body.addEventListener("pointerover", (event) => {
      const cell = cellOf(event);
      if (!cell) return;
      workspace.view.set({ preview: Number(cell.dataset.patch) });
      this.explain(cell);
    });
    body.addEventListener("pointerleave", () => workspace.view.set({ preview: null }));
    body.addEventListener("click", (event) => cellOf(event) && this.choose(cellOf(event)));
    body.addEventListener("keydown", (event) => this.key(event, cellOf(event)));
  }

  /** The patches that have a line. */
  patches() {
    const { selection } = this.workspace.view.get();
    const all = Array.from({ length: count(this.lens) }, (_, patch) => patch);
    return this.only.checked && selection.size > 0 ? all.filter((patch) => selection.has(patch)) : all;
  }

  /** Bring the locked patch and the layer in view into sight. */
  show() {
    this.draw();
    this.markLayer();
    this.toLayer();
    const row = this.patches().indexOf(this.workspace.view.get().patch ?? -1);
    if (row < 0) return;
    const height = (this.box.clientHeight || HEIGHT) - ROW;
    const far = scrollFor({ row, top: this.box.scrollTop, height, rowHeight: ROW }) !== null;
    if (far) this.box.scrollTop = row * ROW - height / 2;
    this.draw();
  }

  draw() {
    const { lens, box } = this;
    const list = this.patches();
    const sight = visibleRows({ top: box.scrollTop, height: box.clientHeight || HEIGHT, rowHeight: ROW, count: list.length });
    // The Tab key must find a cell: the one it stops at is always among those that exist.
    const active = { ...this.active, row: Math.max(sight.first, Math.min(sight.last - 1, this.active.row)) };
    this.active = active;
    const { scale, colours, patch, preview } = this.workspace.view.get();
    const paint = { fraction: scaleOf(this.figure, scale).fraction, table: colourTable(colours) };
    const lines = list.slice(sight.first, sight.last).map((each, i) =>
      createRow(lens, each, sight.first + i, { paint, active, cursor: each === (patch ?? preview) }));
    fill(this.body, spacer(sight.before, lens), ...lines, spacer(sight.after, lens));
  }

  /** @param {ReadonlySet<string>} changed fields of the view */
  tell(changed) {
    const { patch, preview } = this.workspace.view.get();
    if (changed.has("layer")) this.markLayer();
    if (changed.has("layer") && !this.box.matches(":hover, :focus-within")) this.toLayer();
    if (["selection", "scale", "colours"].some((field) => changed.has(field))) this.draw();
    else markRow(this.body, patch ?? preview);
  }

  markLayer() {
    const current = this.workspace.at() + 1;
    [...this.head.children].forEach((cell, i) => cell.classList.toggle("is-current", i === current));
  }

  toLayer() {
    const { box } = this;
    const cell = /** @type {HTMLElement} */ (this.head.children[this.workspace.at() + 1]);
    const [left, width, room] = [cell.offsetLeft - NAMES, cell.offsetWidth, box.clientWidth - NAMES];
    if (left < box.scrollLeft || left + width > box.scrollLeft + room) box.scrollLeft = left - (room - width) / 2;
  }

  choose(cell) {
    const { workspace } = this;
    const patch = Number(cell.dataset.patch);
    workspace.setLayer(Number(cell.dataset.at));
    workspace.lock(workspace.view.get().patch === patch ? null : patch);
  }

  key(event, cell) {
    if (event.key === "Enter" && cell) return this.choose(cell);
    const size = { rows: this.patches().length, cols: this.lens.layers.length };
    const next = paged(event.key, this.active, size) ?? nextCell(event.key, this.active, size);
    if (!next) return;
    event.preventDefault();
    this.active = next;
    const top = scrollFor({ row: next.row, top: this.box.scrollTop, height: this.box.clientHeight - 2 * ROW, rowHeight: ROW });
    if (top !== null) this.box.scrollTop = top;
    this.draw();
    const focused = find(this.body, 'td[tabindex="0"]');
    focused.focus();
    this.explain(focused);
  }

  /** The strongest words of a cell. */
  explain({ dataset }) {
    const { lens } = this;
    const [patch, at] = [Number(dataset.patch), Number(dataset.at)];
    fill(this.tip, el("b", {}, `Row ${rowOf(lens, patch) + 1}, column ${colOf(lens, patch) + 1}, layer ${lens.layers[at]}: `),
      ...wordsAt(lens, at, patch).flatMap((said) => [tokenView(said.text), el("span", { class: "number quiet" }, ` ${amount(said.value)}  `)]));
  }
}

/** Page keys go ten lines on; null for other keys. */
function paged(key, { row, col }, { rows }) {
  if (key === "PageDown") return { row: Math.min(rows - 1, row + PAGE), col };
  return key === "PageUp" ? { row: Math.max(0, row - PAGE), col } : null;
}

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
