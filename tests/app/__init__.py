"""Tests of the web side, and a stage to try pages on: `python -m tests.app.stage`."""
