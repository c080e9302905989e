"""The model side: a queue worker, the engine, hooks and model families."""

import os

# Before torch loads its threads: by default they spin at every barrier. On cores shared with
# anything else that made a forward pass up to twenty times slower (docs/models.md).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
