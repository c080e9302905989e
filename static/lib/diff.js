/**
 * What changed between two answers, word by word.
 *
 * @typedef {{text: string, changed: boolean}} Part  words that stand together, spaces kept
 */

/**
 * @param {string} before @param {string} after
 * @returns {{before: Part[], after: Part[], same: boolean}} each answer in parts
 */
export function wordDiff(before, after) {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const kept = common(a, b);
  return {
    before: parts(a, new Set(kept.map(([i]) => i))),
    after: parts(b, new Set(kept.map(([, j]) => j))),
    same: before.trim() === after.trim(),
  };
}

/** Words with the spaces before them. */
const wordsOf = (text) => text.trim().match(/\s*\S+/g) ?? [];

/** The longest common subsequence as pairs of places. */
function common(a, b) {
  const same = (i, j) => a[i].trim() === b[j].trim();
  const long = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      long[i][j] = same(i, j) ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (same(i, j)) pairs.push([i++, j++]);
    else if (long[i + 1][j] >= long[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}

/** Words joined where they share a fate. @returns {Part[]} */
function parts(words, kept) {
  const joined = /** @type {Part[]} */ ([]);
  words.forEach((text, place) => {
    const changed = !kept.has(place);
    const last = joined.at(-1);
    if (last && last.changed === changed) last.text += text;
    else joined.push({ text, changed });
  });
  return joined;
}
