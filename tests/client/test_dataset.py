import json

from client.dataset import cut_down, find_annotations, find_pictures


def made(folder, *files):
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("x")
    return folder


def test_pictures_come_from_the_images_folder_if_there_is_one(tmp_path):
    made(tmp_path, "images/b.jpg", "images/a.PNG", "masks/a.png", "images/notes.txt")
    assert [p.name for p in find_pictures(tmp_path)] == ["a.PNG", "b.jpg"]
    assert [p.name for p in find_pictures(tmp_path, 1)] == ["a.PNG"]


def test_else_from_the_folder_itself(tmp_path):
    made(tmp_path, "deep/b.webp", "a.jpeg", "a.txt")
    assert [p.name for p in find_pictures(tmp_path)] == ["a.jpeg", "b.webp"]


def test_annotations_are_the_labels_of_these_pictures_and_the_names(tmp_path):
    made(tmp_path, "images/a.jpg", "images/b.jpg", "boxes/a.txt", "boxes/b.txt", "polygons/a.txt",
         "classes.yaml", "README.md", "notes.txt", "words.csv")  # fmt: skip
    found = find_annotations(tmp_path, find_pictures(tmp_path, 1))
    names = ["boxes/a.txt", "classes.yaml", "polygons/a.txt", "words.csv"]
    assert [each["file"] for each in found] == names


def test_instances_are_cut_down_to_the_pictures_and_other_json_left_out(tmp_path):
    made(tmp_path, "a.jpg")
    instances = {
        "images": [{"id": 1, "file_name": "train/a.jpg"}, {"id": 2, "file_name": "b.jpg"}],
        "annotations": [{"image_id": 1}, {"image_id": 2}],
        "categories": [{"id": 1}],
        "licenses": ["long"],
    }
    (tmp_path / "instances.json").write_text(json.dumps(instances))
    (tmp_path / "labels.json").write_text('{"a": 1}')
    (tmp_path / "broken.json").write_text("{")
    (found,) = find_annotations(tmp_path, find_pictures(tmp_path))
    cut = json.loads(found["text"])
    assert cut == cut_down(instances, {"a.jpg"})
    assert (cut["annotations"], list(cut)) == ([{"image_id": 1}], [
        "images", "annotations", "categories"
    ])  # fmt: skip
