import pytest

from measures.matching import says


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A dog.", "dog"),
        ("Two dogs play.", "dog"),
        ("DOG", "dog"),
        ("a red bus and three buses", "Bus"),
        ("puppies!", "puppy"),
        ("sharp knives", "knife"),
        ("two sandwiches", "sandwich"),
        ("some people", "person"),
        ("a hot  dog", "hot dog"),
        ("traffic lights", "traffic light"),
        ("potatoes", "potato"),
        ("photos", "photo"),
        ("It's a dog's life", "dog"),
        ("un café", "café"),
    ],
)
def test_a_word_and_its_plural_are_found(text, word):
    assert says(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [("a shopping cart", "car"), ("scar", "car"), ("cars", "cart"), ("hotdog", "dog"),
     ("hot, dog", "hot dog"), ("a dog", "dogs"), ("boies", "boy"), ("catx", "cat."),
     ("a b", "a.b")],
)  # fmt: skip
def test_success_tests_that_find_car_in_cart(text, word):
    """Mistake in public code: `word in text`."""
    assert not says(text, word)


@pytest.mark.parametrize("text", ["", " ", "a dog"])
@pytest.mark.parametrize("word", ["", "  ", "\n"])
def test_success_tests_that_pass_on_an_empty_token(text, word):
    """Mistake in public code: an empty token is in every text."""
    assert not says(text, word)
