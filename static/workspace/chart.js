/**
 * Curves by Plotly, which is loaded when the first one comes into sight. One configuration for all:
 * nothing leaves the browser (no cloud button, no server), no logo, our fonts and colours.
 */

const PLOTLY = "/static/vendor/plotly.min.js";
const STYLE = "/static/workspace/plotly.css";
/** Plotly.js 4.1.1 writes styles for street maps into the page unless an element of this id is there. */
const NO_MAPS = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";

export const CONFIG = Object.freeze({
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  responsive: true,
  displayModeBar: false,
});

let loading = /** @type {Promise<any> | null} */ (null);

/** The library, once. Its styles are linked beforehand: a strict policy forbids it to add its own. */
function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: STYLE, id: "plotly.js-style-global", className: "no-inline-styles" });
    const script = document.createElement("script");
    Object.assign(script, { src: PLOTLY, async: true });
    script.addEventListener("load", () => resolve(/** @type {any} */ (globalThis).Plotly));
    script.addEventListener("error", () => {
      loading = null;
      reject(new Error("The chart could not be loaded."));
    });
    const noMaps = Object.assign(document.createElement("meta"), { id: NO_MAPS });
    document.head.append(style, noMaps, script);
  });
  return loading;
}

/** Plotly reads `<b>` and the like in names; words are data. @param {string} text */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Lines over layers, told apart by dash as well as by colour.
 *
 * @param {HTMLElement} root
 * @param {{name: string, values: number[], dash: string, spread?: number[], apart?: boolean, at?: number[]}[]} series
 *   `at`: where the values stand, if not at `layers`; `spread`: how far a value reaches to both sides; `apart`: the values do not follow each other
 * @param {number[]} layers
 * @param {{x: string, y: string}} titles  of the axes
 */
export async function drawCurves(root, series, layers, titles = { x: "layer", y: "probability" }) {
  root.dataset.wanted = "true";
  Object.assign(root, { draw: () => draw(root, series, layers, titles) });
  if (root.dataset.seen) return /** @type {any} */ (root).draw();
  new IntersectionObserver((sights, observer) => {
    if (!sights.some((sight) => sight.isIntersecting)) return;
    observer.disconnect();
    root.dataset.seen = "true";
    /** @type {any} */ (root).draw();
  }).observe(root);
}

async function draw(root, series, layers, titles) {
  try {
    const library = await plotly();
    const lines = series.map((line, i) => ({
      x: line.at ?? layers, y: line.values, name: escaped(line.name), mode: line.apart ? "markers" : line.spread ? "lines+markers" : "lines",
      error_x: { type: "data", array: line.spread ?? [], visible: Boolean(line.spread), width: 3, thickness: 1 },
      line: { dash: line.dash, width: 2, color: colour(["--accent", "--quiet", "--ink"][i]) },
      hovertemplate: `${titles.x.split(" ")[0]} %{x}: %{y:.3g}`,
    }));
    await library.react(root, lines, layout(titles), CONFIG);
  } catch (error) {
    root.textContent = /** @type {Error} */ (error).message;
  }
}

/** A colour token of the page as the browser sees it now (dark or light). */
function colour(token) {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.style.setProperty("color", `var(${token})`);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function layout(titles) {
  const [ink, line] = [colour("--quiet"), colour("--line")];
  const axis = { gridcolor: line, zerolinecolor: line, linecolor: line, fixedrange: true };
  return {
    height: 220,
    margin: { l: 52, r: 8, t: 8, b: 36 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: ink },
    legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0 },
    hovermode: "x unified",
    hoverlabel: { bgcolor: colour("--surface"), bordercolor: line, font: { color: colour("--ink") } },
    xaxis: { ...axis, title: { text: titles.x, standoff: 4 } },
    yaxis: { ...axis, title: { text: titles.y, standoff: 4 }, rangemode: "tozero" },
  };
}

if (typeof matchMedia === "function") {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const root of document.querySelectorAll("[data-seen]")) /** @type {any} */ (root).draw?.();
  });
}
