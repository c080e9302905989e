/**
 * A study's tables as text: what stands in each cell.
 *
 * @typedef {{key: string, title: string, kind: "text" | "count" | "number" | "share"}} Column
 * @typedef {{title: string, y: string, low: string, high: string}} Series
 * @typedef {{kind: "points" | "lines", x: string, series: Series[], group: string | null}} Plot
 * @typedef {{name: string, title: string, columns: Column[], rows: Record<string, any>[], note: string,
 *            plot: Plot | null}} Table
 */

/** A value as its column's kind reads; shares in per cent. @param {any} value @param {Column} column */
export function written(value, column) {
  if (value === null || value === undefined) return "–";
  if (column.kind === "share") return `${(100 * value).toFixed(1)} %`;
  if (column.kind === "number") return Math.abs(value) < 1 ? String(Number(value.toPrecision(3))) : String(Number(value.toFixed(2)));
  return String(value);
}

/**
 * Columns with the two that hold their interval's ends, which follow them.
 * @param {Column[]} columns @returns {Column[][]}
 */
export function merged(columns) {
  const shown = /** @type {Column[][]} */ ([]);
  for (const column of columns) {
    if (/(^|_)(low|high)$/.test(column.key) && shown.length) shown[shown.length - 1].push(column);
    else shown.push([column]);
  }
  return shown;
}

/** A value, with its interval in brackets where it has one. @param {Record<string, any>} row @param {Column[]} columns */
export function cell(row, columns) {
  const [value, ...ends] = columns.map((column) => written(row[column.key], column));
  return ends.length === 2 && value !== "–" && !ends.includes("–") ? `${value} [${ends.join(", ")}]` : value;
}

/** Progress in words. @param {{done: number, failed: number, cancelled: number, skipped: number, eta_s: number | null, total: number, stage: string}} progress */
export function told(progress, status, inWords = (/** @type {number} */ value) => `${value} s`) {
  const parts = [`${progress.done} of ${progress.total} questions answered`];
  if (progress.failed) parts.push(`${progress.failed} failed`);
  if (progress.cancelled) parts.push(`${progress.cancelled} cancelled`);
  if (progress.skipped) parts.push(`${progress.skipped} not needed`);
  if (status !== "running") parts.push(status);
  else if (progress.stage !== "asking") parts.push(progress.stage);
  else if (progress.eta_s !== null) parts.push(`about ${inWords(progress.eta_s)} left at most`);
  return parts.join(" · ");
}
