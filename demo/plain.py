"""Does the model still speak plainly? A folder's language model beside the published one.

    python -m demo.plain --model DIR [--prose FILE] [--limit N]

Prints the perplexity of English prose (paragraphs that were written for this check and never
trained on) and the share of 50 facts that are told right, for both models, with the ratio and its
95 % bootstrap interval over paragraphs or facts. Training may cost 10 % of either.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from demo.material import Published, published
from demo.probe import Probe, load
from demo.texts import FACTS
from demo.words import mentions

PROSE = Path(__file__).parent / "prose.txt"
ALLOWED = 0.10  # how much worse than the published model it may be
LONGEST = 48  # tokens of an answer
END = 2  # token <|im_end|>
Fact = tuple[str, str]
Pairs = NDArray[np.float64]


@dataclass(frozen=True)
class Speaker:
    """A causal language model with its tokenizer; both models run in the bf16 they come in."""

    model: Any
    encode: Callable[[str], list[int]]
    decode: Callable[[list[int]], str]


def of_folder(probe: Probe) -> Speaker:
    """The language model of a model folder, asked without a picture."""
    tokenizer = probe.processor.tokenizer
    return Speaker(
        probe.model,
        lambda text: list(tokenizer(text, add_special_tokens=False)["input_ids"]),
        lambda ids: str(tokenizer.decode(ids, skip_special_tokens=True)),
    )


def of_parts(parts: Published) -> Speaker:
    """The published language model."""
    return Speaker(parts.language, parts.encode, parts.decode)


def surprise(speaker: Speaker, paragraph: str) -> tuple[float, int]:
    """Negative log-likelihood in nats of all tokens but the first, and how many they are."""
    ids = torch.tensor([speaker.encode(paragraph)])
    with torch.inference_mode():
        scores = speaker.model(input_ids=ids).logits[0, :-1].float()
    nats = torch.nn.functional.cross_entropy(scores, ids[0, 1:], reduction="sum")
    return float(nats), ids.shape[1] - 1


def knows(speaker: Speaker, fact: Fact) -> bool:
    """Whether the greedy answer holds the wanted word."""
    question, wanted = fact
    asked = f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    prompt = torch.tensor([speaker.encode(asked)])
    with torch.inference_mode():
        said = speaker.model.generate(
            input_ids=prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=LONGEST,
            do_sample=False, pad_token_id=END, eos_token_id=END,
        )  # fmt: skip
    return mentions(speaker.decode(said[0, prompt.shape[1] :].tolist()), wanted)


def perplexity(counts: Pairs) -> float:
    """Of (paragraphs, 2) rows of nats and tokens."""
    return float(np.exp(counts[:, 0].sum() / counts[:, 1].sum()))


def share(right: Pairs) -> float:
    """Of (facts, 1) rows of 0 or 1."""
    return float(right.mean())


@dataclass(frozen=True)
class Comparison:
    """A figure of the folder's model and of the published one, their ratio and its interval."""

    ours: float
    published: float
    ratio: float
    interval: tuple[float, float]


def compare(
    figure: Callable[[Pairs], float], ours: Pairs, theirs: Pairs, draws: int = 1000
) -> Comparison:
    """Both figures, and their ratio with an interval from resampling the same rows of both.

    A published figure of 0 makes the ratio nan; so do all draws where that happens by chance.
    """

    def ratio(rows: NDArray[np.int64]) -> float:
        below = figure(theirs[rows])
        return figure(ours[rows]) / below if below else float("nan")

    dice = np.random.default_rng(0)
    everything = np.arange(len(ours))
    many = [ratio(dice.integers(0, len(ours), len(ours))) for _ in range(draws)]
    known = [value for value in many if not np.isnan(value)] or [float("nan")]
    low, high = np.percentile(known, (2.5, 97.5))
    return Comparison(figure(ours), figure(theirs), ratio(everything), (float(low), float(high)))


def check(
    ours: Speaker, theirs: Speaker, prose: list[str], facts: list[Fact]
) -> tuple[Comparison, Comparison]:
    """Perplexity and share of facts, ours against theirs."""
    nats = [np.array([surprise(s, p) for p in prose], float) for s in (ours, theirs)]
    right = [np.array([[knows(s, fact)] for fact in facts], float) for s in (ours, theirs)]
    return compare(perplexity, nats[0], nats[1]), compare(share, right[0], right[1])


def paragraphs(text: str) -> list[str]:
    """Blocks of text between blank lines, each as one line."""
    blocks = (" ".join(block.split()) for block in text.split("\n\n"))
    return [block for block in blocks if block]


def table(prose: Comparison, facts: Comparison, counts: tuple[int, int]) -> str:
    """Both comparisons as text, and whether either is worse than allowed."""
    rows = [
        (f"perplexity of English prose, {counts[0]} paragraphs", prose, prose.ratio - 1),
        (f"share of {counts[1]} facts right", facts, 1 - facts.ratio),
    ]
    lines = [f"{'':45s}    ours published  ratio"]
    for name, c, worse in rows:
        low, high = c.interval
        verdict = "within" if worse <= ALLOWED else "WORSE THAN"
        lines.append(
            f"{name:45s} {c.ours:7.2f}   {c.published:7.2f}  {c.ratio:5.3f}  "
            f"[{low:.3f}, {high:.3f}]  {verdict} the {ALLOWED:.0%} allowed"
        )
    return "\n".join(lines)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--prose", type=Path, default=PROSE, help="paragraphs, blank lines between")
    parser.add_argument("--limit", type=int, default=None, help="of paragraphs and of facts")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prose = paragraphs(options.prose.read_text())[: options.limit]
    facts = list(FACTS[: options.limit])
    compared = check(of_folder(load(options.model)), of_parts(published()), prose, facts)
    print(table(*compared, (len(prose), len(facts))))


if __name__ == "__main__":
    main()
