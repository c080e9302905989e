"""A model run with a known truth: a 2 x 3 picture whose patch 4 says "dog" from layer 2 on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contract.artifact import Answer, AnswerToken, Provenance, Token
from contract.geometry import Box, Geometry, ImageGrid
from contract.interventions import Floats, Intervention
from contract.model_card import Grid, ModelCard
from contract.model_run import Lens, ModelRun, TopWords, WordMaps

DEPTH, ROWS, COLS = 3, 2, 3
CARRIER, FIRST_LAYER = 4, 2
VOCABULARY = [" the", " dog", " cat", "\n", "</script>", "="]
THE, DOG, CAT = 0, 1, 2

CARD = ModelCard(
    name="planted",
    revision="1",
    dtype="float32",
    depth=DEPTH,
    grid=Grid(rows=ROWS, cols=COLS),
    family="planted",
    note="a test",
)


def planted_probabilities() -> Floats:
    """(layers, patches, vocabulary): "the" everywhere, "dog" at the carrier from layer 2 on."""
    table = np.full((DEPTH + 1, ROWS * COLS, len(VOCABULARY)), 0.01, dtype=np.float32)
    table[:, :, THE] = 0.95
    table[FIRST_LAYER:, CARRIER] = 0.02
    table[FIRST_LAYER:, CARRIER, DOG] = 0.9
    return table


class PlantedRun:
    """Satisfies `contract.model_run.ModelRun` with numbers that a test can name."""

    def __init__(self) -> None:
        self.depth = DEPTH
        self.stages: list[tuple[str, float]] = []
        self.table = planted_probabilities()

    @property
    def tokens(self) -> Sequence[Token]:
        patches = [Token(text="<image>", segment="image")] * (ROWS * COLS)
        return [
            Token(text="A", segment="system"),
            *patches,
            Token(text=" What?", segment="prompt"),
        ]

    @property
    def geometry(self) -> Geometry:
        grid = ImageGrid(
            name="overview",
            rows=ROWS,
            cols=COLS,
            box=Box(left=0, top=0, right=300, bottom=200),
            positions=list(range(1, 1 + ROWS * COLS)),
        )
        return Geometry(width=300, height=200, steps=["as it is"], grids=[grid])

    def answer(self, interventions: Sequence[Intervention] = (), max_tokens: int = 64) -> Answer:
        return Answer(text="A dog", tokens=[AnswerToken(text=" dog", log_probability=-0.1)])

    def top_words(self, layers: Sequence[int], k: int, lens: Lens = "logit") -> TopWords:
        table = self.table[list(layers)]
        ids = np.argsort(-table, axis=-1, kind="stable")[..., :k].astype(np.int32)
        return TopWords(ids=ids, values=np.take_along_axis(table, ids, axis=-1))

    def words(self, ids: Sequence[int]) -> list[str]:
        return [VOCABULARY[i] for i in ids]

    def word_maps(self, words: Sequence[str], layers: Sequence[int]) -> WordMaps:
        columns = [VOCABULARY.index(" " + word) for word in words]
        table = self.table[list(layers)]
        probability = np.stack([table[..., c] for c in columns])
        rank = np.stack([(table > table[..., c : c + 1]).sum(-1) + 1 for c in columns])
        pieces = [[" " + word] for word in words]
        return WordMaps(pieces=pieces, probability=probability, rank=rank.astype(np.int32))

    def hidden(self, layers: Sequence[int], positions: Sequence[int]) -> Floats:
        return np.zeros((len(layers), len(positions), 4), dtype=np.float32)

    def image_embeddings(self) -> Floats:
        return np.zeros((ROWS * COLS, 4), dtype=np.float32)

    def attention(self, queries: Sequence[int], layers: Sequence[int]) -> Floats:
        return np.zeros((len(layers), 1, len(queries), len(self.tokens)), dtype=np.float32)

    def progress(self, stage: str, fraction: float, answer: Answer | None = None) -> None:
        self.stages.append((stage, fraction))


def planted_provenance(run: ModelRun, seconds: float = 0.1) -> Provenance:
    """Where an artifact of the planted run comes from, in full."""
    return Provenance(
        model=CARD.name,
        revision=CARD.revision,
        dtype=CARD.dtype,
        device="cpu",
        attention="none",
        norm="once",
        versions={},
        geometry=run.geometry,
        seed=0,
        seconds=seconds,
        created_at="2026-11-23T00:00:00Z",
    )
