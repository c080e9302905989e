/**
 * The selection: the set of patches that every tool on the page takes. It lives in the view's
 * store as `selection`; this is how it changes, and how changes are taken back.
 *
 * @typedef {ReturnType<typeof createSelection>} Selection
 */

import { combine, grow, invert, same } from "../lib/patches.js";
import { createUndo } from "../lib/undo.js";

/**
 * @param {any} view  the view's store
 * @param {() => import("../lib/patches.js").Grid | null} gridNow  null until the grid is known
 */
export function createSelection(view, gridNow) {
  const undo = createUndo(view.get().selection, same);

  const show = () => view.set({ selection: undo.now(), draft: null });
  const change = (next) => {
    if (undo.push(next)) show();
    else view.set({ draft: null });
  };
  const withGrid = (make) => {
    const grid = gridNow();
    if (grid) change(make(grid));
  };

  // The address may bring another selection (back, forward); that too can be undone.
  view.watch((state) => undo.push(state.selection), ["selection"]);

  return {
    /** @returns {ReadonlySet<number>} */
    get: () => view.get().selection,
    watch: (tell) => view.watch((state) => tell(state.selection), ["selection"]),
    /** A shape's patches come in; whoever selects looks at the selection, so a lock is released. */
    apply(patches, mode) {
      change(combine(undo.now(), patches, mode));
      view.set({ patch: null });
    },
    toggle: (patch) => change(combine(undo.now(), new Set([patch]), undo.now().has(patch) ? "remove" : "add")),
    invert: () => withGrid((grid) => invert(grid, undo.now())),
    grow: () => withGrid((grid) => grow(grid, undo.now())),
    clear: () => change(new Set()),
    undo: () => undo.undo() && show(),
    redo: () => undo.redo() && show(),
    canUndo: undo.canUndo,
    canRedo: undo.canRedo,
  };
}
