/** What was there before, and how to come back to it. @template T */

const LIMIT = 200;

/**
 * @template T
 * @param {T} first
 * @param {(a: T, b: T) => boolean} equal  equal states are not remembered twice
 */
export function createUndo(first, equal = Object.is) {
  let past = /** @type {T[]} */ ([]);
  let future = /** @type {T[]} */ ([]);
  let now = first;
  return {
    now: () => now,
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    /** Remember `now`, make `next` the present; false where nothing changes. @param {T} next */
    push(next) {
      if (equal(now, next)) return false;
      past = [...past.slice(1 - LIMIT), now];
      future = [];
      now = next;
      return true;
    },
    undo() {
      if (past.length === 0) return false;
      future = [now, ...future];
      now = /** @type {T} */ (past.at(-1));
      past = past.slice(0, -1);
      return true;
    },
    redo() {
      if (future.length === 0) return false;
      past = [...past, now];
      [now, ...future] = future;
      return true;
    },
  };
}
