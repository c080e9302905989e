"""One file for each group of addresses; `ALL` is every router, in the order they are tried."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from app.routes import (
    analyses,
    artifacts,
    docs,
    events,
    files,
    gallery,
    health,
    images,
    inspections,
    models,
    pages,
    previews,
    runs,
    shared,
    shares,
    studies,
)
from contract.errors import Problem

ALL: tuple[APIRouter, ...] = tuple(
    module.router
    for module in (
        images,
        models,
        analyses,
        inspections,
        runs,
        events,
        artifacts,
        shares,
        shared,
        studies,
        gallery,
        previews,
        docs,
        health,
        files,
        pages,
    )
)

PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": Problem(
                    title="A value is not allowed here", status=status, detail=text, hint="..."
                ).model_dump(exclude_none=True),
            }
        },
    }
    for status, text in ((404, "Unknown, deleted or expired."), (422, "A wrong parameter."))
}
