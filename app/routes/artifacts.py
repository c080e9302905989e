"""A run's answer: JSON as it lies in the store, or as arrays, table or picture."""

from __future__ import annotations

import gzip
import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.export import csv_lines, npz
from app.find import find_run, refresh_runs
from app.parts import Parts, PartsOf, SessionOf
from app.problems import NotReady, WrongValue
from app.responses import PRIVATE_FOREVER, gzipped_json, stored_artifact
from app.stills import load, run_still
from app.tables import RunRow
from contract.analysis import find_analysis
from contract.figure import View

router = APIRouter(tags=["runs"])

Format = Literal["json", "npz", "csv", "png"]
MEDIA: dict[Format, str] = {
    "json": "application/json",
    "npz": "application/x-npz",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
}


@router.get("/api/runs/{run}/artifact", response_class=Response)
def artifact(
    run: str,
    request: Request,
    parts: PartsOf,
    session: SessionOf,
    format: Annotated[Format, Query(description="`png` takes `layer` and `word` too")] = "json",
    layer: Annotated[int | None, Query(ge=0)] = None,
    word: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """The answer of a run that is done. It never changes."""
    row = find_run(session, run)
    refresh_runs(parts, session, [row])
    if row.status != "done":
        raise NotReady(f"The run is {row.status}.")
    if format == "json":
        return gzipped_json(request, stored_artifact(parts.store, row.key), row.key)
    content = converted(parts, row, format, View(layer=layer, word=word))
    name = f"patchlens-{row.analysis}-{row.key[:8]}.{format}"
    return Response(
        content,
        media_type=MEDIA[format],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": PRIVATE_FOREVER,
        },
    )


def converted(parts: Parts, run: RunRow, format: Format, view: View) -> bytes:
    """The artifact in another format."""
    analysis = find_analysis(run.analysis)
    if format == "png":
        if analysis.heatmap is None:
            raise WrongValue(f"{analysis.title} has no map to draw.", ["query", "format"])
        return run_still(parts.store, run, view)
    stored = stored_artifact(parts.store, run.key)
    if format == "npz":
        return npz(json.loads(gzip.decompress(stored)))
    return "".join(csv_lines(analysis.rows(load(analysis, stored)))).encode()
