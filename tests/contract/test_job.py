import pytest

from contract.job import Job, ModelName

MODEL = ModelName(name="demo", revision="1", dtype="bfloat16")
JOB = Job(
    image="a" * 64,
    prompt="What?",
    model=MODEL,
    analysis="logit_lens",
    version=1,
    params={"k": 5, "layers": None},
)


def test_the_same_question_has_the_same_key_whatever_the_order_of_its_parameters():
    other = JOB.model_copy(update={"params": {"layers": None, "k": 5}})
    assert other.key == JOB.key
    assert len(JOB.key) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"image": "b" * 64},
        {"prompt": "What? "},
        {"model": MODEL.model_copy(update={"name": "x"})},
        {"model": MODEL.model_copy(update={"revision": "2"})},
        {"model": MODEL.model_copy(update={"dtype": "float32"})},
        {"analysis": "word_map"},
        {"version": 2},
        {"params": {"k": 6, "layers": None}},
    ],
)
def test_every_part_of_the_question_changes_the_key(change):
    changed = Job.model_validate(JOB.model_dump() | change)
    assert changed.key != JOB.key


def test_a_job_survives_the_journey_as_json():
    assert Job.model_validate_json(JOB.model_dump_json()).key == JOB.key
