"""One picture before the model: its lens, its answers, and its answers without some patches."""

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from transformers import AutoProcessor, LlavaForConditionalGeneration

import demo.tower  # noqa: F401  (registers the tower)
from demo.packing import AFTER, BEFORE


@dataclass(frozen=True)
class Probe:
    """A loaded model folder."""

    model: Any
    processor: Any

    @property
    def grid(self) -> int:
        """Patches a side."""
        return int(self.model.config.image_seq_length**0.5)

    def image_tokens(self, path: Path) -> Tensor:
        """(patches, width) projected image tokens of a picture file."""
        with Image.open(path) as file:
            return self.tokens_of(file.convert("RGB"))

    def tokens_of(self, image: Image.Image) -> Tensor:
        """(patches, width) projected image tokens."""
        pixels = self.processor.image_processor(images=image, return_tensors="pt")["pixel_values"]
        with torch.inference_mode():
            found = self.model.model.get_image_features(pixel_values=pixels.to(self.model.dtype))
        tokens: Tensor = found.pooler_output[0]
        return tokens.clone()

    def mean_token(self, paths: list[Path]) -> Tensor:
        """(width,) the mean image token over pictures: what 'nothing' looks like."""
        return torch.stack([self.image_tokens(p).float().mean(0) for p in paths]).mean(0)

    def embed(self, text: str) -> Tensor:
        """(1, tokens, width) input embeddings of a text."""
        ids = self.processor.tokenizer(text, add_special_tokens=False, return_tensors="pt")
        out: Tensor = self.model.get_input_embeddings()(ids["input_ids"])
        return out

    def read(self, image: Tensor) -> "Reading":
        """Prefill the beginning of a conversation that shows the picture."""
        start = self.embed(BEFORE)
        embedded = torch.cat([start, image[None].to(start.dtype)], dim=1)
        with torch.inference_mode():
            out = self.model.model.language_model(
                inputs_embeds=embedded, use_cache=True, output_hidden_states=True
            )
        states = torch.stack([h[0, start.shape[1] :] for h in out.hidden_states])
        return Reading(self, states, out.past_key_values)


@dataclass(frozen=True)
class Reading:
    """The prefilled picture: `states` (layers + 1, patches, width), the last one already normed."""

    probe: Probe
    states: Tensor
    cache: Any

    def lens(self, layer: int) -> Tensor:
        """(patches, vocabulary) log-probabilities of the logit lens, norm applied once."""
        language = self.probe.model.model.language_model
        state = self.states[layer]
        with torch.inference_mode():
            if layer < len(self.states) - 1:
                state = language.norm(state)
            scores: Tensor = self.probe.model.lm_head(state).float()
            return scores.log_softmax(-1)

    def next_scores(self, question: str) -> Tensor:
        """(vocabulary,) scores of the answer's first token."""
        asked = self.probe.embed(AFTER.format(question=question))
        with torch.inference_mode():
            out = self.probe.model.model.language_model(
                inputs_embeds=asked, past_key_values=copy.deepcopy(self.cache), use_cache=True
            )
            scores: Tensor = self.probe.model.lm_head(out.last_hidden_state[0, -1]).float()
        return scores

    def says_yes(self, question: str) -> bool:
        """Whether the answer would begin with Yes rather than No."""
        encode = self.probe.processor.tokenizer
        answers = [encode(word, add_special_tokens=False)["input_ids"][0] for word in ("Yes", "No")]
        yes, no = self.next_scores(question)[answers].tolist()
        return bool(yes > no)

    def answer(self, question: str, length: int = 32) -> str:
        """The greedy answer."""
        model, tokenizer = self.probe.model, self.probe.processor.tokenizer
        cache = copy.deepcopy(self.cache)
        step, said = self.probe.embed(AFTER.format(question=question)), []
        with torch.inference_mode():
            for _ in range(length):
                out = model.model.language_model(
                    inputs_embeds=step, past_key_values=cache, use_cache=True
                )
                token = int(model.lm_head(out.last_hidden_state[0, -1]).argmax())
                if token == tokenizer.eos_token_id:
                    break
                said.append(token)
                step = model.get_input_embeddings()(torch.tensor([[token]]))
        return str(tokenizer.decode(said))


def load(folder: Path) -> Probe:
    """The model of a folder, in the precision it was saved in."""
    model: Any = LlavaForConditionalGeneration.from_pretrained(folder, dtype="auto")
    processor: Any = AutoProcessor
    return Probe(model.eval(), processor.from_pretrained(folder))
