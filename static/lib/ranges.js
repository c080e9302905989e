/** Sets of patches as short text for an address: "3-7,12". */

/** @param {Iterable<number>} patches @returns {string} */
export function encodeRanges(patches) {
  const sorted = [...new Set(patches)].sort((a, b) => a - b);
  const parts = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (sorted[end + 1] === sorted[end] + 1) end++;
    parts.push(start === end ? `${sorted[start]}` : `${sorted[start]}-${sorted[end]}`);
    start = end + 1;
  }
  return parts.join(",");
}

/**
 * What `encodeRanges` wrote. Text from an address is foreign: parts that are no range are left
 * out, and so is everything at or above `count`.
 *
 * @param {string} text @param {number} count @returns {Set<number>}
 */
export function decodeRanges(text, count) {
  const patches = new Set();
  for (const part of text.split(",")) {
    const found = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim());
    if (!found) continue;
    const last = Math.min(count - 1, Number(found[2] ?? found[1]));
    for (let patch = Number(found[1]); patch <= last; patch++) patches.add(patch);
  }
  return patches;
}
