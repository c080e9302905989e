"""Words: articles, whole-word mentions, everyday names."""

from pathlib import Path

from demo.words import class_names, head_word, listed, mentions, taught_words, with_article


def test_articles_follow_the_sound_and_plurals_have_none() -> None:
    assert with_article("dog") == "a dog"
    assert with_article("oven") == "an oven"
    assert with_article("scissors") == "scissors"


def test_a_list_reads_like_english() -> None:
    assert listed(["dog", "car", "oven"]) == "a dog, a car and an oven"


def test_car_is_not_found_in_cart() -> None:
    assert not mentions("The image shows a cart.", "car")
    assert mentions("Two cars and a dog.", "car")


def test_everyday_words_come_before_exact_names() -> None:
    assert taught_words("minivan", "car") == {"car": 1.0}
    assert taught_words("beagle", "dog") == {"dog": 0.8, "beagle": 0.2}
    assert taught_words("hippopotamus", "animal")["hippopotamus"] == 0.6
    assert head_word("dining table") == "table"


def test_class_names_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "classes.yaml"
    file.write_text("names:\n  1: bicycle\n  0: person\n")
    assert class_names(file) == ["person", "bicycle"]
