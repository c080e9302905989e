"""A made-up model as large as the demonstration model: 30 blocks, 16 x 16 patches.

The scene: a dog fills the lower left, a bicycle the right, the rest is grass under a sky. Words
grow out of noise between layers 8 and 24. Hostile texts are among the vocabulary on purpose.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from PIL import Image

from contract.artifact import Answer, AnswerToken, Token
from contract.errors import Cancelled
from contract.geometry import Box, Geometry, ImageGrid
from contract.interventions import Floats, Intervention
from contract.model_run import Lens, TopWords, WordMaps
from contract.progress import Progress

DEPTH, ROWS, COLS = 30, 16, 16
PATCHES = ROWS * COLS
SCENE = ("dog", "bicycle", "grass", "sky")
EXTRA = (
    "puppy", "ear", "fur", "wheel", "tire", "frame", "lawn", "green", "cloud", "blue", "the", "a",
    "\n", "</script>", "<b>bold</b>", "=1+1", "+SUM(A1)", "@x", "-2", "\u0007", "שלום", "猫", "�",
    "##ing", "'", '"', "&amp;", "\u202e", "der", "de", ",", ".", "Ġ", "illon", "wp", "0", "image",
)  # fmt: skip
VOCABULARY = tuple(" " + word for word in SCENE) + EXTRA
ANSWER = "The image shows a dog and a bicycle."


def regions() -> np.ndarray:
    """(4, 256): how much each patch shows of dog, bicycle, grass and sky."""
    y, x = np.mgrid[0:ROWS, 0:COLS] + 0.5
    dog = np.exp(-(((x - 4.5) / 2.6) ** 2 + ((y - 10) / 3.2) ** 2))
    bicycle = np.exp(-(((x - 11.5) / 2.4) ** 2 + ((y - 9.5) / 3.0) ** 2))
    grass = (y > 9) * (1 - np.maximum(dog, bicycle)) * 0.8
    sky = (y <= 6) * 0.9 * (1 - np.maximum(dog, bicycle))
    return np.stack([dog, bicycle, grass, sky]).reshape(4, PATCHES)


def planted_table(seed: int = 0) -> np.ndarray:
    """(31, 256, vocabulary) probabilities."""
    rng = np.random.default_rng(seed)
    layers = np.arange(DEPTH + 1)[:, None, None]
    meaning = 1 / (1 + np.exp(-(layers - 16) / 2.5))
    logits = rng.normal(0, 1.3, (DEPTH + 1, PATCHES, len(VOCABULARY)))
    logits[:, :, : len(SCENE)] += 7 * meaning * regions().T[None]
    for word, of in (("puppy", 0), ("ear", 0), ("fur", 0), ("wheel", 1), ("tire", 1), ("lawn", 2)):
        logits[:, :, VOCABULARY.index(word)] += 4 * meaning[:, :, 0] * regions()[of]
    table = np.exp(logits - logits.max(-1, keepdims=True))
    return (table / table.sum(-1, keepdims=True)).astype(np.float32)


class PlantedScene:
    """Satisfies `contract.model_run.ModelRun`; `report` gets each progress."""

    depth = DEPTH

    def __init__(
        self,
        picture: bytes,
        prompt: str,
        report: Callable[[Progress], bool] = lambda progress: True,
    ) -> None:
        """`report` returns False when the run was cancelled."""
        self.prompt = prompt
        self.report = report
        with Image.open(io.BytesIO(picture)) as image:
            self.width, self.height = image.size

    @cached_property
    def table(self) -> np.ndarray:
        return planted_table()

    @property
    def tokens(self) -> Sequence[Token]:
        words = [Token(text=" " + word, segment="prompt") for word in self.prompt.split()]
        patches = [Token(text="<image>", segment="image")] * PATCHES
        return [Token(text="USER:", segment="system"), *patches, *words]

    @property
    def geometry(self) -> Geometry:
        """The middle square, as a centre crop leaves it."""
        side = min(self.width, self.height)
        left, top = (self.width - side) / 2, (self.height - side) / 2
        box = Box(left=left, top=top, right=left + side, bottom=top + side)
        positions = list(range(1, 1 + PATCHES))
        grid = ImageGrid(name="overview", rows=ROWS, cols=COLS, box=box, positions=positions)
        return Geometry(
            width=self.width, height=self.height, steps=["centre square cut out"], grids=[grid]
        )

    def answer(self, interventions: Sequence[Intervention] = (), max_tokens: int = 64) -> Answer:
        pieces = ANSWER.replace(".", " .").split()
        tokens = [
            AnswerToken(text=" " + piece, log_probability=-0.05 - 0.1 * (place % 4))
            for place, piece in enumerate(pieces)
        ]
        return Answer(text=ANSWER, tokens=tokens)

    def top_words(self, layers: Sequence[int], k: int, lens: Lens = "logit") -> TopWords:
        table = self.table[list(layers)]
        ids = np.argsort(-table, axis=-1, kind="stable")[..., :k].astype(np.int32)
        return TopWords(ids=ids, values=np.take_along_axis(table, ids, axis=-1))

    def words(self, ids: Sequence[int]) -> list[str]:
        return [VOCABULARY[i] for i in ids]

    def word_maps(self, words: Sequence[str], layers: Sequence[int]) -> WordMaps:
        table = self.table[list(layers)]
        columns = [column_of(word) for word in words]
        probability = np.stack([table[..., column] for column in columns])
        rank = np.stack([(table > table[..., c : c + 1]).sum(-1) + 1 for c in columns])
        pieces = [[" " + word] if len(word) < 8 else [" " + word[:4], word[4:]] for word in words]
        return WordMaps(pieces=pieces, probability=probability, rank=rank.astype(np.int32))

    def hidden(self, layers: Sequence[int], positions: Sequence[int]) -> Floats:
        return np.zeros((len(layers), len(positions), 8), dtype=np.float32)

    def image_embeddings(self) -> Floats:
        return np.zeros((PATCHES, 8), dtype=np.float32)

    def attention(self, queries: Sequence[int], layers: Sequence[int]) -> Floats:
        return np.zeros((len(layers), 2, len(queries), len(self.tokens)), dtype=np.float32)

    def progress(self, stage: str, fraction: float, answer: Answer | None = None) -> None:
        if not self.report(Progress(stage=stage, fraction=fraction, answer=answer)):
            raise Cancelled("The run was cancelled.")


def column_of(word: str) -> int:
    """The word's entry; words that the scene does not know share the noise of one."""
    for spelling in (" " + word, word):
        if spelling in VOCABULARY:
            return VOCABULARY.index(spelling)
    return VOCABULARY.index("wp")
