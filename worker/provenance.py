"""Where an artifact comes from: everything needed to trust it and to make it again."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from contract.artifact import Provenance
from contract.model_run import ModelRun
from worker.load import Loaded

NORM = "the model's final norm, once, at every layer 0 to L"
LIBRARIES = ("patchlens", "torch", "transformers", "tokenizers", "numpy", "pillow")


def provenance(loaded: Loaded, device: str, run: ModelRun, seconds: float) -> Provenance:
    """The provenance of one finished run."""
    card = loaded.card
    return Provenance(
        model=card.name,
        revision=card.revision,
        dtype=card.dtype,
        device=device,
        attention=str(loaded.parts.model.config.get_text_config()._attn_implementation),
        norm=NORM,
        versions=versions(),
        geometry=run.geometry,
        seed=0,
        seconds=round(seconds, 3),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def versions() -> dict[str, str]:
    """Installed versions of the libraries that could change a result."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
