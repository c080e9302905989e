"""The same truths on a CUDA device, in bf16. Self-contained: torch and transformers are enough."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from contract.settings import Settings
from tests.worker.checkpoints import FAMILIES, build, job_for, noise, png
from worker.engine import Engine

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device"),
]


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_on_the_gpu_agrees_with_itself_on_the_cpu(
    family: str, attention: str, tmp_path: Path
) -> None:
    folder = build(tmp_path / family, family, planted=family != "demo")
    runs = []
    for device, dtype in (("cpu", "float32"), ("cuda", "bfloat16")):
        settings = Settings(model=str(folder), device=device, dtype=dtype, attention=attention)
        engine = Engine.load(settings)  # the checks run here
        runs.append(engine.open(job_for(engine.card), png(noise(90, 60)), lambda p: None))
    cpu, cuda = (run.word_maps(["dog", "grass"], range(4)).probability for run in runs)
    assert np.allclose(cpu, cuda, atol=0.1)
    assert np.median(np.abs(cpu - cuda)) < 0.01
    assert runs[1].top_words([0, 3], 5).ids.shape == runs[0].top_words([0, 3], 5).ids.shape
    rows = runs[1].attention([len(runs[1].tokens) - 1], [0, 2])
    assert np.allclose(rows.sum(-1), 1, atol=1e-2)
