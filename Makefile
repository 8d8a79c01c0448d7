# Each target makes the environment it needs; nothing has to be activated.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
COQ := coq libcoq-interval libcoq-coquelicot libcoq-bignums
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BROWSER := chromium chromium-driver npm default-jre-headless
.PHONY: help check test docs browser coq coqchk coq-mutants lint lint-style lint-format lint-types clean

help:
	@echo "make check   re-check the paper: ledger, findings, exit status"
	@echo "make test    run the tests"
	@echo "make docs    build the documentation site in build/site, strictly"
	@echo "make browser look at the report in headless Chromium; as root, install it first if needed"
	@echo "make coq     compile and audit the Coq theorems; as root, install Coq first if needed"
	@echo "make coqchk  check the compiled Coq files again with Coq's independent checker"
	@echo "make coq-mutants  false certificates of the instances: Coq's kernel refuses each"
	@echo "make lint    formatting, linter, type checker"
	@echo "make clean   remove the environment and stored results"

check: $(VENV)/.installed
	$(BIN)/proofcheck check

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile

docs: $(VENV)/.installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	$(BIN)/python -m documents.elsewhere build/site

browser: $(VENV)/.installed-dev
	@for p in chromium chromedriver npm java; do command -v $$p >/dev/null || missing=1; done; \
	if [ -z "$$missing" ]; then :; elif [ "$$(id -u)" = 0 ]; \
		then apt-get update -qq && apt-get install -y -qq --no-install-recommends $(BROWSER); \
		else echo "run as root: apt-get install -y --no-install-recommends $(BROWSER)" >&2; exit 2; fi
	npm install --silent --no-audit --no-fund --no-save --prefix build/browser axe-core@4 vnu-jar@26
	$(BIN)/python -m pip install --quiet --editable ".[browser]"
	$(BIN)/proofcheck report build/browser/report --no-verify --figures
	PROOFCHECK_BROWSER=1 $(BIN)/python -m pytest tests/report/test_browser.py

coq: $(VENV)/.installed
	@command -v coqc >/dev/null || if [ "$$(id -u)" = 0 ]; \
		then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(COQ); \
		else echo "run as root: apt-get install -y --no-install-recommends $(COQ)" >&2; exit 2; fi
	$(BIN)/proofcheck export --coq build/coq --check

coqchk: coq
	cd build/coq && coqchk -silent -o -Q . Proofcheck $(addprefix Proofcheck.,Lemma_12 Theorem_7 \
		Theorem_9 Proposition_15 Lemma_A1 Lemma_A2 Theorem_5 Lemma_19 Lemma_20 Invalid_inference \
		Positive Teacher Sharp_criterion Certified Exact Non_attracting Repeated \
		Fibre_critical D_zero)

coq-mutants: coq
	$(BIN)/python -m campaigns.coq_mutants

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

$(VENV)/.installed-docs: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable ".[docs]"
	@touch $@
