/** The keyboard on the picture: arrows look, Enter locks, Space selects, Shift with arrows a rectangle. */

import { neighbour, rectangle } from "../lib/patches.js";
import { wordsAt } from "../lib/lens.js";
import { nameOf, subjectOf } from "../lib/subject.js";
import { showToken } from "../lib/tokens.js";
import { amount } from "../lib/numbers.js";

const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

/**
 * @param {HTMLElement} hand
 * @param {import("./workspace.js").Workspace} workspace
 * @param {any} shapes
 * @param {(text: string) => void} say  for screen readers
 */
export function mountHandKeys(hand, workspace, shapes, say) {
  const { view, selection } = workspace;
  let anchor = /** @type {number | null} */ (null);

  const here = () => view.get().patch ?? view.get().preview ?? middle(workspace.grid());
  const spot = (patch) => {
    const { cols } = /** @type {any} */ (workspace.grid());
    return { patch, point: [(patch % cols) + 0.5, Math.floor(patch / cols) + 0.5], mode: view.get().mode };
  };

  function move(event) {
    const grid = /** @type {any} */ (workspace.grid());
    const from = here();
    const first = view.get().patch === null && view.get().preview === null;
    const patch = first ? from : neighbour(grid, from, ARROWS[event.key]);
    view.set(view.get().patch === null ? { preview: patch } : { patch });
    if (event.shiftKey) {
      anchor ??= from;
      view.set({ draft: { polygon: null, patches: rectangle(grid, anchor, patch) } });
    } else if (shapes.begun()) shapes.preview(spot(patch));
    say(spoken(workspace, patch));
  }

  function enter() {
    const patch = here();
    if (view.get().tool !== "point") shapes.corner(spot(patch));
    else workspace.lock(view.get().patch === null ? patch : null);
    say(view.get().patch === null ? "Released" : `Locked. ${spoken(workspace, patch)}`);
  }

  hand.addEventListener("keydown", (event) => {
    if (!workspace.grid() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS[event.key]) move(event);
    else if (event.key === "Enter") enter();
    else if (event.key === " ") {
      selection.toggle(here());
      say(`${selection.get().size} selected`);
    } else return;
    event.preventDefault();
  });

  hand.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || anchor === null) return;
    const { draft, mode, preview, patch } = view.get();
    anchor = null;
    if (!draft?.patches) return;
    selection.apply(draft.patches, mode);
    view.set({ preview: patch ?? preview });
    say(`${selection.get().size} selected`);
  });

  hand.addEventListener("blur", () => view.set({ preview: null }));
}

const middle = (grid) => Math.floor(grid.rows / 2) * grid.cols + Math.floor(grid.cols / 2);

/** "Patch in row 8, column 9, layer 17: dog 0.62, cat 0.11". */
function spoken(workspace, patch) {
  const lens = workspace.lens();
  const words = wordsAt(lens, workspace.at(), patch).slice(0, 3);
  const subject = subjectOf({ patch, preview: null, selection: new Set() }, lens);
  const said = words.map((word) => `${showToken(word.text).text} ${amount(word.value)}`).join(", ");
  return `${nameOf(subject, lens)}, layer ${lens.layers[workspace.at()]}: ${said}`;
}
