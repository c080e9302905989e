/** Drag one chip onto another, with mouse, pen or finger; or press one and then the other. */

import { el } from "../lib/dom.js";

/** Pixels a pointer may tremble and still be a click. */
const TREMBLE = 6;

/**
 * @param {HTMLElement} place  holds the chips, each with `data-group`
 * @param {(from: string, to: string) => void} join
 */
export function mountDrag(place, join) {
  const line = el("svg:line", { class: "drag-line" });
  const sheet = el("svg:svg", { class: "drag-sheet", "aria-hidden": "true" }, line);
  place.append(sheet);
  let press = /** @type {any} */ (null);
  let armed = /** @type {HTMLElement | null} */ (null);
  const chipAt = (event) => /** @type {HTMLElement | null} */ (document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-group]") ?? null);
  const arm = (chip) => {
    armed?.removeAttribute("aria-pressed");
    armed = chip;
    armed?.setAttribute("aria-pressed", "true");
  };
  const mark = (chip) => {
    for (const each of place.querySelectorAll(".is-over")) each.classList.remove("is-over");
    if (chip && chip !== press?.chip) chip.classList.add("is-over");
  };

  place.addEventListener("pointerdown", (event) => {
    const chip = event.target.closest("[data-group]");
    if (!chip || event.button !== 0) return;
    press = { chip, x: event.clientX, y: event.clientY, dragged: false };
    chip.setPointerCapture(event.pointerId);
  });
  place.addEventListener("pointermove", (event) => {
    if (!press) return;
    press.dragged ||= Math.hypot(event.clientX - press.x, event.clientY - press.y) > TREMBLE;
    if (!press.dragged) return;
    arm(press.chip);
    stretch(line, place, press.chip, event);
    mark(chipAt(event));
  });
  place.addEventListener("pointerup", (event) => {
    const was = press;
    if (was?.dragged) {
      const chip = chipAt(event);
      if (chip && chip !== was.chip) join(was.chip.dataset.group, chip.dataset.group);
      end();
    }
    press = was?.dragged ? { over: true } : null;
  });
  place.addEventListener("pointercancel", () => end());

  function end() {
    press = null;
    arm(null);
    mark(null);
    line.classList.remove("is-drawn");
  }

  // A click comes after a drag too; only a plain one counts, by pointer or keyboard.
  place.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-group]");
    const wasDrag = press?.over;
    press = null;
    if (!chip || wasDrag) return;
    if (armed && armed !== chip) {
      join(/** @type {string} */ (armed.dataset.group), chip.dataset.group);
      arm(null);
    } else arm(armed === chip ? null : chip);
  });
}

function stretch(line, place, chip, event) {
  const [outer, inner] = [place.getBoundingClientRect(), chip.getBoundingClientRect()];
  const points = {
    x1: inner.left + inner.width / 2 - outer.left, y1: inner.top + inner.height / 2 - outer.top,
    x2: event.clientX - outer.left, y2: event.clientY - outer.top,
  };
  for (const [name, value] of Object.entries(points)) line.setAttribute(name, String(value));
  line.classList.add("is-drawn");
}
