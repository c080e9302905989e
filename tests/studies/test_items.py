from contract.geometry import Box
from contract.study import Region, Thing
from studies.methods.items import ItemSpec, common, found_object, object_patches
from studies.methods.presets import Params
from tests.planted import CARRIER, PlantedRun
from tests.studies.pictures import DOG, picture


def test_a_box_is_every_patch_that_it_overlaps():
    assert object_patches(PlantedRun(), "dog", DOG.region) == (CARRIER,)


def test_polygons_count_instead_of_their_box():
    box = Box(left=0, top=0, right=300, bottom=200)
    rings = [
        [(10.0, 10.0), (90.0, 10.0), (50.0, 90.0)],
        [(210.0, 110.0), (290.0, 110.0), (250.0, 190.0)],
    ]
    assert object_patches(PlantedRun(), "dog", Region(box=box, polygons=rings)) == (0, 5)


def test_without_a_region_the_object_is_where_its_word_is_read():
    assert object_patches(PlantedRun(), "dog", None) == (CARRIER,)


def test_the_naming_is_found_out_only_where_it_is_asked_for():
    spec = ItemSpec(setting="generative", word="dog", region=DOG.region)
    assert found_object(PlantedRun(), spec).naming is None
    asked = spec.model_copy(update={"naming": True})
    assert found_object(PlantedRun(), asked).naming.before is True


def test_common_parameters_make_a_valid_item():
    params = common(picture(), DOG, Params(preset="loose", seed=3))
    spec = ItemSpec.model_validate({**params, "setting": "vqa"})
    assert spec.region == DOG.region and not spec.strict
    assert common(picture(), Thing(word="dog"), Params())["region"] is None
