"""One picture and one prompt inside the model: the port that analyses compute on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from contract.artifact import Answer, AnswerToken, Token
from contract.errors import LayerOutOfRange
from contract.geometry import Geometry
from contract.interventions import Floats, Intervention
from contract.model_run import Gradients, Lens, Scores, Target, TopWords, WordMaps
from worker import lens as lenses
from worker.answering import Said
from worker.attention import watched
from worker.gradients import gradient
from worker.layout import Parts
from worker.memory import memory
from worker.prefill import read
from worker.recall import said, scored, tail
from worker.reference import Reference
from worker.relevance import relevance
from worker.reporting import Report
from worker.resume import Start, resume
from worker.targets import target
from worker.vocabulary import Vocabulary
from worker.warmth import Warm


class Run:
    """A `contract.model_run.ModelRun` on a real model."""

    def __init__(
        self,
        parts: Parts,
        vocabulary: Vocabulary,
        reference: Reference,
        warm: Warm,
        report: Report,
    ) -> None:
        """Made by the engine for one job; `warm` may be shared with later runs."""
        self.parts = parts
        self.vocabulary = vocabulary
        self.reference = reference
        self.warm = warm
        self.report = report

    @property
    def tokens(self) -> Sequence[Token]:
        """Every position of the prompt, in order."""
        encoded = self.warm.encoded
        texts = self.words(encoded.ids[0].tolist())
        pairs = zip(texts, encoded.segments, strict=True)
        return [Token(text=text, segment=segment) for text, segment in pairs]

    @property
    def geometry(self) -> Geometry:
        """How patches map to original pixels."""
        return self.warm.encoded.geometry

    @property
    def depth(self) -> int:
        """Number of decoder blocks, L."""
        return self.parts.depth

    def progress(self, stage: str, fraction: float, answer: Answer | None = None) -> None:
        """Report where the run stands; raises `Cancelled` if it was cancelled meanwhile."""
        self.report.tell(stage, fraction, answer)

    @memory()
    def answer(self, interventions: Sequence[Intervention] = (), max_tokens: int = 64) -> Answer:
        """The greedy answer under `interventions`."""
        tell = self.report.part(0.4)

        def tick(layer: int) -> None:
            tell("answering", layer / self.depth)

        return self.as_answer(said(self.parts, self.warm, interventions, max_tokens, tick))

    def as_answer(self, said: Said) -> Answer:
        """Generated entries as text; characters that span tokens are whole in `text`."""
        pairs = zip(self.words(said.ids), said.log_probabilities, strict=True)
        text = self.vocabulary.tokenizer.decode(said.ids, skip_special_tokens=True)
        return Answer(
            text=text.strip(),
            tokens=[AnswerToken(text=piece, log_probability=value) for piece, value in pairs],
        )

    @memory()
    def top_words(self, layers: Sequence[int], k: int, lens: Lens = "logit") -> TopWords:
        """The k strongest words of every patch at `layers`."""
        read_off = lenses.strongest if lens == "logit" else lenses.nearest
        states = self.states(layers)
        ids, values = read_off(self.parts, states.flatten(0, 1), k, self.ticks(layers))
        shape = (*states.shape[:2], k)
        return TopWords(ids.view(shape).numpy(), values.view(shape).numpy())

    def words(self, ids: Sequence[int]) -> list[str]:
        """The text of vocabulary entries, spaces and control characters kept."""
        return self.vocabulary.words(ids)

    @memory()
    def word_maps(self, words: Sequence[str], layers: Sequence[int]) -> WordMaps:
        """Probability and rank of `words` at every patch of `layers`."""
        spellings = [self.vocabulary.spell(word) for word in words]
        states = self.states(layers)
        probability, rank = lenses.word_maps(
            self.parts, states.flatten(0, 1), [s.ids for s in spellings], self.ticks(layers)
        )
        shape = (len(words), *states.shape[:2])
        pieces = [spelling.pieces for spelling in spellings]
        return WordMaps(pieces, probability.view(shape).numpy(), rank.view(shape).numpy())

    @memory()
    def hidden(self, layers: Sequence[int], positions: Sequence[int]) -> Floats:
        """Residual stream before the final norm: (layers, positions, width)."""
        return floats(self.warm.prefill.hidden[self.checked(layers)][:, list(positions)])

    def image_embeddings(self) -> Floats:
        """Projected image embeddings of `geometry.grids[0]`: (patches, width)."""
        return floats(self.warm.prefill.embeddings[0, self.geometry.grids[0].positions])

    def attention(self, queries: Sequence[int], layers: Sequence[int]) -> Floats:
        """Attention weights of the given query positions: (layers, heads, queries, positions)."""
        return self.attention_under((), queries, layers)

    @memory()
    def attention_under(
        self, interventions: Sequence[Intervention], queries: Sequence[int], layers: Sequence[int]
    ) -> Floats:
        """The same under `interventions`; for the checks at load."""
        self.check_blocks(layers)
        tell = self.report.part()
        embeddings = self.warm.prefill.embeddings

        def tick(layer: int) -> None:
            tell(f"reading attention in layer {layer + 1} of {self.depth}", layer / self.depth)

        with watched(self.parts, queries, layers) as rows:
            read(self.parts, embeddings, interventions, tick)
        return floats(torch.stack([rows[layer] for layer in layers]))

    @memory()
    def target(self, text: str | None = None, token: int = 0) -> Target:
        """The model's own answer token number `token`, or `text` in its place."""
        return target(self.parts, self.vocabulary, self.warm, text, token)

    @memory()
    def scores(self, variants: Sequence[Sequence[Intervention]], target: Target) -> Scores:
        """The target under each list of interventions, in batches from one shared prefill."""
        tell = self.report.part(0.8)
        count = len(variants)

        def progress(done: float) -> None:
            tell(f"trying {count} changes" if count > 1 else "trying a change", done)

        found = scored(self.parts, self.warm, variants, target, progress)
        values, says = [value for value, _ in found], [says_it for _, says_it in found]
        return Scores(np.array(values, dtype=np.float32), np.array(says, dtype=np.bool_))

    @memory()
    def target_attention(self, target: Target, layers: Sequence[int]) -> Floats:
        """Attention of the position that says the target's first token: (layers, heads,
        positions of the prompt).
        """
        self.check_blocks(layers)
        prefill = self.warm.prefill
        tell = self.report.part()

        def tick(layer: int) -> None:
            tell("reading attention", layer / self.depth)

        behind = tail(self.parts, self.warm, target.before, tick)
        start = Start(prefill.length - 1, 0)
        with watched(self.parts, [behind.length], layers) as rows:
            resume(self.parts, prefill, behind, [()], start, tick)
        return floats(torch.stack([rows[layer][:, 0, : prefill.length] for layer in layers]))

    @memory()
    def gradient(self, target: Target, embeddings: Floats) -> Gradients:
        """The target's log-probability and its gradient with these image embeddings in place."""
        tell = self.report.part(0.0)  # one call of many: the caller says how far it is

        def tick(done: float) -> None:
            tell(self.report.stage or "following the gradient", 1.0)

        positions = self.geometry.grids[0].positions
        return gradient(self.parts, self.warm.prefill, positions, target, embeddings, tick)

    @memory()
    def relevance(self, target: Target) -> Floats:
        """Attention-gradient relevancy of every patch for the target: (patches,), at least 0."""
        tell = self.report.part(0.8)

        def tick(done: float) -> None:
            tell("following attention back", done)

        positions = self.geometry.grids[0].positions
        return relevance(self.parts, self.warm.prefill, positions, target, tick)

    @memory()
    def reference_embedding(self) -> Floats:
        """The mean projected image token over reference pictures, (width,)."""
        return self.reference.embedding(self.report.part(0.3))

    def check_blocks(self, layers: Sequence[int]) -> None:
        """Raise `LayerOutOfRange` unless the model has all these blocks."""
        for layer in layers:
            if not 0 <= layer < self.depth:
                raise LayerOutOfRange(f"Block {layer} of 0 to {self.depth - 1}.")

    def states(self, layers: Sequence[int]) -> Tensor:
        """Residual stream (layers, patches, width) at the primary grid's positions."""
        chosen = self.warm.prefill.hidden[self.checked(layers)]
        return chosen[:, self.geometry.grids[0].positions]

    def checked(self, layers: Sequence[int]) -> list[int]:
        """`layers` if the model has them all; raises `LayerOutOfRange`."""
        for layer in layers:
            if not 0 <= layer <= self.depth:
                raise LayerOutOfRange(f"Layer {layer} of 0 to {self.depth}.")
        return list(layers)

    def ticks(self, layers: Sequence[int]) -> lenses.Tick:
        """Progress of the lens in words: which layer is being read."""
        tell = self.report.part(0.9)

        def tick(done: float) -> None:
            layer = layers[min(int(done * len(layers)), len(layers) - 1)]
            tell(f"reading layer {layer} of {self.depth}", done)

        return tick


def floats(tensor: Tensor) -> Floats:
    """A tensor as float32 on the host."""
    array: Floats = tensor.detach().float().cpu().numpy().astype(np.float32, copy=False)
    return array
