"""What a shared link shows, as values: it holds no id that leads anywhere else."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.find import refresh_runs
from app.links import shown_runs
from app.parts import Parts
from app.schemas import Bundle, BundleRun, SharedImage
from app.tables import ShareRow


def bundle_of(parts: Parts, session: Session, share: ShareRow, token: str) -> Bundle:
    """The shared view with the runs that are done."""
    inspection = share.inspection
    refresh_runs(parts, session, inspection.runs)
    image = inspection.image
    base = f"/api/shares/{token}"
    return Bundle(
        picture=SharedImage.model_validate(
            {
                "width": image.width,
                "height": image.height,
                "format": image.format,
                "url": f"{base}/image",
            }
        ),
        prompt=inspection.prompt,
        model=inspection.model,
        revision=inspection.revision,
        dtype=inspection.dtype,
        model_note=inspection.model_note,
        state=share.state,
        expires_at=share.expires_at,
        runs=[
            BundleRun.model_validate(
                {
                    "analysis": run.analysis,
                    "version": run.version,
                    "params": run.params,
                    "artifact_url": f"{base}/artifacts/{number}",
                    "provenance": run.provenance,
                }
            )
            for number, run in shown_runs(share).items()
        ],
    )
