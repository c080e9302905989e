/** A vocabulary entry as an element: plain text, isolated script direction, junk and pieces marked. */

import { el } from "./dom.js";
import { showToken } from "./tokens.js";

/** @param {string} raw @returns {HTMLElement} */
export function tokenView(raw) {
  const shown = showToken(raw);
  return el("bdi", { class: `token is-${shown.kind}${shown.junk ? " is-junk" : ""}`, title: titleOf(shown) }, shown.text);
}

/** The whole text, since a narrow column cuts it short, and what is odd about it. */
const titleOf = ({ text, note }) => (note ? `${text} (${note})` : text);

/** The same entry in an element that is there already: cheap enough for every pointer move. */
export function retellToken(element, raw) {
  const shown = showToken(raw);
  element.textContent = shown.text;
  element.className = `token is-${shown.kind}${shown.junk ? " is-junk" : ""}`;
  element.title = titleOf(shown);
}
