/** Elements without markup: text is text, so a hostile token stays one. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag  "svg:path" for SVG
 * @param {Record<string, unknown>} [props]  `class`, `data-x`, `aria-x` and other attributes; `on` for
 *   events; `style` for an object of styles (set one by one, as the content security policy demands)
 * @param {...(Node | string | number | null | undefined | false)} children
 */
export function el(tag, props = {}, ...children) {
  const svg = tag.startsWith("svg:");
  const element = svg ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(props)) assign(element, name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(asNode));
  return element;
}

const asNode = (child) => (typeof child === "number" ? String(child) : child);

function assign(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [kind, handler] of Object.entries(value)) element.addEventListener(kind, handler);
  } else if (name === "style") {
    for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
  } else if (/^on/i.test(name)) {
    throw new Error(`handler as attribute: ${name}`);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Put `children` in place of whatever is there. @param {Element} root */
export function fill(root, ...children) {
  root.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false).map(asNode));
}

/** The one element for a selector; a missing one is a mistake in a template. @param {ParentNode} root @returns {any} */
export function find(root, /** @type {string} */ selector) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`nothing on the page matches ${selector}`);
  return element;
}
