/**
 * Vocabulary entries as text for a page. They are hostile and odd: markup, control characters,
 * half letters, right-to-left script. What comes out is plain text for textContent, never markup.
 *
 * @typedef {"word" | "piece" | "space" | "control" | "sign"} Kind
 * @typedef {{text: string, kind: Kind, junk: boolean, note: string}} Shown
 */

const NAMES = new Map([
  ["\n", "newline"], ["\r", "return"], ["\t", "tab"], ["\0", "null"], ["\x1b", "escape"],
  ["\x7f", "delete"], ["\u00a0", "no-break space"], ["\u00ad", "soft hyphen"],
  ["\u200b", "zero-width space"], ["\u200c", "zero-width non-joiner"],
  ["\u200d", "zero-width joiner"], ["\u200e", "left-to-right mark"],
  ["\u200f", "right-to-left mark"], ["\u202a", "left-to-right embedding"],
  ["\u202b", "right-to-left embedding"], ["\u202c", "end of embedding"],
  ["\u202d", "left-to-right override"], ["\u202e", "right-to-left override"],
  ["\u2028", "line separator"], ["\u2029", "paragraph separator"],
  ["\u2066", "left-to-right isolate"], ["\u2067", "right-to-left isolate"],
  ["\u2068", "isolate"], ["\u2069", "end of isolate"],
  ["\ufeff", "byte order mark"], ["\ufffd", "part of a letter"],
]);

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\ufffd]/u;
const SPECIAL = /^(<\|.*\|>|<\/?[a-z][\w-]*>|(<0x[0-9A-Fa-f]{2}>)+|\[[A-Z]+\])$/;
const LETTER = /[\p{L}\p{N}]/u;

/** Words that say nothing about a picture. Yes and No are answers and not among them. */
const EMPTY = new Set(("a an the this that these those it its there here is are was were be being been has have shows show showing " +
  "image picture photo photograph scene of in on at with and or to by for from as").split(" "));

/**
 * Number of the answer's first token that tells something: what a reader most likely wants to follow.
 *
 * @param {{text: string}[]} tokens @returns {number} 0 where no token does
 */
export function tellingToken(tokens) {
  return Math.max(0, tokens.findIndex(({ text }) => !isJunk(text) && !EMPTY.has(text.trim().toLowerCase())));
}

/** How to show one vocabulary entry. @param {string} raw @returns {Shown} */
export function showToken(raw) {
  const body = raw.startsWith(" ") ? raw.slice(1) : raw;
  const junk = isJunk(raw);
  if (/^ *$/.test(raw)) return { text: spaces(raw.length), kind: "space", junk, note: spaceNote(raw) };
  if (/^\s+$/u.test(raw)) return { text: marked(raw), kind: "control", junk, note: "white space" };
  const text = marked(body);
  if (UNSEEN.test(body)) return { text, kind: "control", junk, note: "holds unseen characters" };
  if (!LETTER.test(body)) return { text, kind: "sign", junk, note: "no letter or digit" };
  if (body === raw && /^\p{Ll}/u.test(body)) {
    return { text, kind: "piece", junk, note: "no space before it: the rest of a word, or its start" };
  }
  return { text, kind: "word", junk, note: junk ? "special token" : "" };
}

const spaces = (n) => (n === 0 ? "‹empty›" : n <= 3 ? "␣".repeat(n) : `␣×${n}`);
const spaceNote = (raw) => (raw.length === 1 ? "one space" : `${raw.length} spaces`);

/** Unseen characters by name, spaces inside or at an end as ␣. */
function marked(text) {
  const named = Array.from(text, (character) => {
    if (!UNSEEN.test(character)) return character;
    return `‹${NAMES.get(character) ?? codePoint(character)}›`;
  }).join("");
  return repeated(named).replace(/^ +| +$| {2,}/g, (run) => "␣".repeat(Math.min(run.length, 3)));
}

/** ‹newline›‹newline›‹newline› is ‹newline ×3›. */
function repeated(text) {
  return text.replace(/(‹([^›]+)›)\1+/g, (run, one, name) => `‹${name} ×${run.length / one.length}›`);
}

const codePoint = (character) =>
  `U+${/** @type {number} */ (character.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0")}`;

/** Junk says nothing about a picture: no letter or digit in it, or a special token. @param {string} raw */
export function isJunk(raw) {
  const body = raw.trim();
  return !LETTER.test(body) || SPECIAL.test(body) || body.includes("\ufffd");
}

/** The word a reader would type for this entry. @param {string} raw */
export const plainWord = (raw) => raw.trim();

/** Whether an entry is a spelling of `word`: space before it or not, capitalised or not. */
export function spells(raw, word) {
  return plainWord(raw).toLowerCase() === plainWord(word).toLowerCase();
}

/** Pieces of a word put together with a mark between them: "skate·board". @param {string[]} pieces */
export const joinPieces = (pieces) => pieces.map((piece) => showToken(piece).text).join("·");
