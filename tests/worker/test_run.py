"""The port that analyses compute on, held to planted and independent truths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from contract.errors import Cancelled, LayerOutOfRange
from contract.interventions import BlockAttention, EditHidden, ReplaceTokens
from contract.model_run import Target
from tests.worker.checkpoints import FAMILIES, job_for, noise, png
from tests.worker.squares import opened, painted
from worker.attention import watched
from worker.checks import hook_count
from worker.prefill import read


def test_patch_seven_says_dog_at_its_own_pixels_at_every_layer(engines: Any) -> None:
    engine = engines("llava", planted=True)
    grid = opened(engine, noise(300, 400)).geometry.grids[0]
    run = opened(engine, painted(grid, 7, 300, 400))
    layers = range(run.depth + 1)
    top = run.top_words(layers, 2)
    for layer in layers:
        first = run.words(top.ids[layer, :, 0].tolist())
        assert [patch for patch, word in enumerate(first) if word == " dog"] == [7]
        assert first[8] == " grass"
    maps = run.word_maps(["Dog", "grass"], layers)
    assert maps.pieces[0] == [" dog"]
    assert (maps.probability[0].argmax(-1) == 7).all()
    assert (maps.rank[0, :, 7] == 1).all()
    assert (np.delete(maps.rank[1], 7, axis=-1) == 1).all()
    assert np.allclose(maps.probability[0, :, 7], top.values[:, 7, 0], rtol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_lens_at_the_last_layer_is_the_models_own_output(engines: Any, family: str) -> None:
    engine = engines(family)
    run = opened(engine, noise(64, 48))
    encoded, parts = run.warm.encoded, run.parts
    with torch.inference_mode():
        logits = parts.model(input_ids=encoded.ids, **encoded.pixels).logits[0].double()
    true = logits[run.geometry.grids[0].positions].softmax(-1)
    found = run.top_words([run.depth], 4)
    assert np.allclose(found.values[0], true.topk(4).values, rtol=1e-3)
    maps = run.word_maps(["grass"], [run.depth])
    best = true[:, list(run.vocabulary.spell("grass").ids)].amax(1)
    assert np.allclose(maps.probability[0, 0], best, rtol=1e-3)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_answer_is_what_the_framework_generates(engines: Any, family: str) -> None:
    engine = engines(family)
    run = opened(engine, noise(64, 48))
    encoded, parts = run.warm.encoded, run.parts
    out = parts.model.generate(
        input_ids=encoded.ids, attention_mask=torch.ones_like(encoded.ids), **encoded.pixels,
        do_sample=False, max_new_tokens=6, output_logits=True, return_dict_in_generate=True,
        pad_token_id=0,
    )  # fmt: skip
    ids = out.sequences[0, encoded.ids.shape[1] :].tolist()
    chances = [float(o[0].log_softmax(-1).max()) for o in out.logits]
    answer = run.answer(max_tokens=6)
    count = len(answer.tokens)
    assert [t.text for t in answer.tokens] == run.words(ids)[:count]
    assert count == 6 or ids[count] == parts.model.generation_config.eos_token_id
    said = [t.log_probability for t in answer.tokens]
    assert np.allclose(said, chances[:count], atol=1e-3)
    assert run.answer(max_tokens=6) == answer


def test_hidden_states_and_image_embeddings_are_those_of_the_framework(engines: Any) -> None:
    run = opened(engines("llava"), noise(64, 48))
    encoded, parts = run.warm.encoded, run.parts
    with torch.inference_mode():
        output = parts.model(input_ids=encoded.ids, **encoded.pixels, output_hidden_states=True)
    positions = run.geometry.grids[0].positions
    hidden = run.hidden(range(run.depth), positions)
    assert np.allclose(hidden, torch.stack(output.hidden_states[:-1])[:, 0, positions], atol=1e-4)
    assert np.allclose(run.image_embeddings(), hidden[0], atol=1e-4)


def test_an_intervention_changes_the_answer_for_that_call_only(engines: Any) -> None:
    run = opened(engines("demo"), noise(64, 48))
    plain = run.answer(max_tokens=4)
    last = len(run.tokens) - 1
    head = run.parts.head[77].numpy() * 100
    edited = run.answer([EditHidden(run.depth, (last,), head)], max_tokens=4)
    assert edited.tokens[0].text == run.words([77])[0]
    assert run.answer(max_tokens=4) == plain


def test_layers_beyond_the_model_are_refused(engines: Any) -> None:
    run = opened(engines("demo"), noise(64, 48))
    for ask in (
        lambda: run.top_words([4], 1),
        lambda: run.word_maps(["dog"], [-1]),
        lambda: run.hidden([9], [0]),
        lambda: run.attention([0], [3]),
        lambda: run.target_attention(Target((5,), (), 0, ""), [-1]),
        lambda: run.scores([[EditHidden(4, (3,), np.ones(64, "f4"))]], Target((5,), (), 0, "")),
    ):
        with pytest.raises(LayerOutOfRange, match="of 0 to"):
            ask()


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@pytest.mark.parametrize("family", FAMILIES)
def test_scores_and_answers_under_a_change_are_those_of_a_hooked_framework(
    engines: Any, family: str, attention: str
) -> None:
    run = opened(engines(family, attention=attention), noise(64, 48))
    encoded, parts = run.warm.encoded, run.parts
    places = run.geometry.grids[0].positions[3:40]
    change = ReplaceTokens(tuple(places), np.full(64, 2.0, np.float32))
    run.answer(max_tokens=4)

    def replace(module: Any, args: Any, kwargs: Any) -> None:
        if args[0].shape[1] > 1:
            args[0][0, places] = 2.0

    handle = parts.layers[0].register_forward_pre_hook(replace, with_kwargs=True)
    try:
        out = parts.model.generate(
            input_ids=encoded.ids, attention_mask=torch.ones_like(encoded.ids), **encoded.pixels,
            do_sample=False, max_new_tokens=4, output_logits=True, return_dict_in_generate=True,
            pad_token_id=0,
        )  # fmt: skip
    finally:
        handle.remove()
    answer = run.answer([change], 4)
    ids = out.sequences[0, encoded.ids.shape[1] :].tolist()[: len(answer.tokens)]
    assert [t.text for t in answer.tokens] == run.words(ids)
    target = Target((9,), (), 0, "")
    found = run.scores([[change], []], target).log_probabilities
    assert np.allclose(found[0], float(out.logits[0][0].log_softmax(-1)[9]), atol=1e-3)
    assert not np.allclose(found[0], found[1], atol=1e-3)


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_the_attention_of_a_targets_place_is_that_of_a_longer_prompt(
    engines: Any, attention: str
) -> None:
    run = opened(engines("demo", attention=attention), noise(64, 48))
    prompt = len(run.tokens)
    for before in ((), (7, 300)):
        target = Target((5,), before, len(before), "")
        found = run.target_attention(target, [0, 2])
        with torch.inference_mode():
            extra = run.parts.embeddings[torch.tensor(before, dtype=torch.long)][None]
            whole = torch.cat([run.warm.prefill.embeddings, extra], 1)
        with watched(run.parts, [whole.shape[1] - 1], [0, 2]) as rows:
            read(run.parts, whole, (), lambda layer: None)
        true = torch.stack([rows[layer][:, 0, :prompt] for layer in (0, 2)])
        assert found.shape == (2, 4, prompt)
        assert np.allclose(found, true, atol=1e-5)


def test_a_knockout_works_under_every_attention_implementation(engines: Any) -> None:
    changes = []
    for attention in ("sdpa", "eager"):
        run = opened(engines("demo", attention=attention), noise(64, 48))
        image, last = tuple(run.geometry.grids[0].positions), len(run.tokens) - 1
        cut = BlockAttention(image, (last,), tuple(range(run.depth)), decode=True)
        values = run.scores([[], [cut]], Target((9, 4), (3,), 1, "")).log_probabilities
        changes.append(values[1] - values[0])
    assert abs(changes[0]) > 1e-2
    assert np.allclose(*changes, atol=1e-3)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_scores_in_a_batch_are_those_of_one_by_one_in_the_callers_order(
    engines: Any, dtype: str
) -> None:
    run = opened(engines("demo", dtype=dtype), noise(64, 48))
    image = run.geometry.grids[0].positions
    target = Target((9,), (), 0, "")
    variants = [[ReplaceTokens((p,), np.full(64, 9.0, np.float32))] for p in image[::-16]]
    together = run.scores([[], *variants], target)
    run.warm.scores.values.clear()
    alone = [run.scores([variant], target).log_probabilities[0] for variant in [[], *variants]]
    assert np.allclose(together.log_probabilities, alone, atol=1e-4 if dtype == "float32" else 0.5)
    assert together.log_probabilities[0] == alone[0]


def test_a_cancelled_batch_leaves_no_hook_and_no_score(
    engines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.reporting.QUIET_S", 0)
    engine = engines("demo")
    engine.warm.clear()
    stages: list[str] = []

    def listen(progress: Any) -> None:
        stages.append(progress.stage)
        if progress.stage == "trying 8 changes" and progress.fraction > 0.6:
            raise Cancelled

    run = engine.open(job_for(engine.card), png(noise(64, 48)), listen)
    hooks = hook_count(run.parts)  # the framework keeps its own once it was asked for attentions
    image = run.geometry.grids[0].positions
    variants = [[ReplaceTokens((p,), np.ones(64, np.float32))] for p in image[:8]]
    with pytest.raises(Cancelled):
        run.scores(variants, Target((9,), (), 0, ""))
    assert stages[-1] == "trying 8 changes"
    assert hook_count(run.parts) == hooks
    assert len(run.warm.scores.values) == 0
