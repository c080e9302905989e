import pytest

from measures.whole_words import whole_word

PIECES = [
    "A",
    " skate",
    "board",
    ",",
    " the",
    " dog",
    "'",
    "s",
    "\n",
    " É",
    "toile",
    " ",
    "2",
    "\ufffd",
]


@pytest.mark.parametrize(
    ("index", "word"),
    [(0, "A"), (1, "skateboard"), (2, "skateboard"), (3, ","), (4, "the"), (5, "dog's"),
     (6, "dog's"), (7, "dog's"), (8, ""), (9, "Étoile"), (10, "Étoile"), (11, ""), (12, "2"),
     (13, "")],
)  # fmt: skip
def test_a_piece_belongs_to_its_whole_word(index, word):
    assert whole_word(PIECES, index) == word
