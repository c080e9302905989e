/**
 * One stop for the Tab key in a table of many cells; arrows move within (WAI-ARIA grid pattern).
 * Cells carry `data-cell`; Enter and Space click.
 */

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Where a key leads from (row, col) in a table of the given size; null for other keys. */
export function nextCell(key, { row, col }, { rows, cols }) {
  if (key === "Home") return { row, col: 0 };
  if (key === "End") return { row, col: cols - 1 };
  if (key === "PageUp") return { row: 0, col };
  if (key === "PageDown") return { row: rows - 1, col };
  const move = MOVES[key];
  if (!move) return null;
  return {
    row: Math.max(0, Math.min(rows - 1, row + move[0])),
    col: Math.max(0, Math.min(cols - 1, col + move[1])),
  };
}

/** @param {HTMLTableElement} table whose rows all have the same number of cells */
export function makeRoving(table) {
  const lines = () => [...table.querySelectorAll("tr")].map((line) => [...line.querySelectorAll("[data-cell]")]).filter((line) => line.length > 0);
  const stop = (cell) => {
    for (const other of table.querySelectorAll('[data-cell][tabindex="0"]')) other.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
  };
  const first = table.querySelector("[data-cell]");
  if (first) stop(first);
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell) stop(cell);
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return cell.click();
    }
    const cells = lines();
    const row = cells.findIndex((line) => line.includes(cell));
    const next = nextCell(event.key, { row, col: cells[row].indexOf(cell) }, { rows: cells.length, cols: cells[row].length });
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    cells[next.row][Math.min(next.col, cells[next.row].length - 1)].focus();
  });
}
