"""Help pages, and the HTTP interface as a page."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.documents import PROBLEMS, Page, find_page, pages, rendered
from app.parts import Parts, PartsOf
from app.reference import reference

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=Response)
def help_index(request: Request, parts: PartsOf) -> Response:
    """The list of pages, with the one that explains how to read the maps first."""
    found = pages(parts.folders.docs)
    lines = ["# Help", "", *(f"- [{page.title}]({page.url})" for page in found.values())]
    lines += ["- [HTTP interface](/api/docs)"]
    return show(request, parts, "Help", rendered("\n".join(lines)))


@router.get("/docs/{name:path}", response_class=Response)
def help_page(name: str, request: Request, parts: PartsOf) -> Response:
    """One page."""
    page = find_page(parts.folders.docs, name)
    return show(request, parts, page.title, rendered(page.text, page.name))


@router.get("/api/docs", response_class=Response)
def interface(request: Request, parts: PartsOf) -> Response:
    """The HTTP interface, from the OpenAPI document."""
    text = reference(request.app.openapi())
    return show(request, parts, "HTTP interface", rendered(text))


def show(request: Request, parts: Parts, title: str, body: str) -> Response:
    """A rendered page beside the list of all pages."""
    listed = sorted(pages(parts.folders.docs).values(), key=order)
    return parts.templates.TemplateResponse(
        request, "docs.html", {"title": title, "body": body, "pages": listed}
    )


def order(page: Page) -> tuple[int, str]:
    """Analyses first, then the rest by name, problems last."""
    if page.name == PROBLEMS:
        return 2, page.name
    return int("/" not in page.name), page.name
