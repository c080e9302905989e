/** What a screen reader hears without having the focus there. */

import { spokenState } from "./run_state.js";

/** @param {HTMLElement} region @param {import("./workspace.js").Workspace} workspace */
export function createSay(region, workspace) {
  let last = "";
  const say = (text) => {
    region.textContent = text;
  };
  workspace.view.watch(() => {
    const { tab, word } = workspace.view.get();
    const entry = workspace.shown(tab) ?? workspace.wordEntry(word) ?? workspace.lensEntry();
    const text = entry ? spokenState(entry) : "";
    if (text && text !== last) say(text);
    last = text;
  }, ["results"]);
  return say;
}
