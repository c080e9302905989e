/**
 * A tab's map over the picture, in the place of the lens's. A view says how its artifact is painted
 * with `figureOf(artifact, part)`; the view's `map` names the tab, and the part where it has several.
 */

/**
 * @param {any} view  the view's store
 * @param {(analysis: string) => import("./results.js").Entry | null} shown  what a tab shows
 */
export function createOverlay(view, shown) {
  const painters = new Map();
  let known = { artifact: null, map: null, figure: null };

  const entry = () => {
    const { map } = view.get();
    return map === null ? null : shown(map.split(":")[0]);
  };

  return {
    /** @param {string} analysis @param {(artifact: any, part: string | undefined) => import("../lib/figure.js").Figure | null} figureOf */
    add: (analysis, figureOf) => painters.set(analysis, figureOf),
    entry,
    /** What is painted in place of the lens; null where nothing is, or not yet. @param {{rows: number, cols: number}} grid */
    figure(grid) {
      const { map } = view.get();
      const artifact = entry()?.artifact ?? null;
      if (!artifact || artifact.rows !== grid.rows || artifact.cols !== grid.cols) return null;
      if (known.artifact === artifact && known.map === map) return known.figure;
      const [analysis, part] = map.split(":");
      const figure = painters.get(analysis)?.(artifact, part) ?? null;
      if (figure) known = { artifact, map, figure };
      return figure;
    },
  };
}
