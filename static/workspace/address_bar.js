/** The address always holds the view; back and forward bring earlier ones. */

import { queryToState, stateToView, viewToQuery, viewToState } from "../lib/address.js";

const FIELDS = ["layer", "word", "patch", "selection", "tab", "lens", "scale", "colours", "grid", "opacity", "map", "token", "target", "past"];
/** Changes that a reader would want to go back from; the others only replace the address. */
const STEPS = ["word", "tab", "lens", "map"];
/** Browsers refuse more than some 100 changes of the address in 30 seconds. */
const REST_MS = 350;

/** @param {import("./workspace.js").Workspace} workspace */
export function mountAddressBar(workspace) {
  const { view } = workspace;
  let timer = /** @type {any} */ (null);
  let step = false;

  const write = () => {
    timer = null;
    const query = viewToQuery(view.get());
    if (query === location.search) return;
    history[step ? "pushState" : "replaceState"](null, "", location.pathname + query);
    step = false;
  };
  view.watch((_, changed) => {
    step ||= STEPS.some((field) => changed.has(field));
    if (timer !== null && step) clearTimeout(timer);
    if (timer === null || step) timer = setTimeout(write, step ? 0 : REST_MS);
  }, FIELDS);

  addEventListener("popstate", () => {
    const next = stateToView(queryToState(location.search));
    view.set({ ...next, draft: null, preview: null });
    workspace.askMissing();
    view.flush();
    clearTimeout(timer);
    [timer, step] = [null, false];
  });
}

/** The view as a share keeps it. @param {import("./workspace.js").Workspace} workspace */
export const stateOf = (workspace) => viewToState(workspace.view.get());
