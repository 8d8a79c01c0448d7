# Each target makes the environment it needs; nothing has to be activated.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help check test lint lint-style lint-format lint-types clean

help:
	@echo "make check   re-check the paper: ledger, findings, exit status"
	@echo "make test    run the tests"
	@echo "make lint    formatting, linter, type checker"
	@echo "make clean   remove the environment and stored results"

check: $(VENV)/.installed
	$(BIN)/proofcheck check

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: lint-style lint-format lint-types

lint-style: $(VENV)/.installed-dev
	$(BIN)/ruff check .

lint-format: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .

lint-types: $(VENV)/.installed-dev
	$(BIN)/mypy

clean:
	rm -rf $(VENV) .proofcheck

$(VENV)/.installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "proofcheck needs Python 3.11 or newer" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@
