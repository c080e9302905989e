"""The table of `demo.evaluate`: figures over many pictures, with their intervals."""

import numpy as np

from demo.observation import Seen


def macro(seen: list[Seen], side: str) -> np.ndarray:
    """(layers,) mean over classes of the mean over pictures."""
    classes = sorted({name for s in seen for name in getattr(s, side)})
    rows = [[getattr(s, side)[n] for s in seen if n in getattr(s, side)] for n in classes]
    return np.array([np.mean(row, axis=0) for row in rows]).mean(0) if rows else np.zeros(1)


def best_layer(seen: list[Seen]) -> int:
    """The layer where the share inside exceeds the share outside by most."""
    return int(np.argmax(macro(seen, "inside") - macro(seen, "outside")))


def measures(seen: list[Seen], layer: int) -> dict[str, float]:
    """The table's figures at one layer; nan where nothing could be measured."""

    def share(values: list[bool]) -> float:
        return float(np.mean(values)) if values else float("nan")

    found = [row[layer] for s in seen for row in s.auc]
    return {
        "description names something there": share([s.described for s in seen]),
        "yes/no accuracy": share([v for s in seen for v in s.polled]),
        "word map, median AUC": float(np.median(found)) if found else float("nan"),
        "object patches with the word in the top 5": float(macro(seen, "inside")[layer]),
        "other patches with the word in the top 5": float(macro(seen, "outside")[layer]),
        "yes destroyed without the object": share([v for s in seen for v in s.destroyed]),
        "yes destroyed by random patches": share([v for s in seen for v in s.disturbed]),
        "'What is this?' names the dominant thing": share([v for s in seen for v in s.identified]),
        "'It is a' goes on with its name": share([v for s in seen for v in s.continued]),
        "left and right told apart": share([v for s in seen for v in s.sided]),
    }


def bootstrap(
    seen: list[Seen], layer: int, draws: int = 300, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """95 % intervals, resampling pictures."""
    random_ = np.random.default_rng(seed)
    many = []
    for _ in range(draws):
        sample = [seen[i] for i in random_.integers(0, len(seen), len(seen))]
        if any(s.inside for s in sample):
            many.append(measures(sample, layer))
    return {name: interval([figures[name] for figures in many]) for name in many[0]}


def interval(values: list[float]) -> tuple[float, float]:
    """The middle 95 % of the draws in which something could be measured."""
    known = [value for value in values if not np.isnan(value)] or [float("nan")]
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)


def counts(seen: list[Seen]) -> str:
    """On how much the figures rest."""
    kinds = {
        "objects of 2 to 60 %": "auc",
        "yes/no questions": "polled",
        "ablations": "destroyed",
        "pictures of one dominant thing": "identified",
        "questions about pairs": "sided",
    }
    found = [f"{sum(len(getattr(s, kind)) for s in seen)} {name}" for name, kind in kinds.items()]
    return ", ".join([f"{len(seen)} pictures", *found])


def table(seen: list[Seen]) -> str:
    """The figures with their intervals, and the lens by layer, as text."""
    layer = best_layer(seen)
    values, around = measures(seen, layer), bootstrap(seen, layer)
    lines = [f"{counts(seen)}; best layer {layer} of {len(macro(seen, 'inside')) - 1}"]
    for name, value in values.items():
        low, high = around[name]
        lines.append(f"{name:45s} {value:6.3f}  [{low:.3f}, {high:.3f}]")
    inside, outside = macro(seen, "inside"), macro(seen, "outside")
    rows = [f"{i}: {a:.2f}/{b:.2f}" for i, (a, b) in enumerate(zip(inside, outside, strict=True))]
    return "\n".join([*lines, "top-5 share by layer, inside/outside: " + "  ".join(rows)])
