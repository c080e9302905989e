from contract.job import ModelName
from contract.queues import queue_name

MODEL = ModelName(name="a", revision="b", dtype="c")


def test_each_model_and_lane_has_its_own_queue():
    other = ModelName(name="a", revision="b2", dtype="c")
    names = {queue_name(m, lane) for m in (MODEL, other) for lane in ("interactive", "batch")}
    assert len(names) == 4


def test_names_cannot_be_confused_by_where_they_are_cut():
    assert queue_name(MODEL, "batch") != queue_name(
        ModelName(name="a\nb", revision="", dtype="c"), "batch"
    )
