# The three commands of this project. Each makes the environment from the lock file
# if it is missing or the lock has changed, then does its job.
#   make reports   the demo data (if no data are there) and every report of the edition
#   make test      linters, types, architecture and tests
#   make lab       JupyterLab on notebooks/

PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LANGUAGE ?= fi
EDITION ?= demo
REGIONS ?= 1000
FIRST ?= 1
JOBS ?= 2

.PHONY: reports test test-all mutants validity attacks lab bench lock clean

reports: $(READY)
	$(BIN)/evaluation demo --if-empty
	$(BIN)/evaluation report --edition $(EDITION) --language $(LANGUAGE)

test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/evaluation demo --if-empty
	$(BIN)/python -m pytest

# Slower suites (many simulated regions), outside CI.
test-all: $(READY)
	$(BIN)/evaluation demo --if-empty
	$(BIN)/python -m pytest -m "slow or not slow"

# Do the door's tests pass through every branch of it, and notice when it is broken in any small
# way (about half an hour)?
mutants: $(READY)
	$(BIN)/coverage run --branch --include=evaluation/disclosure.py \
	  -m pytest -q -o addopts= tests/disclosure/test_door.py tests/disclosure/test_drawn_again.py
	$(BIN)/coverage report --fail-under=100
	OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/disclosure/kill_mutants.py

# The validity study: many regions with a known truth; writes docs/validity.md (about 15 minutes).
validity: $(READY)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/validity/run.py --regions $(REGIONS) --jobs $(JOBS)

# Made-up regions published in several ways and attacked; writes docs/attacks.md (about an hour).
attacks: $(READY)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/disclosure/run_attacks.py --regions $(REGIONS) --first $(FIRST) \
	  --jobs $(JOBS)

lab: $(READY)
	$(BIN)/evaluation demo --if-empty
	$(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(VENV)/tools/bin/uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	VIRTUAL_ENV=$(VENV) $(VENV)/tools/bin/uv pip sync --quiet --require-hashes requirements.lock
	VIRTUAL_ENV=$(VENV) $(VENV)/tools/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

bench: $(READY)
	$(BIN)/python benchmarks/intake.py
	$(BIN)/python benchmarks/theory_test.py
	$(BIN)/python benchmarks/attack.py
	$(BIN)/python benchmarks/edition.py

# Maintainers: renew the lock file after a change of dependencies in pyproject.toml.
lock: $(READY)
	$(VENV)/tools/bin/uv pip compile pyproject.toml --extra dev --extra cluster --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade \
	  --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV)
