/** Numbers as a reader wants them: exact, short, and the same width where it can be had. */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 0.83, 0.0041, 3.2·10⁻⁵, 0. @param {number} value */
export function amount(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 0.1) return value.toFixed(2);
  if (size >= 0.001) return value.toPrecision(2);
  return scientific(value);
}

/** 3.2·10⁻⁵ @param {number} value */
function scientific(value) {
  const [mantissa, exponent] = value.toExponential(1).split("e");
  const digits = [...String(Math.abs(Number(exponent)))].map((digit) => RAISED[Number(digit)]).join("");
  const front = mantissa.replace(/\.0$/, "");
  return `${front === "1" ? "" : `${front}·`}10${Number(exponent) < 0 ? "⁻" : ""}${digits}`;
}

/** A legend's number: 0.25, 1, 10⁻³. @param {number} value */
export function tick(value) {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.01) return scientific(value);
  return String(Number(value.toPrecision(3)));
}

/** A change with its sign: "+0.42", "−8.00", "0". @param {number} value */
export function signed(value) {
  const shown = amount(Math.abs(value));
  if (shown === "0" || shown === "–") return shown;
  return `${value < 0 ? "−" : "+"}${shown}`;
}

/** "0.42 s", "12 s", "3 min". @param {number} value */
export function seconds(value) {
  if (value < 10) return `${Number(value.toPrecision(2))} s`;
  if (value < 90) return `${Math.round(value)} s`;
  return `${Math.round(value / 60)} min`;
}

/** "12 %" @param {number} share 0 to 1 */
export const percent = (share) => `${Math.round(share * 100)} %`;

/** "1 patch", "14 patches". @param {number} n @param {string} one @param {string} many */
export const plural = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
