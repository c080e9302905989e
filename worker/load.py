"""Load any LLaVA checkpoint: safetensors only, no code from the checkpoint, revision pinned."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import AutoConfig, AutoModelForImageTextToText
from transformers.utils import logging

import demo.tower  # noqa: F401  (registers the demonstration model's vision tower)
from contract.errors import ModelFailedItsChecks
from contract.model_card import Grid, ModelCard
from contract.settings import Settings
from worker.adapters import family_of
from worker.layout import Family, Parts, parts_of
from worker.prompt import encode

CARD = "patchlens.json"
configurations: Any = AutoConfig
models: Any = AutoModelForImageTextToText
quiet: Any = logging.disable_progress_bar
quiet()  # a log is no terminal
TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model ready to answer, its processor, its family's table and its card."""

    parts: Parts
    processor: Any
    family: Family
    card: ModelCard
    device: torch.device


def load(settings: Settings) -> Loaded:
    """The model that the settings name; raises `ModelFailedItsChecks` if it cannot be loaded."""
    source = settings.model_path
    device = choose_device(settings.device)
    dtype = choose_dtype(settings.dtype, device)
    try:
        revision, pinned = pin(source, settings.model_revision)
        config = configurations.from_pretrained(source, trust_remote_code=False, **pinned)
        family = family_of(config.model_type)
        processor = family.processor.from_pretrained(source, trust_remote_code=False, **pinned)
        model = models.from_pretrained(
            source,
            config=config,
            dtype=dtype,
            attn_implementation={"text_config": settings.attention},  # towers choose their own
            use_safetensors=True,
            trust_remote_code=False,
            **pinned,
        )
    except (OSError, ValueError, ImportError) as error:
        raise ModelFailedItsChecks(
            f"The model {source!r} cannot be loaded: {error}",
            hint="It must be a LLaVA checkpoint in safetensors files; see docs/models.md.",
        ) from error
    model = model.to(device).eval().requires_grad_(False)
    parts = parts_of(model, family)
    card = card_of(source, revision, dtype, parts, processor, family)
    return Loaded(parts, processor, family, card, device)


def choose_device(wish: str) -> torch.device:
    """The device asked for; `auto` is CUDA where there is one."""
    if wish == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(wish)


def choose_dtype(wish: str, device: torch.device) -> torch.dtype:
    """The number format asked for; `auto` is bf16 where the hardware multiplies it fast."""
    if wish != "auto":
        try:
            return TYPES[wish]
        except KeyError:
            raise ModelFailedItsChecks(
                f"DTYPE is {wish!r}.", hint=f"Use auto or one of {', '.join(TYPES)}."
            ) from None
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.bfloat16 if multiplies_bf16() else torch.float32


def multiplies_bf16() -> bool:
    """Whether this CPU has AMX or AVX-512 instructions for bf16."""
    tests = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(getattr(torch.cpu, test, bool)() for test in tests)


def pin(source: str, revision: str) -> tuple[str, dict[str, Any]]:
    """The exact revision, and the arguments that make every later read stick to it."""
    folder = Path(source)
    if folder.is_dir():
        return digest(folder), {"local_files_only": True}
    config = configurations.from_pretrained(
        source, revision=revision or "main", trust_remote_code=False
    )
    commit = str(config._commit_hash)
    return commit, {"revision": commit}


def digest(folder: Path) -> str:
    """SHA-256 over the names and contents of a folder's files, 40 hexadecimal digits."""
    total = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            total.update(f"{path.name}\0{content}\n".encode())
    return total.hexdigest()[:40]


def card_of(
    source: str, revision: str, dtype: torch.dtype, parts: Parts, processor: Any, family: Family
) -> ModelCard:
    """What the model picker shows; `patchlens.json` in the model's folder may add to it."""
    folder = Path(source)
    name = folder.resolve().name if folder.is_dir() else source
    path = folder / CARD
    said: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    size = sum(p.numel() for p in parts.model.parameters())
    grid = square_grid(parts, processor, family)
    return ModelCard(
        name=said.get("name", name),
        revision=revision,
        dtype=str(dtype).removeprefix("torch."),
        depth=parts.depth,
        grid=grid,
        family=family.name,
        note=said.get("note", f"{family.name}, {size / 1e6:,.0f} million parameters."),
        abilities=said.get("abilities", ["reads_text"]),
    )


def square_grid(parts: Parts, processor: Any, family: Family) -> Grid:
    """Rows and columns for a square picture, read off the processor's output."""
    picture = Image.new("RGB", (512, 512), "grey")
    grid = encode(picture, "?", processor, family, parts.model.config).geometry.grids[0]
    return Grid(rows=grid.rows, cols=grid.cols)
