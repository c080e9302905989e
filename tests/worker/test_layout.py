"""A family's table leads to the model's parts."""

from __future__ import annotations

from typing import Any

import pytest

from contract.errors import ModelFailedItsChecks
from tests.worker.checkpoints import FAMILIES
from worker.adapters import families, family_of
from worker.layout import expected


@pytest.mark.parametrize("family", FAMILIES)
def test_every_path_in_the_table_leads_somewhere(engines: Any, family: str) -> None:
    loaded = engines(family).loaded
    table, parts = loaded.family, loaded.parts
    for path in (table.projector, table.tower):
        assert sum(p.numel() for p in parts.model.get_submodule(path).parameters()) > 0
    assert parts.depth == len(parts.attentions) == 3
    assert parts.head.shape == parts.embeddings.shape == (4096, 64)


def test_families_are_found_by_their_files() -> None:
    assert set(families()) == {"llava", "llava_next", "llava_onevision"}
    with pytest.raises(ModelFailedItsChecks, match="'t5'"):
        family_of("t5")


def test_a_grid_that_does_not_fit_the_sequence_is_refused() -> None:
    with pytest.raises(ModelFailedItsChecks, match="makes 576 tokens, but the processor put 577"):
        expected(576, 577, "24 x 24 patches")
