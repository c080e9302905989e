"""A model run with a known truth: a 2 x 3 picture whose patch 4 says "dog" from layer 2 on.

The answer hangs on that patch alone: on its embedding's first number (1; 0 costs 8 nats), and on
the edge from it to the last position of the prompt in block 1 (cut, it costs 6 nats). Patch 0 is a
register: long, and without any effect.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contract.artifact import Answer, AnswerToken, Provenance, Token
from contract.errors import NoSuchToken
from contract.geometry import Box, Geometry, ImageGrid
from contract.interventions import BlockAttention, Floats, Intervention, ReplaceTokens
from contract.model_card import Grid, ModelCard
from contract.model_run import (
    Gradients,
    Lens,
    ModelRun,
    Scores,
    Target,
    TopWords,
    WordMaps,
)

DEPTH, ROWS, COLS = 3, 2, 3
CARRIER, FIRST_LAYER = 4, 2
VOCABULARY = [" the", " dog", " cat", "\n", "</script>", "="]
THE, DOG, CAT = 0, 1, 2
REGISTER, WIDTH = 0, 4
FIRST_PATCH, LAST = 1, ROWS * COLS + 1  # positions in the sequence
EDGE_BLOCK = 1
SURE, PATCH_COST, EDGE_COST = -0.1, 8.0, 6.0

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
        self.scored = 0

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
        cost = self.cost(interventions)
        word = " cat" if cost > 1 else " dog"
        return Answer(
            text=f"A{word}",
            tokens=[
                AnswerToken(text="A", log_probability=-0.5),
                AnswerToken(text=word, log_probability=SURE),
            ],
        )

    def cost(self, interventions: Sequence[Intervention]) -> float:
        """What the answer's own word loses, in nats."""
        signal, cut = 1.0, False
        for each in interventions:
            if isinstance(each, ReplaceTokens) and CARRIER + FIRST_PATCH in each.positions:
                row = each.positions.index(CARRIER + FIRST_PATCH)
                signal = float(each.vectors[row, 0] if each.vectors.ndim == 2 else each.vectors[0])
            if isinstance(each, BlockAttention):
                edge = CARRIER + FIRST_PATCH in each.sources and LAST in each.targets
                cut = cut or (edge and EDGE_BLOCK in each.layers)
        return PATCH_COST * (1 - signal) + EDGE_COST * cut

    def top_words(self, layers: Sequence[int], k: int, lens: Lens = "logit") -> TopWords:
        table = self.table[list(layers)]
        ids = np.argsort(-table, axis=-1, kind="stable")[..., :k].astype(np.int32)
        return TopWords(ids=ids, values=np.take_along_axis(table, ids, axis=-1))

    def words(self, ids: Sequence[int]) -> list[str]:
        return [VOCABULARY[i] for i in ids]

    def word_maps(self, words: Sequence[str], layers: Sequence[int]) -> WordMaps:
        spelled = [" " + word for word in words]
        columns = [VOCABULARY.index(w) if w in VOCABULARY else THE for w in spelled]
        table = self.table[list(layers)]
        probability = np.stack([table[..., c] for c in columns])
        rank = np.stack([(table > table[..., c : c + 1]).sum(-1) + 1 for c in columns])
        pieces = [[" " + word] for word in words]
        return WordMaps(pieces=pieces, probability=probability, rank=rank.astype(np.int32))

    def hidden(self, layers: Sequence[int], positions: Sequence[int]) -> Floats:
        return np.zeros((len(layers), len(positions), 4), dtype=np.float32)

    def image_embeddings(self) -> Floats:
        table = np.zeros((ROWS * COLS, WIDTH), dtype=np.float32)
        table[:, 1] = 1.0
        table[REGISTER, 2] = 100.0
        table[CARRIER, 0] = 1.0
        return table

    def attention(self, queries: Sequence[int], layers: Sequence[int]) -> Floats:
        return np.zeros((len(layers), 1, len(queries), len(self.tokens)), dtype=np.float32)

    def target(self, text: str | None = None, token: int = 0) -> Target:
        own = ("A", " dog")
        if not 0 <= token < len(own):
            raise NoSuchToken(f"The answer has {len(own)} tokens, not {token + 1}.")
        said = own[token] if text is None else " " + text.strip()
        words = [" " + word for word in said.split()]
        ids = tuple(VOCABULARY.index(w) if w in VOCABULARY else THE for w in words)
        return Target(ids=ids, before=(THE,) * token, index=token, text=said)

    def scores(self, variants: Sequence[Sequence[Intervention]], target: Target) -> Scores:
        self.scored += len(variants)
        costs = np.array([self.cost(each) for each in variants], dtype=np.float32)
        return Scores(log_probabilities=SURE - costs, said=costs < 1)

    def target_attention(self, target: Target, layers: Sequence[int]) -> Floats:
        table = np.full((len(layers), 2, len(self.tokens)), 0.02, dtype=np.float32)
        table[:, :, CARRIER + FIRST_PATCH] = 0.86
        return table

    def gradient(self, target: Target, embeddings: Floats) -> Gradients:
        slopes = np.zeros_like(embeddings)
        slopes[:, CARRIER, 0] = PATCH_COST
        return Gradients(SURE - PATCH_COST * (1 - embeddings[:, CARRIER, 0]), slopes)

    def relevance(self, target: Target) -> Floats:
        table = np.full(ROWS * COLS, 0.01, dtype=np.float32)
        table[CARRIER] = 0.9
        return table

    def reference_embedding(self) -> Floats:
        return np.array([0.0, 1.0, 0.0, 0.0], dtype=np.float32)

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
