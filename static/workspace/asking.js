/** What the forms of several tabs share: what is followed, sentences under choices, earlier questions. */

import { el, fill, find } from "../lib/dom.js";
import { showToken } from "../lib/tokens.js";

/**
 * The answer's token in question, or a word in its place: one choice for all tabs.
 *
 * @param {HTMLElement} form @param {import("./workspace.js").Workspace} workspace
 */
export function mountFollowed(form, workspace) {
  const { view } = workspace;
  const [token, word] = [find(form, "[data-part=token]"), form.querySelector("[data-part=target]")];
  let known = null;
  const show = () => {
    const tokens = workspace.lens()?.answer?.tokens ?? null;
    if (tokens && tokens !== known) fill(token, ...tokens.map(({ text }, place) => el("option", { value: place }, `${place + 1}. ${showToken(text).text}`)));
    known = tokens;
    token.value = String(workspace.token());
    if (word && document.activeElement !== word) word.value = view.get().target ?? "";
  };
  token.addEventListener("change", () => view.set({ token: Number(token.value) }));
  word?.addEventListener("input", () => view.set({ target: word.value.trim() || null }));
  view.watch(show, ["token", "target", "results"]);
  show();
}

/** The followed words, for a question. @param {import("./workspace.js").Workspace} workspace */
export const followed = ({ view, token }) => ({ target: view.get().target, token: token() });

/** One sentence under a choice. @param {HTMLElement} form @param {string} name @param {Record<string, string>} texts */
export function mountExplained(form, name, texts) {
  const place = find(form, `[data-explains=${name}]`);
  const select = find(form, `[name=${name}]`);
  const show = () => {
    place.textContent = texts[select.value] ?? "";
  };
  form.addEventListener("change", show);
  show();
  return show;
}

/** Fields that go with one choice only carry `data-for`, the values they are for. */
export function showFieldsFor(form, value) {
  for (const field of form.querySelectorAll("[data-for]")) field.hidden = !field.dataset.for.split(" ").includes(value);
}

/**
 * Call `tell` with the parameters of what the tab shows, once for every other question: the form
 * says again what was asked.
 *
 * @param {import("./workspace.js").Workspace} workspace @param {string} analysis @param {(params: any) => void} tell
 */
export function onShown(workspace, analysis, tell) {
  let known = null;
  const look = () => {
    const entry = workspace.shown(analysis);
    if (!entry || entry.key === known) return;
    known = entry.key;
    tell(entry.params);
  };
  workspace.view.watch(look, ["results", "past"]);
  look();
}

/** Write values into a form's controls by name. @param {HTMLFormElement} form @param {Record<string, any>} values */
export function refill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = /** @type {any} */ (form.elements.namedItem(name));
    if (!control || value === null || value === undefined) continue;
    if (control.type === "checkbox") control.checked = Boolean(value);
    else control.value = String(value);
  }
  form.dispatchEvent(new Event("change"));
}

/** A form's values: numbers as numbers, boxes as true or false. @param {HTMLFormElement} form @param {string} name */
export function valueOf(form, name) {
  const control = /** @type {any} */ (form.elements.namedItem(name));
  if (control.type === "checkbox") return control.checked;
  return control.type === "number" || control.dataset.number !== undefined ? Number(control.value) : control.value;
}

/**
 * The questions asked in this tab so far, as chips; one brings its answer back.
 *
 * @param {HTMLElement} panel @param {import("./workspace.js").Workspace} workspace @param {string} analysis
 * @param {{nameOf: (params: any) => string, choose?: (entry: import("./results.js").Entry) => void}} options
 */
export function mountPast(panel, workspace, analysis, { nameOf, choose = () => {} }) {
  const place = find(panel, "[data-part=past]");
  const look = (entry) => {
    workspace.lookBack(entry);
    choose(entry);
  };
  const show = () => {
    const answered = workspace.results.all(analysis).filter(({ stage }) => stage !== "failed" && stage !== "cancelled");
    const known = [...new Map(answered.map((entry) => [entry.key, entry]).reverse()).values()].reverse();
    const chosen = workspace.shown(analysis)?.key;
    place.hidden = known.length === 0;
    fill(place, el("span", { class: "label" }, "Asked so far"), ...known.map((entry) =>
      el("button", { type: "button", class: "chip", "aria-pressed": String(entry.key === chosen), on: { click: () => look(entry) } },
        `${nameOf(entry.params)}${whatOf(entry.params)}`)));
  };
  workspace.view.watch(show, ["results", "past"]);
  show();
}

/** Which words a question followed, where that is not the answer's first token. */
function whatOf({ target, answer, token }) {
  const word = answer ?? (typeof target === "string" && answer === undefined ? target : null);
  if (word) return `, “${word}”`;
  return token ? `, token ${token + 1}` : "";
}
