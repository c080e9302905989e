"""Interventions do what they say, in prefill and decode, and vanish."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from contract.errors import Cancelled, LayerOutOfRange
from contract.interventions import BlockAttention, EditHidden, ReplaceTokens
from tests.worker.checkpoints import noise
from tests.worker.squares import opened
from worker.answering import say, step
from worker.attention import watched
from worker.checks import hook_count
from worker.hooks import Cut, MaskNotUnderstood, NothingLeftToRead, Span, applied, causal, without
from worker.prefill import fork, read

IMPLEMENTATIONS = ["sdpa", "eager"]


def quiet(layer: int) -> None:
    """No progress."""


@pytest.fixture(params=IMPLEMENTATIONS)
def run(request: pytest.FixtureRequest, engines: Any) -> Any:
    """A random LLaVA that has read a picture of noise."""
    return opened(engines("demo", attention=request.param), noise(64, 48))


def image_and_later(run: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    image = tuple(run.geometry.grids[0].positions)
    return image, tuple(range(image[-1] + 1, len(run.tokens)))


def test_replacing_no_token_is_bit_identical(run: Any) -> None:
    prefill = run.warm.prefill
    nothing = ReplaceTokens((), np.zeros((0, 64), np.float32))
    assert torch.equal(read(run.parts, prefill.embeddings, [nothing], quiet).hidden, prefill.hidden)


def test_replaced_tokens_hold_the_new_vectors_and_nothing_before_them_changes(run: Any) -> None:
    image, _ = image_and_later(run)
    new = ReplaceTokens(image[5:7], np.stack([np.full(64, 0.5), np.full(64, -1)]).astype("f4"))
    before = run.warm.prefill.hidden
    after = read(run.parts, run.warm.prefill.embeddings, [new], quiet).hidden
    assert torch.all(after[0, image[5]] == 0.5)
    assert torch.all(after[0, image[6]] == -1)
    assert torch.allclose(after[:, : image[5]], before[:, : image[5]], atol=1e-5)
    assert not torch.allclose(after[-1, -1], before[-1, -1])


@pytest.mark.parametrize("how", ["set", "add"])
@pytest.mark.parametrize("layer", [0, 2, 3])
def test_an_edit_lands_after_its_layer(run: Any, layer: int, how: Any) -> None:
    before = run.warm.prefill.hidden
    edit = EditHidden(layer, (4,), np.ones(64, np.float32), how)
    after = read(run.parts, run.warm.prefill.embeddings, [edit], quiet).hidden
    wanted = torch.ones(64) if how == "set" else before[layer, 4] + 1
    assert torch.allclose(after[layer, 4], wanted)
    assert torch.equal(after[:layer], before[:layer])


def test_blocked_edges_carry_exactly_nothing_and_the_others_sum_to_one(run: Any) -> None:
    image, later = image_and_later(run)
    cut = BlockAttention(image, later, (1,))
    with watched(run.parts, later, [0, 1]) as rows:
        read(run.parts, run.warm.prefill.embeddings, [cut], quiet)
    assert float(rows[0][:, :, list(image)].min()) > 0
    assert float(rows[1][:, :, list(image)].max()) == 0
    assert torch.allclose(rows[1].sum(-1), torch.ones(()), atol=1e-5)


def test_a_picture_cut_off_from_the_text_cannot_be_told_from_another(engines: Any) -> None:
    for attention in IMPLEMENTATIONS:
        engine = engines("demo", attention=attention)
        one, two = opened(engine, noise(64, 48)), opened(engine, noise(64, 48, seed=1))
        image, later = image_and_later(one)
        cut = BlockAttention(image, later, tuple(range(one.depth)), decode=True)
        states = [
            read(r.parts, r.warm.prefill.embeddings, [cut], quiet).hidden[-1, list(later)]
            for r in (one, two)
        ]
        assert torch.equal(*states)
        assert not torch.equal(*(r.warm.prefill.hidden[-1, -1] for r in (one, two)))
        assert one.answer([cut], 6) == two.answer([cut], 6)


def test_edges_are_blocked_under_a_padding_mask_too(run: Any) -> None:
    image, later = image_and_later(run)
    embeddings = run.warm.prefill.embeddings
    added = causal(embeddings, 0)
    added[..., 1] = torch.finfo(added.dtype).min  # position 1 is padding
    added[..., 1, 1] = 0
    masks = [added]
    if run.parts.attentions[0].config._attn_implementation == "sdpa":  # eager only ever adds
        masks.append(added == 0)
    cut = BlockAttention(image, later, (1,))
    length = embeddings.shape[1]
    whole = Span(0, length, length)
    for mask in masks:
        with watched(run.parts, later, [0, 1]) as rows, applied(run.parts, [[cut]], whole):
            run.parts.decoder(inputs_embeds=embeddings, attention_mask=mask, use_cache=False)
        assert float(max(rows[layer][:, :, 1].max() for layer in (0, 1))) == 0
        assert float(rows[1][:, :, list(image)].max()) == 0
        assert float(rows[0][:, :, list(image)].max()) > 0


def test_a_knockout_while_decoding_equals_computing_everything_anew(run: Any) -> None:
    image, _ = image_and_later(run)
    last = len(run.tokens) - 1
    layers = (0, 2)
    prefill = read(run.parts, run.warm.prefill.embeddings,
                   [BlockAttention(image, (last,), layers, decode=True)], quiet)  # fmt: skip
    cut = BlockAttention(image, (last,), layers, decode=True)
    ids = [7, 300, 12]
    cache, cached = fork(prefill.cache), []
    with torch.inference_mode():
        for i, token in enumerate(ids):
            with applied(run.parts, [[cut]], Span(last + 1 + i, 1, last + 1)):
                cached.append(step(run.parts, token, cache))
        extra = run.parts.embeddings[torch.tensor(ids)][None]
        whole = torch.cat([run.warm.prefill.embeddings, extra], 1)
    explicit = BlockAttention(image, tuple(range(last, last + 1 + len(ids))), layers)
    anew = read(run.parts, whole, [explicit], quiet).hidden[-1, -len(ids) :]
    free = read(run.parts, whole, [], quiet).hidden[-1, -len(ids) :]
    assert torch.allclose(torch.stack(cached), anew, rtol=1e-3, atol=1e-3 * float(anew.abs().max()))
    assert not torch.allclose(free, anew, rtol=1e-2, atol=1e-2)


def test_without_decode_generated_tokens_see_the_picture(run: Any) -> None:
    image, _ = image_and_later(run)
    every = tuple(range(run.depth))
    said = [
        say(run.parts, run.warm.prefill, [BlockAttention(image, (), every, decode)], 5, quiet)
        for decode in (False, True)
    ]
    free = say(run.parts, run.warm.prefill, [], 5, quiet)
    assert said[0] == free
    assert said[1].ids[0] == free.ids[0]  # the prompt was read as it is
    assert said[1].log_probabilities[1:] != free.log_probabilities[1:]


def test_a_position_must_keep_something_to_read(run: Any) -> None:
    before = hook_count(run.parts)  # the framework may have left hooks of its own
    with pytest.raises(NothingLeftToRead):
        read(run.parts, run.warm.prefill.embeddings, [BlockAttention((0,), (0,), (0,))], quiet)
    assert hook_count(run.parts) == before


def test_layers_that_do_not_exist_are_refused(run: Any) -> None:
    before = hook_count(run.parts)
    for wrong in (BlockAttention((0,), (3,), (3,)), EditHidden(4, (0,), np.zeros(64, np.float32))):
        with (
            pytest.raises(LayerOutOfRange, match="of 0 to"),
            applied(run.parts, [[wrong]], Span(0, 9, 9)),
        ):
            pass
    assert hook_count(run.parts) == before


def test_a_mask_that_cannot_block_edges_is_refused() -> None:
    with pytest.raises(MaskNotUnderstood, match=r"\(1, 9\)"):
        without(torch.ones(1, 9), [Cut(0, 0, [0], [0])], 1)


@pytest.mark.parametrize("error", [ValueError, Cancelled, KeyboardInterrupt])
def test_hooks_are_gone_after_an_error_and_the_model_is_as_before(run: Any, error: type) -> None:
    image, later = image_and_later(run)
    before = hook_count(run.parts)
    changes = [
        BlockAttention(image, later, (0, 1, 2)),
        EditHidden(1, (0,), np.ones(64, np.float32)),
        ReplaceTokens(image[:1], np.ones(64, np.float32)),
    ]

    def stop(layer: int) -> None:
        if layer == 2:
            raise error

    with pytest.raises(error):
        read(run.parts, run.warm.prefill.embeddings, changes, stop)
    assert hook_count(run.parts) == before
    again = read(run.parts, run.warm.prefill.embeddings, [], quiet)
    assert torch.equal(again.hidden, run.warm.prefill.hidden)


def test_each_row_of_a_batch_has_its_own_changes_and_a_block_one_hook(run: Any) -> None:
    image, later = image_and_later(run)
    ones = np.ones(64, np.float32)
    variants = [
        [ReplaceTokens(image[:2], ones), BlockAttention(image, later, (1,)),
         EditHidden(2, (4,), ones)],
        [],
        [BlockAttention(image[:9], later[-1:], (1,)), EditHidden(2, (4,), ones, "add"),
         EditHidden(2, (4,), ones, "add")],
    ]  # fmt: skip
    embeddings = run.warm.prefill.embeddings
    length, before = embeddings.shape[1], hook_count(run.parts)
    with torch.inference_mode(), applied(run.parts, variants, Span(0, length, length)):
        assert hook_count(run.parts) - before == 3
        states = run.parts.decoder(
            inputs_embeds=embeddings.expand(3, -1, -1), use_cache=False
        ).last_hidden_state
    for variant, row in zip(variants, states, strict=True):
        alone = run.parts.norm(read(run.parts, embeddings, variant, quiet).hidden[-1])
        assert torch.allclose(row, alone, rtol=1e-3, atol=1e-4)
    assert not torch.allclose(states[0, -1], states[2, -1], rtol=1e-2, atol=1e-2)


def test_changes_outside_of_a_pass_are_left_to_others(run: Any) -> None:
    change = [ReplaceTokens((3,), np.ones(64, np.float32)), BlockAttention((1,), (3,), (0,))]
    before = hook_count(run.parts)
    with applied(run.parts, [change], Span(4, 9, 13)):
        assert hook_count(run.parts) == before
    with applied(run.parts, [[BlockAttention((1,), (), (0,), decode=True)]], Span(4, 9, 12)):
        assert hook_count(run.parts) == before + 1
