/** Which rows of a long table have to exist: those in sight and a few around them. */

/**
 * @param {{top: number, height: number, rowHeight: number, count: number, spare?: number}} sight
 * @returns {{first: number, last: number, before: number, after: number}} rows first..last (excluded),
 *   and the pixels that stand for the rest
 */
export function visibleRows({ top, height, rowHeight, count, spare = 6 }) {
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight) - spare));
  const last = Math.max(first, Math.min(count, Math.ceil((top + height) / rowHeight) + spare));
  return { first, last, before: first * rowHeight, after: (count - last) * rowHeight };
}

/** Where to scroll so that `row` is in sight, or null if it is. */
export function scrollFor({ row, top, height, rowHeight }) {
  if (row * rowHeight < top) return row * rowHeight;
  if ((row + 1) * rowHeight > top + height) return (row + 1) * rowHeight - height;
  return null;
}
