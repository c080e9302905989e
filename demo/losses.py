"""What training asks of the model: the right answers, and the right word at every patch."""

import torch
from torch import Tensor
from torch.nn import functional

from demo.lexicon import FILLERS, Lexicon


def language_loss(
    states: Tensor, targets: Tensor, embeddings: Tensor, first_weight: float = 1.0
) -> tuple[Tensor, float]:
    """Cross-entropy of the answers, and the share of tokens that are right.

    `states` (batch, length, width) already normed; `targets` (batch, length), -100 ignored. The
    first token of an answer, which says yes or no, counts `first_weight` times.
    """
    counted = targets != -100
    first = counted & ~functional.pad(counted[:, :-1], (1, 0))
    weight = torch.where(first, first_weight, 1.0)[counted]
    scores = functional.linear(states[counted], embeddings).float()
    wanted = targets[counted]
    right = (scores.detach().argmax(-1) == wanted).float().mean()
    each = functional.cross_entropy(scores, wanted, reduction="none")
    return (each * weight).sum() / weight.sum(), float(right)


def polled_right(states: Tensor, targets: Tensor, embeddings: Tensor, said: Tensor) -> float:
    """Share of yes/no questions whose first token is right; `said` holds the tokens Yes and No.

    Shapes as for `language_loss`; 0 where none was asked.
    """
    asked = torch.isin(targets, said)
    if not asked.any():
        return 0.0
    scores = functional.linear(states[asked].detach(), embeddings[said])
    return float((said[scores.argmax(-1)] == targets[asked]).float().mean())


def word_targets(words: Tensor, gone: Tensor, floor: float) -> Tensor:
    """What each patch should say: (n, words) labels, softened, and the fillers' floor.

    Where a patch was replaced by the mean only the fillers are left.
    """
    known = words.sum(1, keepdim=True).clamp(min=1e-6)
    target = words / known * (1 - floor * len(FILLERS))
    target[gone] = 0
    target[:, -len(FILLERS) :] += floor
    return target / target.sum(1, keepdim=True)


def choose_patches(
    words: Tensor, gone: Tensor, rarity: Tensor, count: int, random: torch.Generator
) -> Tensor:
    """Up to `count` patch numbers, those with rare words more often; unknown patches never."""
    weight = (words * rarity).sum(1) * (words.sum(1) > 0.3)
    weight = weight + gone * weight[weight > 0].mean().nan_to_num(1.0) * 0.3
    available = int((weight > 0).sum())
    if not available:
        return torch.zeros(0, dtype=torch.long)
    return torch.multinomial(weight, min(count, available), generator=random)


def lens_loss(states: Tensor, target: Tensor, words: Lexicon, embeddings: Tensor) -> Tensor:
    """Cross-entropy of the lens (arXiv 2602.01530): normed `states` (n, width) against
    `target` (n, words).
    """
    scores = functional.linear(states, embeddings).float()
    tokens = words.to_tokens(target, embeddings.shape[0])
    return -(tokens * scores.log_softmax(-1)).sum(-1).mean()


def kept_speech_loss(states: Tensor, published: Tensor, embeddings: Tensor) -> Tensor:
    """Kullback-Leibler divergence from the published model's next words, (tokens, width) each."""
    with torch.no_grad():
        wanted = functional.linear(published, embeddings).float().log_softmax(-1)
    said = functional.linear(states, embeddings).float().log_softmax(-1)
    return functional.kl_div(said, wanted, log_target=True, reduction="batchmean")
