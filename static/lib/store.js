/**
 * A value that others watch. Changes are told once per frame (or whenever `later` runs), so ten
 * changes in one gesture cost one redraw.
 *
 * @template {object} T
 * @typedef {(state: T, changed: ReadonlySet<keyof T>) => void} Watcher
 */

/** @param {() => void} run */
const nextFrame = (run) => {
  if (typeof requestAnimationFrame === "function") requestAnimationFrame(run);
  else queueMicrotask(run);
};

/**
 * @template {object} T
 * @param {T} first
 * @param {(run: () => void) => void} later  when watchers are told
 */
export function createStore(first, later = nextFrame) {
  let state = { ...first };
  let changed = /** @type {Set<keyof T>} */ (new Set());
  const watchers = new Set();

  function flush() {
    if (changed.size === 0) return;
    const told = changed;
    changed = new Set();
    for (const [watcher, keys] of watchers) {
      if (!keys || keys.some((key) => told.has(key))) watcher(state, told);
    }
  }

  return {
    get: () => state,
    /** Change some fields; the same value again is no change. @param {Partial<T>} part */
    set(part) {
      const keys = /** @type {(keyof T)[]} */ (Object.keys(part)).filter((key) => !Object.is(state[key], part[key]));
      if (keys.length === 0) return;
      state = { ...state, ...part };
      if (changed.size === 0) later(flush);
      for (const key of keys) changed.add(key);
    },
    /** Call `watcher` after changes of `keys` (of anything, without). Returns how to stop. */
    watch(/** @type {Watcher<T>} */ watcher, /** @type {(keyof T)[]=} */ keys) {
      const entry = [watcher, keys];
      watchers.add(entry);
      return () => watchers.delete(entry);
    },
    /** Tell watchers now instead of at the next frame. */
    flush,
  };
}
