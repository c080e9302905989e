/** What every page does: mark the place in the navigation, keep half-loaded forms from leaving. */

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

if (typeof document !== "undefined") {
  document.addEventListener("submit", holdBack);
  for (const nav of document.querySelectorAll(".site-nav")) markCurrent(nav);
}
