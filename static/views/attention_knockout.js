/** Block attention from one group of positions to another, block by block, and read the answer again. */

import { el, fill, find } from "../lib/dom.js";
import {
  centreOf, groupOf, groupParam, GROUPS, knockoutVerdict, nameOfKnockout, nameOfWindow, needsSelection, rangeOf, windowsOf, windowsParam,
} from "../lib/knockout.js";
import { amount, signed } from "../lib/numbers.js";
import { followed, mountExplained, mountFollowed, mountPast, onShown, refill, showFieldsFor, valueOf } from "../workspace/asking.js";
import { mountBrush } from "../workspace/brush.js";
import { drawCurves } from "../workspace/chart.js";
import { changedView } from "../workspace/diff_view.js";
import { mountDrag } from "../workspace/drag.js";

const NAME = "attention_knockout";
const MOST_TOKENS = 16;
const ABOUT = Object.fromEntries(GROUPS.map(([id, , about]) => [id, about]));
const CAPTION =
  "A deep dip means that in these blocks what the first group says has to reach the second one directly. No dip does not mean that it is unused: " +
  "it may travel by other positions, or in other blocks. Block 0 is the first one; layer l of the lens is what block l − 1 leaves.";

const SELECT_FIRST = "Select patches on the picture first: drag over them.";
const LATER = "The last position makes the answer’s first word only. For a later word, block while the answer is written, too.";

/** Wires the form and the questions asked before. */
export function mount(panel, /** @type {import("../workspace/workspace.js").Workspace} */ workspace) {
  mountPast(panel, workspace, NAME, { nameOf: nameOfKnockout, choose: ({ params }) => bringBack(params, workspace) });
  const form = panel.querySelector("form");
  if (!form) return;
  fillGroups(form);
  mountFollowed(form, workspace);
  const explain = [mountExplained(form, "source", ABOUT), mountExplained(form, "to", ABOUT)];
  mountDrag(find(form, "[data-part=groups]"), (source, to) => refill(form, { source: source === "generated" ? null : source, to }));
  const depth = () => workspace.grid()?.layers.at(-1) ?? 0;
  const showRange = mountBrush(find(form, "[data-part=brush]"), depth, ([first, last]) => refill(form, { mode: "range", first, last }));
  const show = () => (explain.forEach((tell) => tell()), showForm(form, workspace, showRange, depth()));
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  workspace.view.watch(show, ["selection", "results", "token"]);
  onShown(workspace, NAME, (params) => refill(form, formOf(params)));
  show();
  form.addEventListener("submit", () => {
    if (find(form, "[type=submit]").ariaDisabled !== "true") workspace.ask(NAME, paramsOf(form, workspace));
  });
}

function fillGroups(form) {
  const chip = ([id, name, about]) => el("button", { type: "button", class: "chip group", "data-group": id, title: about }, name);
  fill(find(form, "[data-part=groups]"), ...GROUPS.map(chip));
  const options = (groups) => groups.map(([id, name]) => el("option", { value: id }, name));
  fill(form.elements.source, ...options(GROUPS.filter(([id]) => id !== "generated")));
  fill(form.elements.to, ...options(GROUPS));
  form.elements.to.value = "last";
}

function bringBack(params, workspace) {
  const patches = [params.source, params.target].map((group) => groupOf(group).patches).find(Boolean);
  if (patches) workspace.selection.apply(patches, "replace");
}

function formOf({ source, target, windows, decode, answers }) {
  const { mode, range, width } = windowsOf(windows);
  return { source: groupOf(source).id, to: groupOf(target).id, mode, width, first: range?.[0], last: range?.[1], decode, answers };
}

function paramsOf(form, workspace) {
  const selection = workspace.selection.get();
  const { target: answer, token } = followed(workspace);
  const range = rangeOf(valueOf(form, "first"), valueOf(form, "last"), workspace.grid()?.layers.at(-1) ?? 1);
  return {
    source: groupParam(valueOf(form, "source"), selection), target: groupParam(valueOf(form, "to"), selection),
    windows: windowsParam(valueOf(form, "mode"), { range, width: valueOf(form, "width") }),
    decode: valueOf(form, "decode"), answer, token, answers: valueOf(form, "answers"), max_tokens: MOST_TOKENS,
  };
}

/** The chips, the strip and the button say what will be asked; a sentence says what is missing. */
function showForm(form, workspace, showRange, depth) {
  const [mode, source, to] = ["mode", "source", "to"].map((name) => valueOf(form, name));
  showFieldsFor(form, mode);
  for (const name of ["first", "last", "width"]) {
    form.elements[name].max = String(name === "width" ? depth : depth - 1);
    form.elements[name].disabled = form.elements[name].closest("[data-for]").hidden;
  }
  showRange(mode === "range" ? rangeOf(valueOf(form, "first"), valueOf(form, "last"), depth) : null);
  for (const chip of form.querySelectorAll("[data-group]")) {
    chip.dataset.role = [chip.dataset.group === source && "from", chip.dataset.group === to && "to"].filter(Boolean).join(" ");
  }
  const missing = [source, to].some(needsSelection) && workspace.selection.get().size === 0;
  const button = find(form, "[type=submit]");
  button.textContent = `Block ${nameOf(source)} → ${nameOf(to)}`;
  button.ariaDisabled = missing ? "true" : null;
  const later = to === "last" && workspace.token() > 0 && !valueOf(form, "decode");
  find(form, "[data-part=hint]").textContent = missing ? SELECT_FIRST : later ? LATER : "";
}

const nameOf = (id) => GROUPS.find(([each]) => each === id)?.[1] ?? "";

/**
 * @param {HTMLElement} root
 * @param {import("../lib/knockout.js").KnockoutArtifact} artifact
 * @returns {() => void} how to take it off again
 */
export function render(root, artifact) {
  const charts = artifact.windows.length > 1 ? ["probability", "log-probability, nats"].map((unit) => ({ unit, place: el("div", { class: "chart" }) })) : [];
  const { source, target, baseline, followed: { text }, decode } = artifact;
  fill(root,
    el("p", { class: "verdict is-open", "data-testid": "knockout-says" }, knockoutVerdict(artifact)),
    el("p", { class: "quiet" }, `${source.label} (${source.positions}) → ${target.label} (${target.positions})${decode ? ", also while the answer is written" : ""}. `,
      `Unblocked: “${text.trim()}” ${amount(Math.exp(baseline.log_probability))}, answer “${baseline.answer.text.trim()}”`),
    charts.length > 0 && el("div", { "data-testid": "knockout-curve" }, ...charts.map(({ place }) => place)),
    charts.length > 0 && el("p", { class: "caption" }, CAPTION),
    tableOf(artifact));
  for (const { unit, place } of charts) drawChart(place, artifact, unit);
  return () => {};
}

/** The followed word in every window, and as it is without: a point in the window's middle, a bar as wide as the window. */
function drawChart(place, { depth, windows, log_probability, baseline, followed: { text } }, unit) {
  const value = unit === "probability" ? Math.exp : (number) => number;
  const whole = value(baseline.log_probability);
  const spread = windows.map(([first, last]) => (last - first) / 2);
  drawCurves(place, [
    { name: `“${text.trim()}”, blocked`, values: log_probability.map(value), dash: "solid", spread, apart: new Set(spread).size > 1 },
    { name: "not blocked", values: [whole, whole], at: [0, depth - 1], dash: "dash" },
  ], windows.map(centreOf), { x: "block (middle of the window)", y: unit });
}

function tableOf({ windows, log_probability, retained, answers, baseline }) {
  const row = (window, i) => el("tr", {},
    el("th", { scope: "row" }, nameOfWindow(window)),
    el("td", { class: "number" }, amount(Math.exp(log_probability[i]))),
    el("td", { class: "number" }, signed(log_probability[i] - baseline.log_probability)),
    el("td", {}, retained[i] ? "yes" : el("b", {}, "no")),
    answers && el("td", {}, ...changedView(baseline.answer.text, answers[i].text)));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Windows" },
    el("table", { class: "windows", "data-testid": "windows" },
      el("thead", {}, el("tr", {}, ...["Blocked in", "Probability", "Change, nats", "Still says it", answers && "Answer"].filter(Boolean).map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...windows.map(row))));
}
