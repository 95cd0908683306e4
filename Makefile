# `make run` and `make test` set everything up themselves; they need Python >= 3.11, pip and make.
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
VALIDATOR := .venv-validator
INSTALL = $(PYTHON) -m pip --disable-pip-version-check --python $(1)/bin/python install --quiet --no-input --require-hashes
PIP := $(call INSTALL,$(VENV))
CODE := $(BIN)/ruff check monitor db tests bench && $(BIN)/ruff format --check monitor db tests bench

.PHONY: run test check lock ocr validator bench score clean help
.DEFAULT_GOAL := help

help:
	@echo "make run    set up and run the demonstration market (ARGS=--no-serve ends after printing)"
	@echo "make test   set up, check and test everything"
	@echo "make check  style, types and import directions alone"
	@echo "make score  how well the labelled texts are read"
	@echo "make bench  speed and memory, as ratios in one run"
	@echo "make ocr    add what reads the words of pictures (340 MB)"
	@echo "make validator  add py-wacz, which checks our WACZ files in the tests (70 MB, apart from all else)"
	@echo "make lock   renew the lock files (needs uv)"
	@echo "make clean  remove what make made"

run: $(STAMPS)/run
	@$(BIN)/hydrowatch demo $(ARGS)

test: check $(STAMPS)/validator
	PATH="$$PATH:$(CURDIR)/$(VALIDATOR)/bin" $(BIN)/python -m pytest -n auto $(ARGS)

check: $(STAMPS)/dev
	$(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMPS)/dev
	$(BIN)/python -m bench $(ARGS)

score: $(STAMPS)/dev
	$(BIN)/python -m bench.score --metamorphic $(ARGS)

# Some 340 MB: what reads the words of pictures. The tests that need it are skipped without.
ocr: $(STAMPS)/run
	$(PIP) -r requirements-ocr.lock

# In an environment of its own, for its 50 packages are none of ours. Tests that need it are skipped without.
validator: $(STAMPS)/validator

lock:
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements.lock
	uv pip compile pyproject.toml --group build --extra ocr -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements-ocr.lock
	uv pip compile pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements-dev.lock
	uv pip compile --group validator --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements-validator.lock

clean:
	rm -rf $(VENV) $(VALIDATOR) $(STAMPS) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo-workspace

# --without-pip: Debian ships a Python whose venv has no ensurepip; the machine's own pip fills the folder.
$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hydrowatch needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv --without-pip $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements.lock pyproject.toml
	$(PIP) -r requirements.lock
	$(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet --no-input --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements-dev.lock
	$(PIP) -r requirements-dev.lock
	@touch $@

$(STAMPS)/validator: requirements-validator.lock
	$(PYTHON) -m venv --without-pip $(VALIDATOR)
	$(call INSTALL,$(VALIDATOR)) -r requirements-validator.lock
	@mkdir -p $(STAMPS) && touch $@
