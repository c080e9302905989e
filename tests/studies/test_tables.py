from types import SimpleNamespace

import pytest

from contract.study import Result
from studies.methods.naming import Naming
from studies.methods.presets import Params, Step
from studies.methods.tables import counted, filter_table, mean, share


def result(file, naming=None, patches=(4,)):
    return Result(file, "dog", SimpleNamespace(object=list(patches), naming=naming))


FOUND = [
    result("kept", Naming(before=True, after_noise=False)),
    result("kept"),
    result("talker", Naming(before=True, after_noise=True)),
    result("unnamed", Naming(before=False)),
    result("unnamed"),
    result("pending"),
    result("unseen", None, patches=()),
]


def test_only_objects_that_are_seen_and_named_count_with_all_their_items():
    left, steps = counted(FOUND, Params(preset="paper"))
    assert [r.file for r in left] == ["kept", "kept"]
    assert [step.left for step in steps] == [4, 2, 1]


def test_the_loose_preset_has_no_step_for_noise():
    steps = counted(FOUND, Params(preset="loose"))[1]
    assert [step.title for step in steps] == ["seen by the model", "named in the description"]


def test_the_filter_is_a_table():
    assert filter_table([Step(title="a", left=3)]).rows == [{"step": "a", "left": 3}]


def test_a_share_and_a_mean_come_with_their_intervals():
    assert share([True, False], "kept") == {
        "kept": 0.5, "low": pytest.approx(0.0945, abs=1e-3), "high": pytest.approx(0.9055, abs=1e-3)
    }  # fmt: skip
    assert mean([1.0, 1.0], 0) == {"mean": 1.0, "mean_low": 1.0, "mean_high": 1.0}


def test_nothing_tried_is_no_share_and_no_mean():
    assert share([])["share"] is None and share([])["high"] == 1.0
    assert mean([], 0)["mean"] is None
