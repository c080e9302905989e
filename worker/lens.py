"""The lens: which words a hidden state says, without ever keeping a whole row of logits.

A state goes through the model's final norm once, then through the unembedding. The product is
made in the model's own number format, a chunk of states at a time. In bf16 it rounds logits to 8
bits, so the strongest candidates are computed again in float32, and the log-sum-exp is corrected
by what that changed: rounding is left only where 49,000 small terms average it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from worker.layout import Parts

CHUNK_BYTES = 32 << 20  # of logits; with what is made of them the lens stays below 128 MB
BAND_BYTES = 2 << 20
SPARE = 8  # candidates beyond k, so that a rounded logit cannot push a true one out
BLOCK = 128  # vocabulary entries whose maximum is looked at first

Tick = Callable[[float], None]
"""Called with the fraction done; may raise `Cancelled`."""


@dataclass(frozen=True, eq=False)
class Reading:
    """One chunk of states after the unembedding.

    `logits`: (states, vocabulary), in the model's number format, dies with the chunk.
    `candidates`: (states, m) entries, strongest first, with their `exact` float32 logits;
    `total`: (states,) log-sum-exp over the vocabulary, float32.
    """

    normed: Tensor
    logits: Tensor
    candidates: Tensor
    exact: Tensor
    total: Tensor


@torch.inference_mode()
def strongest(parts: Parts, states: Tensor, k: int, tick: Tick) -> tuple[Tensor, Tensor]:
    """Ids and probabilities (states, k) of the k strongest entries, strongest first.

    `states`: (states, width), before the final norm.
    """
    ids = torch.empty(len(states), k, dtype=torch.int32)
    values = torch.empty(len(states), k)
    for rows, chunk in chunks(parts, states, tick):
        reading = read(parts, chunk, k)
        ids[rows] = reading.candidates[:, :k].to(torch.int32).cpu()
        values[rows] = (reading.exact[:, :k] - reading.total[:, None]).exp().cpu()
    return ids, values


@torch.inference_mode()
def word_maps(
    parts: Parts, states: Tensor, words: Sequence[Sequence[int]], tick: Tick
) -> tuple[Tensor, Tensor]:
    """Probability and rank (words, states) of each word's strongest entry.

    `words`: for each word the entries that it may begin with.
    """
    probability = torch.empty(len(words), len(states))
    rank = torch.empty(len(words), len(states), dtype=torch.int32)
    for rows, chunk in chunks(parts, states, tick):
        reading = read(parts, chunk, 1)
        for i, entries in enumerate(words):
            chance, place = said(parts, reading, torch.tensor(entries, device=chunk.device))
            probability[i, rows], rank[i, rows] = chance.cpu(), place.to(torch.int32).cpu()
    return probability, rank


def chunks(parts: Parts, states: Tensor, tick: Tick) -> Iterator[tuple[slice, Tensor]]:
    """The states in pieces whose logits fit the memory that the lens may use."""
    size = max(1, CHUNK_BYTES // (parts.head.shape[0] * parts.head.element_size()))
    for start in range(0, len(states), size):
        tick(start / len(states))
        yield slice(start, start + size), states[start : start + size]


def read(parts: Parts, states: Tensor, k: int) -> Reading:
    """Logits, candidates and log-sum-exp of one chunk (states, width)."""
    normed = parts.norm(states)
    logits = functional.linear(normed, parts.head)
    rough, candidates = top(logits, min(k + SPARE, logits.shape[1]))
    exact = torch.einsum("sw,smw->sm", normed.float(), parts.head[candidates].float())
    exact, order = exact.sort(dim=1, descending=True, stable=True)
    total = log_sum_exp(logits, rough, exact)
    return Reading(normed, logits, candidates.gather(1, order), exact, total)


def top(logits: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The k largest of each row with their columns, by way of the maxima of blocks.

    A row's k largest entries lie in the k blocks with the largest maxima, so only those are
    sorted.
    """
    rows, columns = logits.shape
    blocks = columns // BLOCK
    if blocks < 2 * k:
        return logits.topk(k, dim=1)
    # Block j is made of columns j, j + blocks, j + 2 * blocks, ...: the maxima of neighbours are
    # then taken in one vector instruction.
    head = logits[:, : blocks * BLOCK].view(rows, BLOCK, blocks)
    best = head.amax(dim=1).topk(k, dim=1, sorted=False).indices
    inside = head.gather(2, best[:, None, :].expand(-1, BLOCK, -1)).flatten(1)
    values, found = inside.topk(k, dim=1)
    where = (found // k) * blocks + best.gather(1, found % k)
    if blocks * BLOCK == columns:
        return values, where
    rest, there = logits[:, blocks * BLOCK :].topk(min(k, columns - blocks * BLOCK), dim=1)
    values = torch.cat([values, rest], 1)
    where = torch.cat([where, there + blocks * BLOCK], 1)
    values, order = values.topk(k, 1)
    return values, where.gather(1, order)


def log_sum_exp(logits: Tensor, rough: Tensor, exact: Tensor) -> Tensor:
    """Log-sum-exp (states,) in float32 with the candidates' rounding taken out.

    `rough`: the candidates' logits as they stand in `logits`; `exact`: the same in float32.
    """
    peak = rough[:, :1]
    shifted = torch.cat(
        [(logits[rows] - peak[rows]).exp_().sum(1, dtype=torch.float32) for rows in bands(logits)]
    )
    known = (rough - peak).exp().float().sum(1)
    true = (exact - peak.float()).exp().sum(1)
    return (shifted - known).clamp_min(0).add(true).log() + peak[:, 0].float()


def bands(logits: Tensor) -> Iterator[slice]:
    """Rows in bands that stay in a core's cache over several passes; on a GPU all at once."""
    size = BAND_BYTES // (logits.shape[1] * logits.element_size())
    step = len(logits) if logits.is_cuda else max(1, size)
    for start in range(0, len(logits), step):
        yield slice(start, start + step)


def said(parts: Parts, reading: Reading, entries: Tensor) -> tuple[Tensor, Tensor]:
    """Probability and rank (states,) of the strongest of `entries`; rank 1 is the strongest.

    Among the candidates the exact logits decide the rank, further down the rounded ones.
    """
    logit = (reading.normed.float() @ parts.head[entries].float().T).amax(1)
    others = ~torch.isin(reading.candidates, entries)
    above = ((reading.exact > logit[:, None]) & others).sum(1)
    rounded = reading.logits[:, entries].amax(1, keepdim=True)
    count = reading.exact.shape[1]
    higher = [(reading.logits[rows] > rounded[rows]).sum(1) for rows in bands(reading.logits)]
    below = torch.cat(higher).clamp_min(count)
    inside = logit >= reading.exact[:, -1]
    return (logit - reading.total).exp(), torch.where(inside, above, below) + 1


@torch.inference_mode()
def nearest(parts: Parts, states: Tensor, k: int, tick: Tick) -> tuple[Tensor, Tensor]:
    """Ids and cosines (states, k) of the input embeddings closest to each state."""
    lengths = parts.embeddings.float().norm(dim=1).clamp_min(1e-12)
    ids = torch.empty(len(states), k, dtype=torch.int32)
    values = torch.empty(len(states), k)
    for rows, chunk in chunks(parts, states, tick):
        unit = functional.normalize(chunk.float(), dim=1)
        rough = functional.linear(unit.to(chunk.dtype), parts.embeddings)
        rough = rough.div_(lengths.to(rough.dtype))
        _, candidates = top(rough, min(k + SPARE, rough.shape[1]))
        close = torch.einsum("sw,smw->sm", unit, parts.embeddings[candidates].float())
        cosine, order = (close / lengths[candidates]).topk(k, dim=1)
        ids[rows] = candidates.gather(1, order).to(torch.int32).cpu()
        values[rows] = cosine.cpu()
    return ids, values
