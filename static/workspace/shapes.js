/**
 * Rectangles and lassos while they are being made: by dragging, or corner by corner with clicks.
 *
 * @typedef {import("../lib/lasso.js").Point} Point
 * @typedef {{patch: number, point: Point, mode: import("../lib/patches.js").Mode}} Spot
 */

import { enclosed } from "../lib/lasso.js";
import { rectangle } from "../lib/patches.js";

/** A click this near (in patches) to a lasso's first corner closes it. */
const CLOSE = 0.75;

/** @param {import("./workspace.js").Workspace} workspace */
export function createShapes(workspace) {
  const { view, selection } = workspace;
  let corners = /** @type {Spot[]} */ ([]);

  const isLasso = () => view.get().tool === "lasso";
  const grid = () => /** @type {any} */ (workspace.grid());
  const give = (patches) => {
    const { mode } = corners[0];
    corners = [];
    selection.apply(patches, mode);
  };

  return {
    /** Whether a shape is begun that further clicks will finish. */
    begun: () => corners.length > 0,
    corners: () => corners.length,
    /** Show the shape as it would be if it ended at `spot`. @param {Spot} spot */
    preview(spot, begin = corners[0]) {
      if (!begin) return;
      if (isLasso()) {
        const points = [...corners.map((corner) => corner.point), spot.point];
        view.set({ draft: { polygon: points, patches: null } });
      } else {
        view.set({ draft: { polygon: null, patches: rectangle(grid(), begin.patch, spot.patch) } });
      }
    },
    /** A dragged shape is done. @param {Spot} begin @param {Spot} end @param {Point[]} trail */
    drop(begin, end, trail) {
      corners = [begin];
      give(isLasso() ? enclosed(grid(), trail) : rectangle(grid(), begin.patch, end.patch));
    },
    /** One more corner by click. @param {Spot} spot */
    corner(spot) {
      const first = corners[0];
      if (!isLasso() && first) return give(rectangle(grid(), first.patch, spot.patch));
      if (isLasso() && corners.length >= 3 && distance(first.point, spot.point) < CLOSE) return this.finish();
      corners = [...corners, spot];
      this.preview(spot);
    },
    /** End a lasso made of clicks. */
    finish() {
      if (corners.length > 0) give(enclosed(grid(), corners.map((corner) => corner.point)));
    },
    giveUp() {
      const any = corners.length > 0 || view.get().draft !== null;
      corners = [];
      view.set({ draft: null });
      return any;
    },
  };
}

const distance = ([x1, y1], [x2, y2]) => Math.hypot(x1 - x2, y1 - y2);
