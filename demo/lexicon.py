"""The taught words as numbers: which tokens stand for a word, and where its vector lies."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from demo.pictures import NamedPicture
from demo.words import STUFF, THINGS, head_word, taught_words

# What an image token says where nothing in particular is: a floor under every patch's words.
FILLERS = ("image", "picture", "background", "photo", "view")
Encode = Callable[[str], list[int]]


@dataclass(frozen=True)
class Lexicon:
    """`words` in a fixed order: COCO's labels first, then ImageNet's names, then the fillers.

    `tokens` (words, vocabulary) sparse rows: the first pieces that stand for each word;
    `of_class` (1000, words): what to say of each of the tower's classes.
    """

    words: list[str]
    token_ids: list[dict[int, float]]
    of_class: Tensor
    labelled: int

    def number(self, word: str) -> int:
        """The word's place in the order."""
        return self.words.index(word)

    def to_tokens(self, share: Tensor, vocabulary: int) -> Tensor:
        """(n, words) shares of words -> (n, vocabulary) shares of tokens."""
        columns = [t for row in self.token_ids for t in row]
        source = [i for i, row in enumerate(self.token_ids) for _ in row]
        weight = torch.tensor([v for row in self.token_ids for v in row.values()])
        out = torch.zeros(len(share), vocabulary)
        return out.index_add_(1, torch.tensor(columns), share[:, source] * weight)


def labels() -> list[str]:
    """COCO's things and stuff in the order that label maps use."""
    return sorted(set(THINGS.values()) | set(STUFF.values()))


def lexicon(pictures: list[NamedPicture], encode: Encode) -> Lexicon:
    """The words of COCO and of these pictures' classes."""
    known = labels()
    shares = [taught_words(p.name, p.category) for p in pictures]
    extra = {word for share in shares for word in share} - set(known) - set(FILLERS)
    words = [*known, *sorted(extra), *FILLERS]
    place = {word: i for i, word in enumerate(words)}
    of_class = torch.zeros(1000, len(words))
    for picture, share in zip(pictures, shares, strict=True):
        for word, weight in share.items():
            of_class[picture.number, place[word]] += weight
    return Lexicon(words, [first_pieces(w, encode) for w in words], of_class, len(known))


def first_pieces(word: str, encode: Encode) -> dict[int, float]:
    """Tokens a lens may show for the word: of 'dining table', mostly ' table', also ' dining'."""
    head = encode(" " + head_word(word))[0]
    first = encode(" " + word.split()[0])[0]
    return {head: 1.0} if head == first else {head: 0.6, first: 0.4}


def directions(words: Lexicon, embeddings: Tensor, encode: Encode) -> Tensor:
    """(words, width) unit vectors: the mean input embedding of each word's pieces."""
    rows = [embeddings[encode(" " + word)].float().mean(0) for word in words.words]
    vectors = torch.stack(rows)
    unit: Tensor = vectors / vectors.norm(dim=1, keepdim=True)
    return unit
