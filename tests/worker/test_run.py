"""The port that analyses compute on, held to planted and independent truths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from contract.errors import LayerOutOfRange
from contract.interventions import EditHidden
from tests.worker.checkpoints import FAMILIES, noise
from tests.worker.squares import opened, painted


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
    ):
        with pytest.raises(LayerOutOfRange, match="of 0 to"):
            ask()
