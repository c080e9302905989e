"""`python -m worker`: one worker, set up by the environment."""

import os

# GNU OpenMP's threads spin for milliseconds while they wait for each other. With a browser or a
# second model on the same cores that slowed the model down five times; it is read at import.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

from contract.settings import Settings
from worker.engine import Engine
from worker.serving import main

if __name__ == "__main__":
    main(Settings(), Engine.load)
