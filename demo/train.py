"""Train the demonstration model's projector and low-rank updates, reproducibly, on two cores.

    python -m demo.train --pictures DIR --out DIR

`--pictures` holds one or more labelled folders (see `demo.pictures`). `--out` receives the log,
checkpoints and, at the end, `demo.safetensors` with `trained_on.json`. A run that was interrupted
continues from its last checkpoint.
"""

import argparse
import json
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from demo.adapter import save_adapter
from demo.anchor import Projector, boxed_patches, named_patches, settle, teach
from demo.lexicon import FILLERS, Lexicon, directions
from demo.lora import add_low_rank, exported
from demo.losses import (
    choose_patches,
    kept_speech_loss,
    language_loss,
    lens_loss,
    polled_right,
    word_targets,
)
from demo.material import Published, Split, Views, published, split, views, words_of
from demo.packing import pack, stack
from demo.questions import ask
from demo.scenes import Album, Scene, draw_scene
from demo.speech import remembered

CHECKPOINT_EVERY = 50  # steps


@dataclass(frozen=True)
class Recipe:
    """Every number of the training."""

    seed: int = 0
    views: int = 8
    anchor_steps: int = 250
    steps: int = 1350
    scenes: int = 3  # of 10 x 10 patches; fewer where the grid is finer
    grids: tuple[int, ...] = (8, 8, 10, 10, 12, 16)
    boxed_share: float = 0.65
    rank: int = 16
    first_layer: int = 0
    rate: float = 1.5e-3
    projector_rate: float = 0.0
    first_token_weight: float = 4.0
    lens_weight: float = 0.5
    lens_patches: int = 96
    lens_from: int = 15
    floor: float = 0.02
    speech_weight: float = 1.5
    speech_every: int = 2
    centre_norm: float = 1.0
    gain: float = 1.8


class Student:
    """What is being trained, and what it is made of."""

    def __init__(self, parts: Published, projector: Projector, recipe: Recipe) -> None:
        self.parts = parts
        self.recipe = recipe
        self.projector = projector
        self.decoder = parts.language.model
        updates = add_low_rank(self.decoder.layers, recipe.rank)
        for name, update in updates.items():
            update.requires_grad_(int(name.split(".")[0]) >= recipe.first_layer)
        self.updates = {k: u for k, u in updates.items() if u.up.requires_grad}
        projector.requires_grad_(recipe.projector_rate > 0)
        self.yes_no = torch.tensor([parts.encode(word)[0] for word in ("Yes", "No")])
        self.mean_token = torch.zeros(parts.embeddings.shape[1])

    def groups(self) -> list[dict[str, Any]]:
        """Parameter groups for the optimiser."""
        low = [p for u in self.updates.values() for p in (u.up, u.down)]
        groups: list[dict[str, Any]] = [{"params": low, "lr": self.recipe.rate}]
        if self.recipe.projector_rate:
            chosen = list(self.projector.parameters())
            groups.append({"params": chosen, "lr": self.recipe.projector_rate})
        return groups

    def tensors(self) -> dict[str, Tensor]:
        """The trained tensors as they are shipped."""
        projector = {f"projector.{k}": v for k, v in self.projector.state_dict().items()}
        return projector | exported(self.updates, "model.layers.")

    def load(self, tensors: dict[str, Tensor]) -> None:
        """The inverse of `tensors`."""
        names = {k: v for k, v in tensors.items() if k.startswith("projector.")}
        self.projector.load_state_dict({k.removeprefix("projector."): v for k, v in names.items()})
        for name, update in self.updates.items():
            update.up.data.copy_(tensors[f"model.layers.{name}.up"])
            update.down.data.copy_(tensors[f"model.layers.{name}.down"])

    def speak(self, on: bool) -> None:
        """Switch the low-rank updates on or off."""
        for update in self.updates.values():
            update.active = on


def taught_projector(parts: Published, seen: Views, pictures: Split, recipe: Recipe) -> Projector:
    """The projector after its first lesson, which needs no language model."""
    torch.manual_seed(recipe.seed)
    words = words_of(parts, pictures)
    vectors = directions(words, parts.embeddings, parts.encode)
    projector = Projector(1280, vectors.shape[1])
    boxed = boxed_patches(seen.boxed, words)
    named = named_patches(seen.named, pictures.named, words)
    teach(
        projector, boxed, named, parts.classifier, words, vectors,
        steps=recipe.anchor_steps, seed=recipe.seed, floor=recipe.floor,
    )  # fmt: skip
    pieces = [parts.encode(" " + word)[0] for word in FILLERS]
    centre = parts.embeddings[pieces].float().mean(0)
    centre = centre / centre.norm() * recipe.centre_norm
    settle(projector, recipe.gain, centre)
    return projector


def rarity(album: Album) -> Tensor:
    """(words,) how much more often patches of rare words are chosen for the lens."""
    total = sum((s.words.sum((0, 1)) for s in album.boxed), torch.zeros(len(album.words.words)))
    return 1 / (total + 20).sqrt()


def scene_step(
    student: Student, scenes: list[Scene], talks: list[list[tuple[str, str]]],
    rare: Tensor, words: Lexicon, layer: int, dice: torch.Generator,
) -> tuple[Tensor, dict[str, float]]:  # fmt: skip
    """Losses of one batch of scenes of the same grid; `layer` is the lens's second layer."""
    recipe, parts = student.recipe, student.parts
    patches = scenes[0].grid ** 2
    packed = [pack(parts.encode, patches, parts.image_token, talk) for talk in talks]
    batch = stack(packed, 2, torch.bfloat16)
    image = student.projector(torch.stack([s.features for s in scenes]).flatten(1, 2).float())
    gone = torch.stack([s.gone for s in scenes]).flatten(1)
    blend = 0.5 * torch.rand(len(scenes), 1, 1, generator=dice)
    nothing = torch.lerp(student.mean_token.expand_as(image), image.mean(1, True), blend)
    image = torch.where(gone[..., None], nothing, image)
    at = slice(batch.image_start, batch.image_start + patches)
    embedded = parts.embeddings[batch.ids].detach().clone()
    embedded = torch.cat(
        [embedded[:, : at.start], image.to(embedded.dtype), embedded[:, at.stop :]], dim=1
    )
    out = student.decoder(
        inputs_embeds=embedded, attention_mask=batch.mask, position_ids=batch.positions,
        use_cache=False, output_hidden_states=True,
    )  # fmt: skip
    answers, right = language_loss(
        out.last_hidden_state, batch.targets, parts.embeddings, recipe.first_token_weight
    )
    shares = torch.stack([s.words for s in scenes]).flatten(0, 2)
    chosen = choose_patches(shares, gone.flatten(), rare, recipe.lens_patches, dice)
    wanted = word_targets(shares[chosen], gone.flatten()[chosen], recipe.floor)
    last = out.last_hidden_state[:, at].flatten(0, 1)[chosen]
    middle = student.decoder.norm(out.hidden_states[layer][:, at].flatten(0, 1)[chosen])
    lens = lens_loss(last, wanted, words, parts.embeddings)
    deep = lens_loss(middle, wanted, words, parts.embeddings)
    size = (image.norm(dim=-1) / 10).clamp(min=1).sub(1).pow(2).mean()
    total = answers + recipe.lens_weight * (lens + 0.5 * deep) + 0.1 * size
    return total, {
        "answers": float(answers.detach()),
        "right": right,
        "polled": polled_right(
            out.last_hidden_state, batch.targets, parts.embeddings, student.yes_no
        ),
        "lens": float(lens.detach()),
        "deep": float(deep.detach()),
    }


def speech_step(student: Student, texts: list[list[int]], chance: random.Random) -> Tensor:
    """How far the model's plain speech has moved from the published model's, on one text."""
    ids = torch.tensor([chance.choice(texts)])
    with torch.no_grad():
        student.speak(False)
        before = student.decoder(input_ids=ids, use_cache=False).last_hidden_state[0]
        student.speak(True)
    after = student.decoder(input_ids=ids, use_cache=False).last_hidden_state[0]
    return kept_speech_loss(after, before, student.parts.embeddings)


def rate_at(step: int, steps: int) -> float:
    """Share of the full rate: a short rise, then a straight fall to a tenth."""
    rise = min(1.0, (step + 1) / 20)
    return rise * (1 - 0.9 * step / steps)


def train(pictures_folder: Path, out: Path, recipe: Recipe) -> Path:
    """Run or continue the training; the folder with the weights."""
    out.mkdir(parents=True, exist_ok=True)
    parts, pictures = published(), split(pictures_folder)
    seen = views(parts, pictures, out / "views", recipe.views, recipe.seed)
    words = words_of(parts, pictures)
    start = out / "projector.pt"
    if not start.is_file():
        torch.save(taught_projector(parts, seen, pictures, recipe).state_dict(), start)
    projector = Projector(1280, parts.embeddings.shape[1]).eval()
    projector.load_state_dict(torch.load(start))
    texts = remembered(out / "texts.json", parts)
    student = Student(parts, projector, recipe)
    learn(student, Album(seen.boxed, seen.named, pictures.named, words), texts, out)
    save_adapter(out / "demo.safetensors", student.tensors())
    (out / "trained_on.json").write_text(pictures.record())
    return out


def step_losses(
    student: Student, album: Album, texts: list[list[int]], rare: Tensor, usual: list[str],
    chance: random.Random, dice: torch.Generator, step: int,
) -> tuple[Tensor, dict[str, float]]:  # fmt: skip
    """Draw the scenes of one step and ask about them; the loss and what to log."""
    recipe, words = student.recipe, album.words
    side = chance.choice(recipe.grids)
    count = max(2, round(recipe.scenes * 160 / (side * side + 60)))
    scenes = [draw_scene(album, chance, side, recipe.boxed_share) for _ in range(count)]
    talks = [ask(chance, s, usual, words.words[: -len(FILLERS)]) for s in scenes]
    layer = chance.randint(recipe.lens_from, len(student.decoder.layers) - 1)
    total, losses = scene_step(student, scenes, talks, rare, words, layer, dice)
    if step % recipe.speech_every == 0:
        speech = speech_step(student, texts, chance)
        losses["speech"] = float(speech.detach())
        total = total + recipe.speech_weight * speech
    return total, losses | {"scenes": count, "grid": side}


def learn(student: Student, album: Album, texts: list[list[int]], out: Path) -> None:
    """The training loop."""
    out.mkdir(parents=True, exist_ok=True)
    recipe, words = student.recipe, album.words
    optimiser = torch.optim.AdamW(student.groups(), weight_decay=0.01, betas=(0.9, 0.98))
    base = [group["lr"] for group in optimiser.param_groups]
    usual = [t for s in album.boxed[:: recipe.views] for t in names_in(s, words)]
    rare, checkpoint, first = rarity(album), out / "checkpoint.pt", 0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=False)
        student.load(state["tensors"])
        optimiser.load_state_dict(state["optimiser"])
        first = state["step"]
    sample = torch.cat([s.features.flatten(0, 1)[::31] for s in album.named]).float()
    began = time.process_time()
    with (out / "log.jsonl").open("a") as log:
        log.write(json.dumps({"recipe": asdict(recipe), "from": first}) + "\n")
        for step in range(first, recipe.steps):
            chance = random.Random(recipe.seed * 1_000_003 + step)  # noqa: S311
            dice = torch.Generator().manual_seed(recipe.seed * 1_000_003 + step)
            for group, rate in zip(optimiser.param_groups, base, strict=True):
                group["lr"] = rate * rate_at(step, recipe.steps)
            if step % 50 == 0 or step == first:
                student.mean_token = student.projector(sample).mean(0).detach()
            total, line = step_losses(student, album, texts, rare, usual, chance, dice, step)
            optimiser.zero_grad()
            total.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([p for g in student.groups() for p in g["params"]], 1.0)
            optimiser.step()
            line |= {"step": step, "cpu_s": round(time.process_time() - began, 1)}
            log.write(json.dumps(line) + "\n")
            log.flush()
            if step % 10 == 0:
                print(line, flush=True)
            if (step + 1) % CHECKPOINT_EVERY == 0 or step + 1 == recipe.steps:
                state = {"tensors": student.tensors(), "optimiser": optimiser.state_dict()}
                torch.save(state | {"step": step + 1}, checkpoint.with_suffix(".part"))
                checkpoint.with_suffix(".part").replace(checkpoint)


def names_in(scene: Scene, words: Lexicon) -> list[str]:
    """Names of the labelled words that cover at least 2 % of the scene."""
    total = scene.words[..., : words.labelled].mean((0, 1))
    return [words.words[i] for i in (total > 0.02).nonzero()[:, 0].tolist()]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    for name, value in asdict(Recipe()).items():
        if isinstance(value, int | float):
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = vars(parser.parse_args())
    torch.set_num_threads(options.pop("threads"))
    folder, out = options.pop("pictures"), options.pop("out")
    print(train(folder, out, Recipe(**options)))


if __name__ == "__main__":
    main()
