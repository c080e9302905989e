/** The page /studies/{id}: progress, tables and plots as they grow, every item's workspace. */

import { askServer, showProblem } from "../home/problem.js";
import { el, fill, find } from "../lib/dom.js";
import { seconds } from "../lib/numbers.js";
import { figures } from "./plot.js";
import { cell, merged, told } from "./tables.js";

const LOOK_MS = 2000;

const page = find(document, "#study");
const part = (name) => find(page, `[data-part="${name}"]`);
let study = JSON.parse(find(document, "#study-data").textContent);
const address = `/api/studies/${study.id}`;

function show() {
  const { progress, status } = study;
  page.dataset.status = status;
  part("bar").value = progress.fraction;
  const words = told(progress, status, seconds);
  if (part("told").textContent !== words) part("told").textContent = words;
  find(page, '[data-do="cancel"]').hidden = status !== "running";
  fill(part("tables"), ...study.table.map(section));
  showFailures(study.artifacts.filter((item) => item.error));
  showOrigin();
  if (part("items").open) showItems();
}

/** @param {import("./tables.js").Table} table */
function section(table) {
  const id = `table-${table.name}`;
  const pictures = figures(table);
  return el("section", { "aria-labelledby": id },
    el("h2", { id }, table.title),
    pictures.length ? el("div", { class: "plots" }, ...pictures) : null,
    table.rows.length ? grid(table, id) : el("p", { class: "notice" }, "Nothing counted yet."),
    table.note ? el("p", { class: "caption" }, table.note) : null);
}

const side = (column) => (column.kind === "text" ? null : "number");

function grid(table, id) {
  const shown = merged(table.columns);
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `${table.title}, as a table` },
    el("table", { "data-testid": id },
      el("thead", {}, el("tr", {}, ...shown.map((columns) => el("th", { scope: "col", class: side(columns[0]) }, columns[0].title)))),
      el("tbody", {}, ...table.rows.map((row) =>
        el("tr", {}, ...shown.map((columns) => el("td", { class: side(columns[0]) }, cell(row, columns))))))));
}

function showFailures(failed) {
  part("failures").hidden = !failed.length;
  fill(find(part("failures"), "ul"), ...failed.map((item) =>
    el("li", {}, `${item.file}, ${item.word}: ${item.error.title}. ${item.error.detail}`)));
}

function showItems() {
  const headings = ["Picture", "Word", "Question", "State"];
  const rows = study.artifacts.map((item) => el("tr", {},
    el("td", {}, item.url ? el("a", { href: item.url }, item.file) : item.file),
    el("td", {}, item.word), el("td", {}, item.prompt), el("td", {}, item.status)));
  fill(find(part("items"), ".scroll"), el("table", { "data-testid": "items" },
    el("thead", {}, el("tr", {}, ...headings.map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, ...rows)));
}

function showOrigin() {
  const facts = {
    Model: `${study.model}, revision ${study.revision}, ${study.dtype}. ${study.model_note}`,
    Pictures: String(study.pictures),
    Dataset: study.notes.join(" "),
    Parameters: JSON.stringify(study.params),
    Devices: study.devices.join(", "),
    Versions: Object.entries(study.versions).map((pair) => pair.join(" ")).join(", "),
    Asked: `${study.created_at.slice(0, 16).replace("T", " ")} UTC`,
  };
  fill(part("origin"), ...Object.entries(facts).filter(([, text]) => text)
    .flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]));
}

/** @param {string} method @param {string} url */
async function look(method, url) {
  try {
    study = await askServer(method, url);
    part("problem").hidden = true;
    show();
  } catch (error) {
    if (!error.problem) throw error;
    showProblem(part("problem"), error.problem);
  }
}

async function follow() {
  if (study.status !== "running") return;
  if (!document.hidden) await look("GET", address);
  setTimeout(follow, LOOK_MS);
}

find(page, '[data-do="cancel"]').addEventListener("click", () => look("POST", `${address}/cancel`));
part("items").addEventListener("toggle", () => part("items").open && showItems());
show();
follow();
