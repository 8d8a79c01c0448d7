# Each target makes the environment it needs; nothing has to be activated.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
COQ := coq libcoq-interval libcoq-coquelicot libcoq-bignums
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BROWSER := chromium chromium-driver npm default-jre-headless
.PHONY: help check test docs browser coq coqchk coqchk-all coq-mutants lint lint-style lint-format \
	lint-types packages debian-coq debian-browser clean

help:
	@echo "make check   re-check the paper: ledger, findings, exit status"
	@echo "make test    run the tests"
	@echo "make docs    build the documentation site in build/site, strictly"
	@echo "make browser look at the report in headless Chromium; as root, install it first if needed"
	@echo "make coq     compile and audit the Coq theorems; as root, install Coq first if needed"
	@echo "make coqchk  check the compiled Coq files again with Coq's independent checker"
	@echo "make coqchk-all   the same with all libraries below; takes long"
	@echo "make coq-mutants  false certificates of the instances: Coq's kernel refuses each"
	@echo "make packages   as root, install Debian's packages for Coq and the browser"
	@echo "make lint    formatting, linter, type checker"
	@echo "make clean   remove the environment and stored results"

check: $(VENV)/.installed
	$(BIN)/proofcheck check

# In the order of collection: long files begin early, the short doctests fill the end.
test: $(VENV)/.installed-dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

docs: $(VENV)/.installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet
	$(BIN)/python -m documents.elsewhere build/site

browser: debian-browser $(VENV)/.installed-browser
	npm install --silent --no-audit --no-fund --no-save --prefix build/browser axe-core@4 vnu-jar@26
	$(BIN)/proofcheck report build/browser/report --no-verify --figures
	PROOFCHECK_BROWSER=1 $(BIN)/python -m pytest tests/report/test_browser.py

# Debian's packages and the Python environment are installed side by side.
coq:
	@$(MAKE) --no-print-directory -j2 debian-coq $(VENV)/.installed
	$(BIN)/proofcheck export --coq build/coq --check

# Debian's packages where a command is missing; `packages` for both, one after the other.
define debian
@for p in $(1); do command -v $$p >/dev/null || missing=1; done; if [ -z "$$missing" ]; then :; \
elif [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $(2); \
else echo "run as root: apt-get install -y --no-install-recommends $(2)" >&2; exit 2; fi
endef

packages:
	@$(MAKE) --no-print-directory debian-coq
	@$(MAKE) --no-print-directory debian-browser

debian-coq:
	$(call debian,coqc,$(COQ))

debian-browser:
	$(call debian,chromium chromedriver npm java,$(BROWSER))

# Each compiled file of the repository by itself; Coq's own library, Coquelicot and Interval admitted.
coqchk: coq
	cd build/coq && coqchk -silent -o -bytecode-compiler yes -Q . Proofcheck \
		$$(ls *.vo | sed 's/^/-norec Proofcheck./; s/[.]vo$$//')

# The same with every library below, nothing admitted.
coqchk-all: coq
	cd build/coq && coqchk -silent -o -bytecode-compiler yes -Q . Proofcheck \
		$$(ls *.vo | sed 's/^/Proofcheck./; s/[.]vo$$//')

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

$(VENV)/.installed-browser: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --editable ".[browser]"
	@touch $@
