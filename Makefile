# make run: set up, publish the reports in data/raw, and write a brief on one county (where other reports
# lie in data/raw there is no such county; that is no error).  make test: set up and test, in minutes.
# make test-all: with the slow tests and coverage, as CI does.  make lab: JupyterLab on the notebooks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test test-all test-quick test-covered lint style types docs bench lab lock clean
run: $(READY)
	$(BIN)/gouji run data/raw --out reports
	-$(BIN)/gouji brief 平潭县 --year 2023 --out reports/briefs

# Dependencies come from the lock, each with its hash; our own package is built with the locked hatchling and nothing else.
# uv installs them in a fraction of the time, where there is one. Neither compiles what is not imported.
ifneq ($(shell command -v uv),)
NEW_VENV := --without-pip
INSTALL := uv pip install --quiet --python $(BIN)/python
else
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
endif
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "gouji needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Installing $$(grep -c '==' requirements.lock) packages into $(VENV), once; a minute or two."
	@$(PYTHON) -m venv $(NEW_VENV) $(VENV)
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

# Types are checked beside the tests: while a test waits for a process, a core would have nothing to do.
test: $(READY) style
	$(MAKE) -j 2 types test-quick

test-all: $(READY) style
	$(MAKE) -j 2 types test-covered
	$(BIN)/python -m pytest -m slow

test-quick: $(READY)
	$(BIN)/python -m pytest -m "not slow" --hypothesis-profile=quick

test-covered: $(READY)
	$(BIN)/python -m pytest -m "not slow" --cov=analysis --cov-report=term:skip-covered

lint: style types

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

# The documentation as a site, in both languages; a link that leads nowhere is an error.
docs: $(READY)
	@$(INSTALL) --require-hashes -r docs/requirements.lock
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "site/index.html"

# What people wait for, in CPU seconds: a table in benchmarks/results/speed.json and benchmarks/README.md; some minutes.
bench: $(READY)
	$(BIN)/python -m benchmarks speed --keep

lab: $(READY)
	$(BIN)/jupyter lab --notebook-dir=. notebooks/agency_assessment.ipynb

# Needs uv; the lock names no registry host.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --extra dev --extra cluster --extra review --extra ocr pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --constraint requirements.lock docs/requirements.in -o docs/requirements.lock

clean:
	rm -rf $(VENV) reports .pytest_cache .mypy_cache .ruff_cache
