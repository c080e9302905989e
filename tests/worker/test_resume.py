"""Going on where an intervention begins equals reading everything again, in every family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from contract.errors import Cancelled, LayerOutOfRange
from contract.interventions import BlockAttention, EditHidden, Intervention, ReplaceTokens
from tests.worker.checkpoints import FAMILIES, noise
from tests.worker.squares import opened
from worker.answering import step
from worker.attention import watched
from worker.checks import hook_count
from worker.hooks import NothingLeftToRead, Span, applied
from worker.prefill import read, read_on
from worker.resume import Start, before, earliest, effective, resume, resume_to_go_on, start_of

ONES = np.ones(64, np.float32)


def quiet(layer: int) -> None:
    """No progress."""


@pytest.fixture(params=[(family, how) for family in FAMILIES for how in ("sdpa", "eager")], ids=str)
def run(request: pytest.FixtureRequest, engines: Any) -> Any:
    """A random model of each family under each attention implementation."""
    family, attention = request.param
    return opened(engines(family, attention=attention), noise(64, 48))


@pytest.fixture
def small(engines: Any) -> Any:
    """One of them, for what hangs on no family."""
    return opened(engines("demo"), noise(64, 48))


def variants_of(run: Any) -> list[list[Intervention]]:
    """Every kind of change, alone and together, late and early; each changes the last state."""
    image, last = run.geometry.grids[0].positions, len(run.tokens) - 1
    some = tuple(image[40:])
    return [
        [ReplaceTokens(tuple(image[5:9]), ONES / 2)],
        [BlockAttention(tuple(image), (last,), (1, 2))],
        [EditHidden(2, some, 9 * ONES, "add")],
        [EditHidden(3, (last,), ONES)],
        [BlockAttention(tuple(image[:9]), tuple(image[20:]), (2,)), ReplaceTokens(some, 0 * ONES)],
        [],
    ]


def again(run: Any, variant: Sequence[Intervention]) -> Tensor:
    """The last state (width,) when everything is read under a variant."""
    return read(run.parts, run.warm.prefill.embeddings, variant, quiet).hidden[-1, -1]


def resumed(run: Any, variants: Any) -> Tensor:
    """The last state under each variant, (variants, width), from one batch."""
    prefill = run.warm.prefill
    starts = [start_of(variant, prefill.length, run.depth) for variant in variants]
    tail = read_on(run.parts, prefill, (), quiet)
    return resume(run.parts, prefill, tail, variants, earliest(starts), quiet)[:, -1]


def close(a: Tensor, b: Tensor) -> bool:
    return torch.allclose(a, b, rtol=1e-3, atol=1e-5 * float(b.abs().max()))


def test_a_resumed_pass_equals_reading_everything_alone_and_in_a_batch(run: Any) -> None:
    variants = variants_of(run)
    true = [again(run, variant) for variant in variants]
    together = resumed(run, variants)
    plain = run.warm.prefill.hidden[-1, -1]
    for variant, state, row in zip(variants, true, together, strict=True):
        assert close(resumed(run, [variant])[0], state)
        assert close(row, state)
        assert bool(variant) != close(state, plain)


def test_blocked_edges_carry_exactly_nothing_in_their_own_row_of_the_batch(run: Any) -> None:
    image, last = tuple(run.geometry.grids[0].positions), len(run.tokens) - 1
    cut = BlockAttention(image, (last,), (1,))
    for variants, blocked in (([[cut], []], True), ([[], [cut]], False)):
        with watched(run.parts, [0], [1, 2]) as rows:  # a watcher looks at the first row
            resumed(run, variants)
        assert (float(rows[1][:, 0, list(image)].max()) == 0) == blocked
        assert float(rows[2][:, 0, list(image)].min()) > 0
        assert torch.allclose(rows[1].sum(-1), torch.ones(()), atol=1e-5)


def test_decoding_under_a_knockout_equals_a_full_mask_without_cache(run: Any) -> None:
    image, prompt = tuple(run.geometry.grids[0].positions), len(run.tokens)
    parts, prefill, ids = run.parts, run.warm.prefill, [7, 300, 12]
    cut = BlockAttention(image, (prompt - 1,), (1, 2), decode=True)
    guess = read_on(parts, prefill, ids[:2], quiet)
    with torch.inference_mode():
        states, cache = resume_to_go_on(parts, prefill, guess, [cut], quiet)
        with applied(parts, [[cut]], Span(prompt + 2, 1, prompt)):
            states = torch.cat([states, step(parts, ids[2], cache)[None]])
        extra = parts.model.get_input_embeddings()(torch.tensor([ids]))
        whole = torch.cat([prefill.embeddings, extra], 1)
    rows = tuple(range(prompt - 1, prompt + 3))
    anew = read(parts, whole, [BlockAttention(image, rows, (1, 2))], quiet).hidden[-1, -4:]
    free = read(parts, whole, [], quiet).hidden[-1, -4:]
    assert close(states, anew)
    assert not torch.allclose(free, anew, rtol=1e-2, atol=1e-2)


def test_what_changes_nothing_is_bit_identical(run: Any) -> None:
    nothing = ReplaceTokens((), np.zeros((0, 64), np.float32))
    assert effective([nothing, BlockAttention((1,), (), (0,))], 9) == ()
    assert torch.equal(resumed(run, [[nothing]])[0], run.warm.prefill.hidden[-1, -1])


def test_it_begins_where_the_first_change_is() -> None:
    replaced, edited = ReplaceTokens((7, 5), ONES), EditHidden(2, (4, 8), ONES)
    blocked = BlockAttention((1,), (9, 6), (3, 1))
    assert start_of([replaced], 10, 4) == Start(5, 0)
    assert start_of([edited], 10, 4) == Start(4, 2)
    assert start_of([blocked], 10, 4) == Start(6, 1)
    assert start_of([edited, blocked], 10, 4) == Start(4, 1)
    assert start_of([], 10, 4) == Start(9, 4)
    generated = BlockAttention((1,), (), (1,), decode=True)
    assert start_of([generated], 10, 4) == Start(9, 1)
    assert [effective([each], 10) for each in (generated, blocked)] == [(generated,), (blocked,)]


def test_only_what_follows_is_computed(small: Any) -> None:
    parts, last = small.parts, len(small.tokens) - 1
    seen: list[tuple[int, int]] = []
    handles = [
        attention.register_forward_pre_hook(
            lambda module, args, kwargs, block=block: seen.append(
                (block, kwargs["hidden_states"].shape[1])
            ),
            with_kwargs=True,
        )
        for block, attention in enumerate(parts.attentions)
    ]
    try:
        resumed(small, [[BlockAttention((3, 4), (last - 1,), (1,))]])
    finally:
        for handle in handles:
            handle.remove()
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize("error", [ValueError, Cancelled, KeyboardInterrupt])
def test_after_an_error_the_model_and_the_prefill_are_as_before(small: Any, error: type) -> None:
    parts, prefill = small.parts, small.warm.prefill
    hooks, length = hook_count(parts), prefill.cache.get_seq_length()

    def stop(layer: int) -> None:
        if layer == 2:
            raise error

    for variant in variants_of(small):
        start = start_of(variant, prefill.length, small.depth)
        with pytest.raises(error):
            resume(parts, prefill, read_on(parts, prefill, (), quiet), [variant], start, stop)
    assert hook_count(parts) == hooks
    assert not any("forward" in vars(block) for block in parts.layers)
    assert prefill.cache.get_seq_length() == length
    assert torch.equal(read(parts, prefill.embeddings, [], quiet).hidden, prefill.hidden)


def test_what_cannot_be_done_is_refused(small: Any) -> None:
    for wrong in (BlockAttention((0,), (3,), (3,)), EditHidden(4, (0,), ONES)):
        with pytest.raises(LayerOutOfRange, match="of 0 to"):
            resumed(small, [[wrong]])
    last = len(small.tokens) - 1
    everything = BlockAttention(tuple(range(last + 1)), (last,), (0,))
    with pytest.raises(NothingLeftToRead):
        resumed(small, [[], [everything]])


def test_a_shorter_cache_shares_its_tensors(small: Any) -> None:
    cache = small.warm.prefill.cache
    front = before(cache, 4)
    assert front.get_seq_length() == 4
    assert front.layers[1].keys.data_ptr() == cache.layers[1].keys.data_ptr()
    assert cache.get_seq_length() == len(small.tokens)
