"""Reading a picture and a prompt once: the states of every layer and the KV cache behind them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache

from contract.interventions import Intervention
from worker.hooks import Span, applied
from worker.layout import Parts
from worker.prompt import Encoded

Tick = Callable[[int], None]
"""Called with a block's number just before the block runs; may raise `Cancelled`."""


@dataclass(frozen=True, eq=False)
class Prefill:
    """What the decoder made of the prompt.

    `embeddings`: (1, positions, width), the decoder's input before any intervention. `hidden`:
    (L + 1, positions, width), before the final norm; layer 0 is the input, layer L the last
    block's output. `cache`: keys and values; `fork` it before going on.
    """

    embeddings: Tensor
    hidden: Tensor
    cache: DynamicCache

    @property
    def length(self) -> int:
        """How many positions were read."""
        return self.embeddings.shape[1]

    @property
    def bytes(self) -> int:
        """Memory that it holds."""
        tensors = [self.embeddings, self.hidden]
        layers: list[Any] = self.cache.layers
        tensors += [t for layer in layers for t in (layer.keys, layer.values)]
        return sum(t.numel() * t.element_size() for t in tensors)


def embed(parts: Parts, encoded: Encoded) -> Tensor:
    """The decoder's input: word embeddings with the projected image in its place.

    Taken from the framework's own forward pass, which is stopped at the first block.
    """
    caught: list[Tensor] = []

    def catch(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        caught.append(args[0] if args else kwargs["hidden_states"])
        raise Caught

    handle = parts.layers[0].register_forward_pre_hook(catch, with_kwargs=True)
    device = parts.head.device
    pixels = {name: tensor.to(device) for name, tensor in encoded.pixels.items()}
    pixels["pixel_values"] = pixels["pixel_values"].to(parts.head.dtype)
    try:
        parts.model(input_ids=encoded.ids.to(device), **pixels, use_cache=False)
    except Caught:
        pass
    finally:
        handle.remove()
    return caught[0]


class Caught(Exception):
    """The embeddings were seen; nothing more is wanted of this forward pass."""


@torch.inference_mode()
def read(
    parts: Parts, embeddings: Tensor, interventions: Sequence[Intervention], tick: Tick
) -> Prefill:
    """Run the decoder over the whole prompt under `interventions`."""
    cache = DynamicCache(config=parts.model.config.get_text_config())
    hidden = embeddings.new_empty(parts.depth + 1, *embeddings.shape[1:])
    span = Span(0, embeddings.shape[1], embeddings.shape[1])
    with ticking(parts, tick), applied(parts, [interventions], span), kept(parts, hidden):
        parts.decoder(inputs_embeds=embeddings, past_key_values=cache, use_cache=True)
    return Prefill(embeddings, hidden, cache)


@torch.inference_mode()
def read_on(parts: Parts, prefill: Prefill, ids: Sequence[int], tick: Tick) -> Prefill:
    """What the decoder makes of more tokens behind the prompt: states and cache of them alone."""
    embeddings = parts.model.get_input_embeddings()(
        torch.tensor([*ids], dtype=torch.long, device=parts.head.device)[None]
    )
    cache = fork(prefill.cache)
    hidden = embeddings.new_empty(parts.depth + 1, *embeddings.shape[1:])
    if ids:
        with ticking(parts, tick), kept(parts, hidden):
            parts.decoder(inputs_embeds=embeddings, past_key_values=cache, use_cache=True)
    tail = fork(cache)
    layers: list[Any] = tail.layers
    for layer in layers:  # copies, so that the whole cache may go
        layer.keys = layer.keys[..., prefill.length :, :].clone()
        layer.values = layer.values[..., prefill.length :, :].clone()
    return Prefill(embeddings, hidden, tail)


@contextmanager
def kept(parts: Parts, hidden: Tensor) -> Iterator[None]:
    """Copy the input of the first block and the output of every block into `hidden`.

    Registered after the interventions' hooks, so that it sees what they left.
    """

    def before(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        hidden[0].copy_((args[0] if args else kwargs["hidden_states"])[0])

    def after(layer: int) -> Callable[[Any, Any, Any], None]:
        def keep(module: Any, args: Any, output: Any) -> None:
            hidden[layer].copy_((output[0] if isinstance(output, tuple) else output)[0])

        return keep

    with ExitStack() as hooks:
        first = parts.layers[0].register_forward_pre_hook(before, with_kwargs=True)
        hooks.callback(first.remove)
        for layer, block in enumerate(parts.layers, start=1):
            hooks.callback(block.register_forward_hook(after(layer)).remove)
        yield


@contextmanager
def ticking(parts: Parts, tick: Tick) -> Iterator[None]:
    """Call `tick` before every block: this is where a cancelled run stops."""

    def before(layer: int) -> Callable[[Any, Any], None]:
        return lambda module, args: tick(layer)

    with ExitStack() as hooks:
        for layer, block in enumerate(parts.layers):
            hooks.callback(block.register_forward_pre_hook(before(layer)).remove)
        yield


def fork(cache: DynamicCache) -> DynamicCache:
    """A cache that can grow while the original stays as it is; no tensor is copied."""
    grown = copy.copy(cache)
    grown.layers = [copy.copy(layer) for layer in cache.layers]
    return grown
