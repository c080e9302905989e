/** The map as a table: each patch's strongest word at the layer in view, for eyes and screen readers. */

import { el, fill, find } from "../lib/dom.js";
import { wordsAt } from "../lib/lens.js";
import { amount } from "../lib/numbers.js";
import { placeOf } from "../lib/patches.js";
import { makeRoving } from "../lib/roving.js";
import { tokenView } from "../lib/token_view.js";

const REST_MS = 120;

/** @param {HTMLDetailsElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountTwin(root, workspace) {
  let timer = /** @type {any} */ (null);
  const draw = () => {
    timer = null;
    if (!root.open || !workspace.lens()) return;
    fill(find(root, "[data-part=twin]"), tableOf(workspace));
  };
  root.addEventListener("toggle", draw);
  workspace.view.watch(() => {
    if (root.open && timer === null) timer = setTimeout(draw, REST_MS);
  }, ["results", "layer", "word", "lens", "map", "past"]);
}

function tableOf(workspace) {
  const lens = workspace.lens();
  const at = workspace.at();
  const { word } = workspace.view.get();
  const figure = workspace.figure();
  const ofTab = figure !== workspace.lensFigure();
  const values = ofTab || word !== null ? figure.values(at) : null;
  const what = values ? `strongest word, and the value of ${ofTab ? figure.title : `“${word}”`}` : "strongest word and its value";
  const cell = (patch) => {
    const [said] = wordsAt(lens, at, patch);
    return el("td", { "data-cell": true, tabindex: -1, on: { click: () => workspace.lock(patch) }, "aria-label": `${placeOf(lens, patch)}: ${said.text} ${amount(values ? values[patch] : said.value)}` },
      tokenView(said.text), el("span", { class: "number quiet" }, ` ${amount(values ? values[patch] : said.value)}`));
  };
  const row = (r) => el("tr", {}, el("th", { scope: "row" }, r + 1), ...Array.from({ length: lens.cols }, (_, c) => cell(r * lens.cols + c)));
  const table = el("table", { class: "twin-table", role: "grid" },
    el("caption", {}, `Layer ${lens.layers[at]}: ${what} of every patch`),
    el("thead", {}, el("tr", {}, el("td", {}), ...Array.from({ length: lens.cols }, (_, c) => el("th", { scope: "col" }, c + 1)))),
    el("tbody", {}, ...Array.from({ length: lens.rows }, (_, r) => row(r))));
  makeRoving(table);
  return table;
}
