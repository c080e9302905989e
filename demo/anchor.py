"""First lesson: the projector learns to point at the right word, patch by patch.

No language model runs here, so it takes minutes. The projector's output is to be the input
embedding of the right word (the mean of several where that is uncertain), because that is what the
language model can read. It is put on top of the mean vector of words such as "picture", so that an
image token starts as a picture of something.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from demo.features import Seen
from demo.lexicon import FILLERS, Lexicon
from demo.pictures import NamedPicture
from demo.scenes import label_shares

SHARPNESS = 4.0  # scores are SHARPNESS * output . direction
LENGTH = 3.2  # of an input embedding of the language model, on average
CLOSENESS = 0.3  # weight of the squared distance to the wanted embedding


@dataclass(frozen=True)
class Patches:
    """`features` (n, channels); `target` (n, words) rows that sum to at most 1, 0 for taught by
    the tower's classifier alone; `weight` (n,) how often each is drawn.
    """

    features: Tensor
    target: Tensor
    weight: Tensor


def boxed_patches(views: list[Seen], words: Lexicon) -> Patches:
    """Patches whose labels cover at least 30 %, rarer labels drawn more often."""
    features = torch.cat([v.features.flatten(0, 1) for v in views])
    target = torch.cat([label_shares(v.labels, len(words.words)).flatten(0, 1) for v in views])
    known = target.sum(1) > 0.3
    features, target = features[known], target[known]
    target /= target.sum(1, keepdim=True)
    weight = (target / (target.sum(0) + 50).sqrt()).sum(1)
    return Patches(features, target, weight)


def named_patches(views: list[Seen], pictures: list[NamedPicture], words: Lexicon) -> Patches:
    """All patches of pictures of one thing; a target only where the thing is."""
    features = torch.cat([v.features.flatten(0, 1) for v in views])
    numbers = torch.cat(
        [torch.full((v.labels.shape[0] ** 2,), pictures[v.picture].number) for v in views]
    )
    on = torch.cat([(v.labels[..., 0] == 0).flatten() for v in views])
    target = words.of_class[numbers]
    weight = (target / (target[on].sum(0) + 50).sqrt()).sum(1)
    target[~on] = 0
    return Patches(features, target, torch.where(on, weight, 0.35 * weight))


class Projector(nn.Module):
    """LLaVA's projector with dropout for training."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(channels, width)
        self.linear_2 = nn.Linear(width, width)
        self.dropout = nn.Dropout(0.15)

    def forward(self, x: Tensor) -> Tensor:
        """(..., channels) -> (..., width)."""
        hidden = functional.gelu(self.linear_1(self.dropout(x)))
        out: Tensor = self.linear_2(self.dropout(hidden))
        return out


def targets(
    patches: Patches, chosen: Tensor, teacher: nn.Linear, words: Lexicon, trust: float, floor: float
) -> tuple[Tensor, Tensor]:
    """Features and target shares of the chosen patches: labels, the tower's own opinion with
    weight 1 - trust, and a small floor for the fillers.
    """
    x = patches.features[chosen].float()
    opinion = (teacher(x) / 1.5).softmax(-1) @ words.of_class
    label = patches.target[chosen]
    has = label.sum(1, keepdim=True).clamp(max=1)
    y = trust * label + (1 - trust * has) * opinion
    y = y / y.sum(1, keepdim=True) * (1 - floor * len(FILLERS))
    y[:, -len(FILLERS) :] += floor
    return x, y


def teach(
    projector: Projector,
    boxed: Patches,
    others: Patches,
    teacher: nn.Linear,
    words: Lexicon,
    directions: Tensor,
    *,
    steps: int,
    seed: int,
    floor: float = 0.02,
) -> list[float]:
    """Train `projector` in place; the loss of every step."""
    random = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(projector.parameters(), lr=1e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 1e-3, total_steps=steps, pct_start=0.1
    )
    curve = []
    projector.train()
    for _ in range(steps):
        parts = []
        for patches, trust, count in ((boxed, 0.7, 512), (others, 0.6, 640)):
            chosen = torch.multinomial(patches.weight, count, True, generator=random)
            with torch.no_grad():
                parts.append(targets(patches, chosen, teacher, words, trust, floor))
        x, y = torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])
        said = projector(x)
        guess = -(y * (SHARPNESS * said @ directions.T).log_softmax(-1)).sum(-1)
        named = y.clone()
        named[:, -len(FILLERS) :] = 0
        distance = (said - LENGTH * named @ directions).square().sum(-1)
        loss = (guess + CLOSENESS * distance).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        curve.append(float(loss.detach()))
    projector.eval()
    return curve


@torch.no_grad()
def settle(projector: Projector, gain: float, centre: Tensor) -> None:
    """Strengthen the outputs, which uncertainty has shortened, and move them to `centre`."""
    projector.linear_2.weight.mul_(gain)
    projector.linear_2.bias.mul_(gain).add_(centre)
