/** What was entered survives a walk to another page and back, for as long as the tab lives. */

const KEY = "patchlens-draft";

/** The draft of this tab, `{}` if there is none or the browser keeps nothing. */
export function readDraft(storage) {
  try {
    return JSON.parse(storage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** Remember `changes` on top of what is known; a browser that keeps nothing is no failure. */
export function keepDraft(storage, changes) {
  try {
    storage.setItem(KEY, JSON.stringify({ ...readDraft(storage), ...changes }));
  } catch {
    // Private windows may refuse; the page works without.
  }
}
