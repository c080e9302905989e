"""`python -m supervisor`: what `patchlens up` runs."""

import sys

from contract.settings import Settings
from supervisor.up import up

if __name__ == "__main__":
    sys.exit(up(Settings()))
