/**
 * What every page does: mark the place in the navigation, fold menus where room is short, keep
 * half-loaded forms from leaving.
 */

/** Pages that belong to a place without lying below its address. */
const ELSEWHERE = { "/api/docs": "/docs" };

/** The navigation address that `path` belongs to, or null. */
export function currentPlace(address, places) {
  const path = ELSEWHERE[address] ?? address;
  const fits = (place) => (place === "/" ? path === "/" : path === place || path.startsWith(`${place}/`));
  return places.find(fits) ?? null;
}

function markCurrent(nav) {
  const links = [...nav.querySelectorAll("a")];
  const here = currentPlace(location.pathname, links.map((link) => link.getAttribute("href")));
  for (const link of links) {
    if (link.getAttribute("href") === here) link.setAttribute("aria-current", "page");
  }
}

/** A form without an address waits for its script; sent too early, it would leave the page. */
function holdBack(event) {
  if (!event.target.hasAttribute("action")) event.preventDefault();
}

/** A list of pages is folded where it would push the page itself out of sight. */
function foldMenus() {
  if (!matchMedia("(max-width: 900px)").matches) return;
  for (const menu of document.querySelectorAll("details.reading-menu")) menu.open = false;
}

if (typeof document !== "undefined") {
  foldMenus();
  document.addEventListener("submit", holdBack);
  for (const nav of document.querySelectorAll(".site-nav")) markCurrent(nav);
}
