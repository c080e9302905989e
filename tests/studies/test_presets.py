from contract.geometry import Box
from contract.study import LabelledPicture, Region, Thing
from studies.methods.presets import chosen_things, picture_seed
from tests.studies.pictures import picture, thing

SMALL = thing("dog", 0, 0, 40, 40)  # 1,600 px²


def words(pictures, preset):
    found, steps = chosen_things(pictures, preset)
    return [t.word for _, t in found], [step.left for step in steps]


def test_the_papers_filter_counts_each_step():
    pictures = [
        picture(SMALL, file="kept.jpg"),
        picture(SMALL, *[thing("cat", 0, 0, 40, 40)] * 3, file="crowded.jpg"),
        picture(SMALL, SMALL, file="twice.jpg"),
        picture(thing("bus", 0, 0, 200, 200), file="large.jpg"),
        picture(thing("ant", 0, 0, 10, 10), file="tiny.jpg"),
    ]
    assert words(pictures, "paper") == (["dog"], [9, 5, 3, 1])


def test_the_papers_area_includes_its_ends():
    ends = [thing("a", 0, 0, 100, 10), thing("b", 0, 0, 100, 20), thing("c", 0, 0, 100, 20.1)]
    assert words([picture(*ends)], "paper")[0] == ["a", "b"]


def test_a_polygon_is_measured_by_its_own_area():
    triangle = [(0.0, 0.0), (60.0, 0.0), (0.0, 60.0)]  # 1,800 px² in a box of 3,600
    region = Region(box=Box(left=0, top=0, right=60, bottom=60), polygons=[triangle])
    assert region.area == 1800
    assert words([picture(Thing(word="kite", region=region))], "paper")[0] == ["kite"]


def test_the_loose_filter_goes_by_the_share_of_the_picture():
    half, speck, all_of_it = (
        thing("half", 0, 0, 150, 200), thing("speck", 0, 0, 20, 20), thing("all", 0, 0, 300, 200),
    )  # fmt: skip
    assert words([picture(half, speck, all_of_it)], "loose") == (["half"], [3, 3, 1])


def test_a_word_without_a_place_passes_the_loose_filter_and_not_the_papers():
    named = [picture(Thing(word="dog"))]
    assert words(named, "loose")[0] == ["dog"]
    assert words(named, "paper")[0] == []


def test_a_pictures_seed_depends_on_the_study_and_the_picture_alone():
    one, other = picture(), LabelledPicture(file="b", image="cd" * 32, width=1, height=1)
    assert picture_seed(0, one) == picture_seed(0, picture(file="renamed.jpg"))
    assert len({picture_seed(0, one), picture_seed(1, one), picture_seed(0, other)}) == 3
