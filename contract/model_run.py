"""The port between analyses and the model: numpy in, numpy out, the heavy work behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from contract.artifact import Answer, Token
from contract.geometry import Geometry
from contract.interventions import Floats, Intervention

Lens = Literal["logit", "embedding"]
Integers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class TopWords:
    """The k strongest vocabulary entries at every layer and patch.

    `ids` and `values`: (layers, patches, k), strongest first. A value is a probability for the
    logit lens and a cosine for the embedding lens.
    """

    ids: Integers
    values: Floats


@dataclass(frozen=True, eq=False)
class WordMaps:
    """How strongly each layer and patch says each word.

    `pieces[word]`: the word's vocabulary pieces as text; `probability` and `rank`:
    (words, layers, patches), rank 1 being the strongest entry of the vocabulary.
    """

    pieces: list[list[str]]
    probability: Floats
    rank: Integers


@dataclass(frozen=True)
class Target:
    """What is followed: how likely the model says `ids`, one after the other.

    They are read behind the prompt and `before`, the answer's own tokens up to there. `index` is
    the number of the answer's token in whose place they stand; `text` is for the reader.
    """

    ids: tuple[int, ...]
    before: tuple[int, ...]
    index: int
    text: str


@dataclass(frozen=True, eq=False)
class Scores:
    """A target under each of several variants.

    `log_probabilities`: (variants,) natural logarithms, summed over the target's tokens. `said`:
    (variants,) whether greedy decoding would say exactly the target there.
    """

    log_probabilities: Floats
    said: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Gradients:
    """A target's log-probability as a function of the image embeddings, at n points.

    `values`: (n,) log-probabilities; `slopes`: (n, patches, width), their gradients.
    """

    values: Floats
    slopes: Floats


class ModelRun(Protocol):
    """One picture and one prompt inside one model.

    Layer 0 is the embeddings, layer `depth` the last block's output; the final norm is applied
    exactly once to each. Patches are numbers row * cols + col of `geometry.grids[0]`.
    """

    @property
    def tokens(self) -> Sequence[Token]:
        """Every position of the prompt, in order."""

    @property
    def geometry(self) -> Geometry:
        """How patches map to original pixels."""

    @property
    def depth(self) -> int:
        """Number of decoder blocks, L."""

    def answer(self, interventions: Sequence[Intervention] = (), max_tokens: int = 64) -> Answer:
        """The greedy answer under `interventions`."""

    def top_words(self, layers: Sequence[int], k: int, lens: Lens = "logit") -> TopWords:
        """The k strongest words of every patch at `layers`."""

    def words(self, ids: Sequence[int]) -> list[str]:
        """The text of vocabulary entries, spaces and control characters kept."""

    def word_maps(self, words: Sequence[str], layers: Sequence[int]) -> WordMaps:
        """Probability and rank of `words` at every patch of `layers`."""

    def hidden(self, layers: Sequence[int], positions: Sequence[int]) -> Floats:
        """Residual stream before the final norm: (layers, positions, width)."""

    def image_embeddings(self) -> Floats:
        """Projected image embeddings of `geometry.grids[0]`: (patches, width)."""

    def attention(self, queries: Sequence[int], layers: Sequence[int]) -> Floats:
        """Attention weights of the given query positions: (layers, heads, queries, positions).

        Blocks count from 0 to L - 1; the whole tensor of a model is never built.
        """

    def target(self, text: str | None = None, token: int = 0) -> Target:
        """The model's own answer token number `token`, or `text` in its place.

        Of the spellings of `text` (with and without leading space, capitalised or not) the
        likeliest counts, with all its pieces. Raises `NoSuchToken` where the answer is shorter.
        """

    def scores(self, variants: Sequence[Sequence[Intervention]], target: Target) -> Scores:
        """The target under each list of interventions, in batches from one shared prefill.

        An empty list is the model as it is. Equal to scoring one by one.
        """

    def target_attention(self, target: Target, layers: Sequence[int]) -> Floats:
        """Attention of the position that says the target's first token: (layers, heads,
        positions), positions of the prompt only. Blocks count from 0.
        """

    def gradient(self, target: Target, embeddings: Floats) -> Gradients:
        """The target's log-probability and its gradient with these image embeddings in place.

        `embeddings`: (n, patches, width) for the patches of `geometry.grids[0]`.
        """

    def relevance(self, target: Target) -> Floats:
        """Attention-gradient relevancy of every patch for the target: (patches,), at least 0.

        R <- R + mean over heads of (gradient x attention)+ R, block by block (Chefer et al.,
        arXiv 2103.15679), read off at the position that says the target's first token.
        """

    def reference_embedding(self) -> Floats:
        """The mean projected image token over reference pictures, (width,): what "nothing" is."""

    def progress(self, stage: str, fraction: float, answer: Answer | None = None) -> None:
        """Report where the run stands; raises `Cancelled` if it was cancelled meanwhile."""
