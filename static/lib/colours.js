/**
 * Colour scales that readers with a colour vision deficiency can read, as tables of 256 colours.
 * Sequential: viridis (Smith and van der Walt 2015), cividis (Nunez et al. 2018). Diverging,
 * centred on 0: the purple-orange scheme of ColorBrewer (Brewer 2003). Stops as Plotly has them.
 */

const STOPS = {
  viridis: "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725",
  cividis: "00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838",
  diverging: "2d004b 542788 8073ac b2abd2 d8daeb f7f7f7 fee0b6 fdb863 e08214 b35806 7f3b08",
};

export const SEQUENTIAL = /** @type {const} */ (["viridis", "cividis"]);

/** 256 x RGB, 0 to 255, lowest value first. @param {keyof typeof STOPS} name @returns {Uint8Array} */
export function colourTable(name) {
  const stops = STOPS[name].split(" ").map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const table = new Uint8Array(256 * 3);
  for (let index = 0; index < 256; index++) {
    const place = (index / 255) * (stops.length - 1);
    const below = Math.min(stops.length - 2, Math.floor(place));
    for (let channel = 0; channel < 3; channel++) {
      const [a, b] = [stops[below][channel], stops[below + 1][channel]];
      table[3 * index + channel] = Math.round(a + (b - a) * (place - below));
    }
  }
  return table;
}

/** Colour number 0 to 255 for a fraction; what lies outside takes the end's. @param {number} fraction */
export function colourIndex(fraction) {
  return Math.max(0, Math.min(255, Math.round(fraction * 255)));
}

/** "rgb(r g b)" for a fraction 0 to 1. @param {Uint8Array} table @param {number} fraction */
export function cssColour(table, fraction) {
  const at = 3 * colourIndex(fraction);
  return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
}

/** Black or white, whichever reads better on the colour. @param {Uint8Array} table @returns {string} */
export function inkOn(table, fraction) {
  const at = 3 * colourIndex(fraction);
  const light = [0.2126, 0.7152, 0.0722].map((weight, i) => weight * (table[at + i] / 255) ** 2.2);
  return light.reduce((a, b) => a + b) > 0.179 ? "#000" : "#fff";
}

/**
 * How opaque a value is drawn: low ones let more of the picture through, all of them at 1.
 * @param {number} opacity 0 to 1 @param {number} fraction 0 to 1
 */
export const alphaOf = (opacity, fraction) => opacity * (opacity + (1 - opacity) * fraction);

/** The same for a scale centred on 0: what is near 0 hardly covers the picture. */
export const centredAlpha = (opacity, fraction) => opacity * (0.15 + 0.85 * Math.abs(2 * fraction - 1));

/**
 * Write `values` as RGBA pixels; the whole of a redraw that is not the browser's.
 *
 * @param {ArrayLike<number>} values
 * @param {(value: number) => number} fractionOf  0 to 1
 * @param {Uint8Array} table
 * @param {Uint8ClampedArray} pixels  4 for every value
 * @param {number} opacity  0 to 1, of the highest value
 * @param {(opacity: number, fraction: number) => number} alpha
 */
export function paint(values, fractionOf, table, pixels, opacity = 1, alpha = alphaOf) {
  for (let i = 0; i < values.length; i++) {
    const fraction = fractionOf(values[i]);
    const at = 3 * colourIndex(fraction);
    pixels[4 * i] = table[at];
    pixels[4 * i + 1] = table[at + 1];
    pixels[4 * i + 2] = table[at + 2];
    pixels[4 * i + 3] = 255 * alpha(opacity, fraction);
  }
}
