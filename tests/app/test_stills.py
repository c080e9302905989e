from app.stills import grid_box, still_run
from app.tables import RunRow
from contract.figure import View


def run(analysis: str, status: str = "done", **params: object) -> RunRow:
    return RunRow(id=f"{analysis}{params}", analysis=analysis, status=status, params=params)


LENS, DOG, CAT = (
    run("logit_lens"),
    run("word_map", words=["dog"]),
    run("word_map", words=["cat", "tree"]),
)


def test_a_word_is_shown_by_the_run_that_knows_it():
    assert still_run([LENS, DOG, CAT], View(word="dog")) is DOG
    assert still_run([LENS, DOG, CAT], View(word="tree")) is CAT


def test_without_a_word_the_newest_word_map_is_shown_and_then_the_lens():
    assert still_run([DOG, CAT, LENS], View()) is CAT
    assert still_run([LENS], View(word="zebra")) is LENS


def test_only_what_is_done_is_shown():
    waiting = run("word_map", "queued", words=["dog"])
    assert still_run([waiting], View()) is None and still_run([], View()) is None
    assert still_run([waiting, LENS], View(word="dog")) is LENS


def test_the_box_is_that_of_the_first_grid(stage):
    done = stage.row(stage.done("Box")["id"])
    box = grid_box(done)
    assert (box.left, box.top, box.right, box.bottom) == (8, 0, 40, 32)
    assert grid_box(RunRow(provenance=None)) is None
