"""What "nothing" is for a model: the mean projected image token over reference photographs.

Computed once for a model (name, revision, dtype) and a set of photographs, kept as a small file in
the data folder: the SHA-256 of what follows, then the vector in float32. A damaged file is made
anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from contract.errors import PatchLensError
from contract.interventions import Floats
from contract.model_card import ModelCard
from contract.settings import Settings
from contract.store import FolderStore, Store
from worker.load import Loaded
from worker.prefill import embed
from worker.prompt import encode

GALLERY = Path(__file__).resolve().parent.parent / "demo" / "gallery"
ENDINGS = (".jpg", ".jpeg")
MOST = 200  # photographs, the first by name; a mean of 50,000 tokens needs no more

Tell = Callable[[str, float], None]
"""Called with what is being done and the fraction done; may raise `Cancelled`."""


class NoReference(PatchLensError):
    """The mean of the reference photographs cannot be made."""

    hint = "Put JPEG photographs into the folder, or leave REFERENCE_PICTURES empty."


class Reference:
    """One model's reference vector, made when it is first asked for."""

    def __init__(self, loaded: Loaded, folder: Path, store: Store) -> None:
        """`folder` holds the photographs, `store` the vectors of every model."""
        self.loaded = loaded
        self.folder = folder
        self.store = store
        self.vector: Floats | None = None

    @classmethod
    def of(cls, loaded: Loaded, settings: Settings) -> Reference:
        """The reference that the settings name: their folder, or the gallery's photographs."""
        named = settings.reference_pictures
        folder = Path(named).expanduser() if named else GALLERY
        return cls(loaded, folder, FolderStore(settings.root / "reference"))

    def embedding(self, tell: Tell) -> Floats:
        """The vector (width,): from memory, from its file, or from the photographs.

        Raises `NoReference` where there is no photograph, or one that cannot be read.
        """
        if self.vector is None:
            pictures = photographs(self.folder)
            name = identity(self.loaded.card, pictures)
            self.vector = self.found(name)
            if self.vector is None:
                self.vector = mean_token(self.loaded, pictures, tell)
                content = self.vector.tobytes()
                self.store.write(name, hashlib.sha256(content).digest() + content)
        return self.vector

    def found(self, name: str) -> Floats | None:
        """The stored vector; None if there is none, or a damaged one."""
        try:
            content = self.store.read(name)
        except FileNotFoundError:
            return None
        seal, vector = content[:32], content[32:]
        if hashlib.sha256(vector).digest() != seal:
            return None
        return np.frombuffer(vector, np.float32)


def photographs(folder: Path) -> list[Path]:
    """The JPEG files of a folder by name; raises `NoReference` if there are none."""
    files = folder.iterdir() if folder.is_dir() else ()
    found = sorted(path for path in files if path.suffix.lower() in ENDINGS)[:MOST]
    if not found:
        raise NoReference(f"There is no JPEG photograph in {str(folder)!r}.")
    return found


def identity(card: ModelCard, pictures: Sequence[Path]) -> str:
    """The file's name: a digest of the model and of the photographs' contents."""
    total = hashlib.sha256(f"{card.name}\0{card.revision}\0{card.dtype}\n".encode())
    for path in pictures:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{total.hexdigest()[:40]}.mean"


def mean_token(loaded: Loaded, pictures: Sequence[Path], tell: Tell) -> Floats:
    """Mean (width,) over all tokens of the primary grids of all photographs, each token once."""
    total: NDArray[np.float64] = np.zeros(loaded.parts.head.shape[1])
    count = 0
    for number, path in enumerate(pictures):
        stage = f"reading reference photograph {number + 1} of {len(pictures)}"
        tell(stage, number / len(pictures))
        tokens = tokens_of(loaded, path)
        total += tokens.sum(0)
        count += len(tokens)
    return (total / count).astype(np.float32)


def tokens_of(loaded: Loaded, path: Path) -> NDArray[np.float64]:
    """One photograph's projected tokens (patches, width)."""
    try:
        picture = Image.open(path).convert("RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise NoReference(
            f"The photograph {path.name!r} cannot be read: {error}", hint="Replace or remove it."
        ) from error
    config = loaded.parts.model.config
    encoded = encode(picture, "?", loaded.processor, loaded.family, config)
    with torch.inference_mode():
        tokens = embed(loaded.parts, encoded)[0, encoded.geometry.grids[0].positions]
    found: NDArray[np.float64] = tokens.float().cpu().numpy().astype(np.float64)
    return found
