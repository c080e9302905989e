"""`python -m worker`: one worker, set up by the environment."""

from contract.settings import Settings
from worker.engine import Engine
from worker.serving import main

if __name__ == "__main__":
    main(Settings(), Engine.load)
