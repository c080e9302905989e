"""The help pages: Markdown files of `docs/`, rendered without raw HTML and without inline style."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.problems import NotFound
from contract.errors import PatchLensError

PROBLEMS = "problems"
NAME = re.compile(r"[a-z0-9-]+(?:/[a-z0-9_-]+)?")


@dataclass(frozen=True)
class Page:
    """A help page: its name in the address, its first heading, its Markdown."""

    name: str
    title: str
    text: str

    @property
    def url(self) -> str:
        """Where it is shown."""
        return f"/docs/{self.name}"


def pages(folder: Path) -> dict[str, Page]:
    """Every page of `docs/` and its subfolders by name, the list of problems among them."""
    found = {}
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if NAME.fullmatch(name):
            text = path.read_text()
            found[name] = Page(name, first_heading(text) or name, text)
    found[PROBLEMS] = problems_page()
    return found


def find_page(folder: Path, name: str) -> Page:
    """The page called `name`; raises `NotFound`."""
    try:
        return pages(folder)[name]
    except KeyError:
        raise NotFound(
            f"There is no help page {name[:80]!r}.", hint="/docs lists all of them."
        ) from None


def first_heading(text: str) -> str | None:
    """The first `# heading`, without markup."""
    match = re.search(r"^# +(.+?) *#*$", text, re.MULTILINE)
    return match.group(1).replace("`", "") if match else None


def rendered(text: str, base: str = "") -> str:
    """Markdown as HTML. `base` is the page's name, so that links to other files lead to pages."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = markdown.parse(text)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(tokens[place + 1].content))
        calm(token, base)
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    return html


def calm(token: Token, base: str) -> None:
    """Inline style becomes a class (the page's policy forbids it), `.md` links become pages."""
    style = token.attrs.pop("style", None)
    if isinstance(style, str) and style.startswith("text-align:"):
        token.attrJoin("class", f"align-{style.partition(':')[2]}")
    href = token.attrs.get("href")
    if isinstance(href, str):
        token.attrSet("href", page_link(href, base))
    for child in token.children or ():
        calm(child, base)


def page_link(href: str, base: str) -> str:
    """A link to another Markdown file as a link to its page; others stay as they are."""
    target, mark, anchor = href.partition("#")
    if ":" in target or target.startswith("/") or not target.endswith(".md"):
        return href
    parts: list[str] = []
    for part in (PurePosixPath(base).parent / target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    name = "/".join(parts).removeprefix("docs/").removesuffix(".md")
    return f"/docs/{name}{mark}{anchor}"


def slug(heading: str) -> str:
    """A heading as the end of an address; a single word keeps its capitals."""
    words = re.findall(r"\w+", heading)
    return words[0] if len(words) == 1 else "-".join(words).lower()


def problems_page() -> Page:
    """Every expected failure: what it means, its status, what to do. `Problem.type` leads here."""
    lines = [
        "# Problems",
        "",
        "Every error is `application/problem+json` (RFC 9457); its `type` leads to its entry here.",
    ]
    for kind in sorted(kinds(PatchLensError), key=lambda kind: kind.__name__):
        lines += ["", f"## {kind.__name__}", "", f"{kind.title()}. Status {kind.status}.", ""]
        lines += [kind.hint]
    return Page(PROBLEMS, "Problems", "\n".join(lines))


def kinds(root: type[PatchLensError]) -> Sequence[type[PatchLensError]]:
    """All children and grandchildren of `root` that are known here."""
    return [kind for child in root.__subclasses__() for kind in (child, *kinds(child))]
