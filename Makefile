# Two commands: `make run` serves the chat, `make test` runs the tests. Both do all the set-up on the first call.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test lint types check bench quality clean

run: $(READY)
	@$(BIN)/carbonkb ingest --add --quiet corpus || test $$? -eq 3
	@$(BIN)/carbonkb serve --host $(HOST) --port $(PORT)

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

check: $(READY)
	$(BIN)/carbonkb check corpus

bench: $(READY)
	$(BIN)/python benchmarks/speed.py

quality: $(READY)
	$(BIN)/python benchmarks/quality.py $(GATE)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	@echo "Setting up $(VENV): a few minutes the first time"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

clean:
	rm -rf $(VENV) data build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
