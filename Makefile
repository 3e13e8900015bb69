# `make run` serves the agents' sidebar, `make check` is what a change must pass. Everything lives in .venv.

HOST ?= 127.0.0.1
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
SERVING := $(VENV)/.serving
INSTALLED := $(VENV)/.installed
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
PACKAGES := knowledge indexer service evaluation
# 3.11 first: requirements.lock was made with it
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; break; }; done)

.PHONY: install run test test-all check verify lint format types layers dependencies audit knowledge bench clean
.DEFAULT_GOAL := check

# everything, at the versions of requirements.lock: serving, testing, other encoders, Ray
install: $(INSTALLED)

$(INSTALLED): $(SERVING)
	$(PIP) --requirement requirements.lock
	@touch $@

# what serving needs, at the same versions
$(SERVING): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "yizhi needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || echo none). Name another one with make PYTHON=/path/to/python" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --constraint requirements.lock setuptools
	$(PIP) --constraint requirements.lock --no-build-isolation --editable .
	@touch $@

run: $(SERVING)
	$(BIN)/yizhi serve --host $(HOST) --port $(PORT)

test: install
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

test-all: install
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: verify test

# everything of `check` but the tests
verify: lint types layers dependencies audit knowledge

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install
	$(BIN)/mypy

layers: install
	$(BIN)/lint-imports

dependencies: install
	$(BIN)/deptry .

# what is installed against the lock, and that against published advisories where they can be asked
audit: install
	$(BIN)/python .ci/audit.py

knowledge: $(SERVING)
	$(BIN)/yizhi lint
	$(BIN)/yizhi conflicts

bench: install
	$(BIN)/python -m evaluation.bench

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +
