/**
 * Keys and what they do. Single keys can be switched off (WCAG 2.1.4); Escape and Ctrl-Z stay.
 * Keys typed into a field, and keys that a control needs itself, are left alone.
 */

/** [key, action, what it does]: also the table in the help dialog. */
export const KEYS = /** @type {const} */ ([
  ["←↑↓→", "move", "Move from patch to patch (on the picture)"],
  ["Enter", "lock", "Lock the patch; again or Esc to release (on the picture)"],
  ["Space", "toggle", "Put the patch into the selection, or take it out (on the picture)"],
  ["[", "layer-down", "One layer down"],
  ["]", "layer-up", "One layer up"],
  ["P", "play", "Play through the layers, or stop"],
  ["R", "rectangle", "Select by rectangle"],
  ["L", "lasso", "Select by lasso"],
  ["V", "point", "Look at patches (no selecting)"],
  ["I", "invert", "Invert the selection"],
  ["G", "grow", "Grow the selection by one patch"],
  ["Ctrl Z", "undo", "Undo the last change of the selection; with Shift redo"],
  ["Esc", "escape", "Give up a line being drawn, or release the patch"],
  ["W", "word", "Go to the word box"],
  ["T", "table", "Show the whole table"],
  ["?", "help", "Show these keys"],
]);

const SINGLE = {
  "[": "layer-down", "]": "layer-up", p: "play", r: "rectangle", l: "lasso", v: "point",
  i: "invert", g: "grow", w: "word", t: "table", "?": "help",
};

/**
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey: boolean}} event
 * @param {{typing: boolean, singleKeys: boolean}} where
 * @returns {string | null} the action
 */
export function actionOf(event, { typing, singleKeys }) {
  if (event.key === "Escape") return "escape";
  if (typing) return null;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "z" || event.altKey) return null;
    return event.shiftKey ? "redo" : "undo";
  }
  if (event.altKey || !singleKeys) return null;
  return SINGLE[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}

/** Whether keys go into the element as text. @param {{tagName?: string, type?: string, isContentEditable?: boolean} | null} element */
export function isTyping(element) {
  if (!element?.tagName) return false;
  if (element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  const untyped = ["range", "checkbox", "radio", "button", "submit", "color", "file"];
  return element.tagName === "INPUT" && !untyped.includes(element.type ?? "text");
}
