import pytest

from contract.interventions import BlockAttention
from measures.windows import paper_windows
from studies.knockout import EDGES, Spec, study
from studies.methods.tables import tables_of
from tests.planted import CARRIER, DEPTH, EDGE_BLOCK, EDGE_COST, FIRST_PATCH, LAST, PlantedRun
from tests.studies.pictures import DOG, answered, picture, thing

SPEC = Spec(settings=["vqa", "polling"])
CARRYING = {f"{first}–{last}": first <= EDGE_BLOCK <= last for first, last in paper_windows(DEPTH)}


class Watching(PlantedRun):
    """Keeps what was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.cuts: list[BlockAttention] = []

    def scores(self, variants, target):
        self.cuts += [each for variant in variants for each in variant]
        return super().scores(variants, target)


def kept(results):
    rows = tables_of(study, results, SPEC, [])[0].rows
    return {(row["setting"], row["edge"], row["blocks"]): row for row in rows}


def test_the_planted_edge_and_block_are_found_exactly():
    found = kept(answered(study, SPEC, PlantedRun()))
    assert True in CARRYING.values() and False in CARRYING.values()
    for setting in SPEC.settings:
        for blocks, carrying in CARRYING.items():
            row = found[setting, EDGES["object"], blocks]
            assert row["kept"] == float(not carrying)
            assert row["change"] == pytest.approx(-EDGE_COST * carrying)


@pytest.mark.parametrize("edge", ["others", "object_to_row", "rows_to_row"])
def test_edges_that_carry_nothing_keep_every_answer(edge):
    found = kept(answered(study, SPEC, PlantedRun()))
    rows = [row for (_, title, _), row in found.items() if title == EDGES[edge]]
    assert len(rows) == 2 * len(CARRYING)
    assert {(row["kept"], row["change"]) for row in rows} == {(1.0, 0.0)}


def test_words_behind_the_prompt_belong_to_the_last_position_and_to_no_other_target():
    run = Watching()
    answered(study, SPEC, run)
    assert {cut.decode for cut in run.cuts if cut.targets == (LAST,)} == {True, False}
    assert {cut.decode for cut in run.cuts if cut.targets != (LAST,)} == {False}
    polled = Watching()
    answered(study, Spec(settings=["polling"]), polled)
    assert {cut.decode for cut in polled.cuts} == {False}


def test_the_objects_buffer_grows_its_sources():
    results = answered(study, SPEC, PlantedRun())
    sources = {r.artifact.edge: r.artifact.sources for r in results if r.artifact.edge}
    assert (sources["object"], sources["object_1"], sources["others"]) == (1, 6, 5)


def test_others_leave_out_the_object():
    run = Watching()
    answered(study, Spec(edges=["others"]), run)
    assert all(CARRIER + FIRST_PATCH not in cut.sources for cut in run.cuts)


def test_an_object_that_was_cut_off_is_asked_nothing():
    run = PlantedRun()
    results = answered(study, SPEC, run, thing("dog", 400, 110, 490, 190))
    assert run.scored == 0 and all(result.artifact.cuts == [] for result in results)


def test_the_first_item_only_finds_out_the_naming():
    items = list(study.plan(picture(), DOG, Spec()))
    assert len(items) == 1 + len(EDGES)
    assert items[0].params["naming"] and "edge" not in items[0].params
    for item in items:
        study.item.parse(item.params)


def test_rows_name_each_window():
    (_, first, *_) = answered(study, SPEC, PlantedRun())
    rows = list(study.item.rows(first.artifact))
    assert len(rows) == len(CARRYING) and rows[0]["edge"] == "object"
