"""The made-up inspection that `scrub.py` shows: words and values at random, shapes as they are."""

from __future__ import annotations

import io
import json
from functools import cached_property
from typing import Any

import numpy as np
from PIL import Image

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURE_URL = "/api/images/bench"
LENS_URL = "/api/runs/lens/artifact"
WORDS_URL = "/api/runs/words/artifact"
K = 5
VOCABULARY = 6000


class Scene:
    """An inspection with a finished lens and a finished word map of `layers` x `rows` x `cols`."""

    def __init__(self, rows: int, cols: int, layers: int, seed: int = 0) -> None:
        """`layers` counts the embeddings too: 33 for a model of 32 blocks."""
        self.rows, self.cols, self.layers = rows, cols, layers
        self.random = np.random.default_rng(seed)

    @cached_property
    def picture(self) -> bytes:
        """A PNG of noise, 672 pixels square."""
        pixels = self.random.integers(0, 255, (84, 84, 3), dtype=np.uint8)
        file = io.BytesIO()
        Image.fromarray(pixels).resize((672, 672)).save(file, "PNG")
        return file.getvalue()

    @cached_property
    def lens(self) -> bytes:
        """A `logit_lens` artifact as JSON: few words for many patches, as real ones are."""
        shape = (self.layers, self.rows * self.cols, K)
        ids = np.minimum(self.random.zipf(1.3, shape), VOCABULARY) - 1
        values = -np.sort(-self.random.beta(0.3, 4, shape), axis=-1)
        return json.dumps(
            {
                **self.grid,
                "lens": "logit",
                "unit": "probability",
                "vocabulary": {str(i): f" word{i}" for i in np.unique(ids).tolist()},
                "top_ids": ids.tolist(),
                "top_probabilities": [[[short(v) for v in p] for p in m] for m in values.tolist()],
                "answer": {
                    "text": "A dog.",
                    "tokens": [
                        {"text": "A", "log_probability": -0.2},
                        {"text": " dog", "log_probability": -0.4},
                    ],
                },
                "tokens": [],
            }
        ).encode()

    @cached_property
    def words(self) -> bytes:
        """A `word_map` artifact as JSON."""
        values = self.random.beta(0.3, 4, (1, self.layers, self.rows * self.cols))
        ranks = self.random.integers(1, VOCABULARY, values.shape)
        return json.dumps(
            {
                **self.grid,
                "lens": "logit",
                "unit": "probability",
                "words": [{"text": "dog", "pieces": [" dog"]}],
                "probability": [[[short(v) for v in m] for m in w] for w in values.tolist()],
                "rank": ranks.tolist(),
            }
        ).encode()

    @property
    def grid(self) -> dict[str, Any]:
        """What every artifact says first."""
        return {"rows": self.rows, "cols": self.cols, "layers": list(range(self.layers))}

    @property
    def inspection(self) -> dict[str, Any]:
        """As `GET /api/inspections/{id}` answers."""
        runs = [
            run("logit_lens", {"k": K, "layers": None, "lens": "logit"}, LENS_URL),
            run("word_map", {"words": ["dog"], "layers": None}, WORDS_URL),
        ]
        picture = {"url": PICTURE_URL, "width": 672, "height": 672, "format": "png"}
        return {
            "id": "bench",
            "url": "/i/bench",
            "image": "bench",
            "picture": picture,
            "prompt": "What is it?",
            "model": "bench",
            "revision": "0" * 40,
            "dtype": "bfloat16",
            "model_note": "",
            "runs": runs,
        }


def run(analysis: str, params: dict[str, Any], url: str) -> dict[str, Any]:
    """A finished run."""
    return {"id": analysis, "analysis": analysis, "version": 1, "params": params, "status": "done",
            "error": None, "artifact_url": url, "provenance": None}  # fmt: skip


def short(value: float) -> float:
    """Four digits, as artifacts are written."""
    return float(f"{value:.4g}")
