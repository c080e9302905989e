/** Two answers and what changed between them, for the eye and for a screen reader. */

import { el } from "../lib/dom.js";
import { wordDiff } from "../lib/diff.js";

/** @param {string} before @param {string} after @returns {HTMLElement} */
export function answersView(before, after) {
  const diff = wordDiff(before, after);
  return el("dl", { class: "answers", "data-testid": "answers" },
    el("dt", {}, "Before"), el("dd", {}, ...marked(diff.before, "del", "removed")),
    el("dt", {}, "After"), el("dd", { "data-testid": "answer-after" }, ...marked(diff.after, "ins", "new"),
      diff.same && el("span", { class: "quiet" }, " (the same)")));
}

/** Only the later answer, what is new in it marked. @param {string} before @param {string} after */
export const changedView = (before, after) => marked(wordDiff(before, after).after, "ins", "new");

function marked(parts, tag, word) {
  if (parts.length === 0) return [el("span", { class: "quiet" }, "nothing")];
  return parts.map(({ text, changed }) => {
    if (!changed) return el("span", {}, text);
    const space = text.match(/^\s*/)?.[0] ?? "";
    return el("span", {}, space, el(tag, {}, el("span", { class: "unseen" }, `${word}: `), text.slice(space.length)));
  });
}
