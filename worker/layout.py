"""What a model family is: a table of names, and one function that reads the grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.nn import Module
from transformers import AutoProcessor

from contract.errors import ModelFailedItsChecks
from contract.geometry import Geometry


@dataclass(frozen=True, eq=False)
class Seen:
    """What the processor made of one picture.

    `width`, `height`: of the picture in pixels. `pixels`: the shape of `pixel_values`.
    `positions`: where image tokens stand in the sequence, in order.
    """

    width: int
    height: int
    pixels: tuple[int, ...]
    positions: Sequence[int]
    processor: Any
    config: Any


@dataclass(frozen=True)
class Family:
    """Where the parts of a family's models are, and how their patches map to pixels.

    `processor` has the `from_pretrained` that loads the family's processor; `template` is what
    the prompt is put into where a checkpoint brings no chat template; `extras` are outputs of the
    processor that the model wants beside the pixels.
    """

    name: str
    model_types: tuple[str, ...]
    geometry: Callable[[Seen], Geometry]
    processor: Any = AutoProcessor
    decoder: str = "model.language_model"
    layers: str = "model.language_model.layers"
    norm: str = "model.language_model.norm"
    embeddings: str = "model.language_model.embed_tokens"
    head: str = "lm_head"
    projector: str = "model.multi_modal_projector"
    tower: str = "model.vision_tower"
    attention: str = "self_attn"
    template: str = "USER: {image}\n{prompt} ASSISTANT:"
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Parts:
    """The pieces of a loaded model that every computation needs.

    `layers` are the decoder blocks, `attentions` the attention module of each; `head` is the
    unembedding (vocabulary, width), `embeddings` the input embeddings of the same shape.
    """

    model: Any
    decoder: Module
    layers: Sequence[Module]
    attentions: Sequence[Module]
    norm: Module
    head: Tensor
    embeddings: Tensor

    @property
    def depth(self) -> int:
        """Number of decoder blocks."""
        return len(self.layers)


def parts_of(model: Any, family: Family) -> Parts:
    """The model's pieces by its family's table."""
    layers = list(model.get_submodule(family.layers))
    return Parts(
        model=model,
        decoder=model.get_submodule(family.decoder),
        layers=layers,
        attentions=[layer.get_submodule(family.attention) for layer in layers],
        norm=model.get_submodule(family.norm),
        head=model.get_submodule(family.head).weight,
        embeddings=model.get_submodule(family.embeddings).weight,
    )


def expected(counted: int, found: int, what: str) -> None:
    """Raise unless the processor put as many image tokens as the grid has patches."""
    if counted != found:
        raise ModelFailedItsChecks(
            f"The grid does not fit the sequence: {what} makes {counted} tokens, "
            f"but the processor put {found}."
        )
