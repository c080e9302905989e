/** Keys for everything; the single ones can be switched off, and that is remembered. */

import { el, fill, find } from "../lib/dom.js";
import { actionOf, isTyping, KEYS } from "../lib/keys.js";

const KEPT = "patchlens-single-keys";

/** @param {HTMLDialogElement} dialog @param {(action: string) => void} act */
export function mountShortcuts(dialog, opener, act) {
  const box = find(dialog, "#single-keys");
  box.checked = localStorage.getItem(KEPT) !== "off";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  fill(find(dialog, "[data-part=keys]"), el("table", { class: "keys-table" },
    el("tbody", {}, ...KEYS.map(([key, , what]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, what))))));
  opener.addEventListener("click", () => dialog.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const action = actionOf(event, { typing: isTyping(/** @type {any} */ (event.target)), singleKeys: box.checked });
    if (!action) return;
    if (action !== "escape") event.preventDefault();
    act(action === "help" ? "help" : action);
  });
}

/** Close buttons and clicks beside a dialog close it. */
export function mountDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target === dialog || target.closest("[data-close]")) dialog.close();
    });
  }
}
