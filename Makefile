# `make run` starts PatchLens, `make test` runs every test; both set up .venv first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: run test lint setup-run setup-test benchmarks

run: setup-run
	@exec $(BIN)/patchlens up

test: setup-test
	$(BIN)/python -m pytest

lint: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmarks: setup-test
	@for file in benchmarks/[a-z]*.py; do \
	  name=$$(basename $$file .py); echo "== $$name"; $(BIN)/python -m benchmarks.$$name || exit 1; \
	done

setup-run:
	@$(PYTHON) tools/environment.py run

setup-test:
	@$(PYTHON) tools/environment.py test
