"""Attention weights without full tensors, the same under any implementation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from tests.worker.checkpoints import noise
from tests.worker.squares import opened


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_rows_equal_the_frameworks_own_weights(engines: Any, attention: str) -> None:
    eager = opened(engines("demo", attention="eager"), noise(64, 48))
    with torch.inference_mode():
        output = eager.parts.decoder(
            inputs_embeds=eager.warm.prefill.embeddings, output_attentions=True, use_cache=False
        )
    run = opened(engines("demo", attention=attention), noise(64, 48))
    queries, layers = [3, 100, len(run.tokens) - 1], [0, 2]
    found = run.attention(queries, layers)
    assert found.shape == (2, 4, 3, len(run.tokens))
    true = np.stack([output.attentions[layer][0, :, queries].numpy() for layer in layers])
    assert np.allclose(found, true, atol=1e-4)


def test_the_implementation_is_put_back_after_an_error(engines: Any) -> None:
    run = opened(engines("demo"), noise(64, 48))
    with pytest.raises(IndexError):
        run.attention([10**6], [0])
    assert run.parts.attentions[0].config._attn_implementation == "sdpa"
