"""Which map a still picture of a run shows, and the words beside it."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

from app.drawing import Caption, heatmap_png
from app.responses import stored_artifact, stored_picture
from app.tables import InspectionRow, RunRow
from contract.analysis import Analysis, find_analysis
from contract.artifact import Provenance
from contract.errors import PatchLensError
from contract.figure import View
from contract.geometry import Box
from contract.store import Store, image_name

PREFERRED = ("word_map", "logit_lens")


def drawable(run: RunRow) -> bool:
    """Whether the run is done and its analysis has a map."""
    return run.status == "done" and find_analysis(run.analysis).heatmap is not None


def still_run(runs: Sequence[RunRow], view: View) -> RunRow | None:
    """The newest run that can show the view: a word map for a word, else the lens, else any."""
    candidates = [run for run in reversed(runs) if drawable(run)]
    if view.word is not None:
        named = [run for run in candidates if view.word in run.params.get("words", ())]
        candidates = named or candidates
    order = {name: rank for rank, name in enumerate(PREFERRED)}
    return min(candidates, key=lambda run: order.get(run.analysis, len(order)), default=None)


def grid_box(run: RunRow) -> Box | None:
    """The pixels that the run's patch grid covers."""
    if run.provenance is None:
        return None
    return Provenance.model_validate(run.provenance).geometry.grids[0].box


def run_still(store: Store, run: RunRow, view: View) -> bytes:
    """The run's map as PNG; raises `PatchLensError` for a layer or word that it does not have."""
    analysis = find_analysis(run.analysis)
    artifact = load(analysis, stored_artifact(store, run.key))
    heatmap = analysis.heatmap(artifact, view) if analysis.heatmap else None
    inspection = run.inspection
    title = heatmap.title if heatmap else analysis.title
    return heatmap_png(
        stored_picture(store, image_name(inspection.image_id)),
        heatmap,
        grid_box(run),
        Caption(title, lines_of(inspection)),
    )


def load(analysis: Analysis, content: bytes) -> object:
    """Stored gzipped JSON as the analysis's artifact."""
    return analysis.artifact.model_validate_json(gzip.decompress(content))


def lines_of(inspection: InspectionRow) -> tuple[str, ...]:
    """Prompt and model under the title."""
    return (f"“{inspection.prompt}”", f"{inspection.model} · {inspection.dtype}")


def inspection_still(
    store: Store, inspection: InspectionRow, runs: Sequence[RunRow], view: View
) -> bytes:
    """The inspection's best map, or the picture alone where nothing is done or drawable yet."""
    run = still_run(runs, view)
    if run is not None:
        try:
            return run_still(store, run, view)
        except PatchLensError:
            pass  # an old link's layer or word: the picture alone still says what it is about
    caption = Caption(inspection.prompt, lines_of(inspection)[1:])
    return heatmap_png(stored_picture(store, image_name(inspection.image_id)), None, None, caption)
