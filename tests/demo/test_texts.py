"""Plain-text questions."""

from demo.texts import FACTS, KEPT


def test_the_check_asks_nothing_that_was_trained_on() -> None:
    assert len(FACTS) == 50
    assert not {question for question, _ in FACTS} & set(KEPT)
