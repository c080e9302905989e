"""The studies' items on random checkpoints of each family."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from contract.geometry import Box
from contract.study import Region
from measures.windows import paper_windows
from studies import ablation, knockout, lens
from studies.methods.questions import behind_prefix, outcomes
from tests.worker.checkpoints import FAMILIES, noise
from tests.worker.squares import opened
from worker.checks import hook_count

MIDDLE = Region(box=Box(left=100, top=100, right=200, bottom=200))
CONDITIONS = [
    ablation.Condition(kind="object", amount=1),
    ablation.Condition(kind="register"),
    ablation.Condition(kind="random", amount=2),
    ablation.Condition(kind="gradient", amount=2),
]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("setting", ["polling", "vqa"])
def test_ablated_answers_are_scored_and_no_patch_removed_changes_nothing(
    engines: Any, family: str, setting: str
) -> None:
    engine = engines(family)
    run = opened(engine, noise(300, 400))
    hooks = hook_count(engine.loaded.parts)
    spec = ablation.ItemForm(setting=setting, word="dog", conditions=CONDITIONS, gradient_steps=5)
    sets = dict(ablation.condition_sets(run, spec, (1, 2))) | {"nothing": ()}
    found = {each.condition: each for each in ablation.ablate(run, spec, sets)}
    (before,) = outcomes(run, spec, [[]])
    assert found["nothing"].log_probability == before.log_probability
    assert found["object +1"].log_probability != before.log_probability
    assert {found["random 2"].patches, found["gradient 2"].patches} == {2}
    assert hook_count(engine.loaded.parts) == hooks


@pytest.mark.parametrize("family", FAMILIES)
def test_every_edge_can_be_cut_in_every_window(engines: Any, family: str) -> None:
    run = opened(engines(family), noise(300, 400))
    for edge in ("object", "others", "object_to_row", "rows_to_row"):
        spec = knockout.ItemForm(setting="vqa", word="dog", region=MIDDLE, edge=edge)
        cut_everywhere(run, spec)


def cut_everywhere(run: Any, spec: knockout.ItemForm) -> None:
    windows = list(dict.fromkeys(paper_windows(run.depth)))
    edits = knockout.blocks(run, spec, (1, 2), windows)
    values = [o.log_probability for o in outcomes(run, spec, [[], *([e] for e in edits)])]
    assert np.isfinite(values).all() and len(values) == 1 + len(windows)
    artifact = knockout.compute(run, spec)
    assert artifact.log_probability == values[0]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_lens_item_reads_every_layer(engines: Any, family: str) -> None:
    run = opened(engines(family), noise(300, 400))
    spec = lens.ItemForm(setting="generative", word="dog", region=MIDDLE, naming=True, strict=True)
    artifact = lens.compute(run, spec)
    assert artifact.layers == list(range(run.depth + 1)) and artifact.object
    assert artifact.naming is not None


def test_the_word_behind_the_prefix_is_spelled_as_it_continues(engines: Any) -> None:
    run = opened(engines("llava", planted=True), noise(300, 400))
    target = behind_prefix(run, "dog")
    assert run.words(list(target.ids)) == [" dog"]
    assert "".join(run.words(list(target.before))).strip() == "It is a"
