# Every target but help and lock sees to what it needs of the set-up first, which does nothing while it is up to date.
PYTHON ?= python3
UV ?= uv

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LOCKED := $(VENV)/.locked
SPARK := $(VENV)/.spark
JARS := .jars/.fetched

PINNED := --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --quiet

.DEFAULT_GOAL := help
.PHONY: help setup machine demo test check bench fuzz evidence docs site lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: $(INSTALLED) $(SPARK) ## .venv with everything in the locks, the command .venv/bin/stockproof, and Delta's JARs for Spark
	@$(BIN)/python -c 'from contracts.engines.spark_java import java_home; java_home()' 2> /dev/null || \
	  { echo "without Java 17 or later everything but Spark works; make machine sees to it" >&2; exit 0; }; \
	$(MAKE) --silent $(JARS)

machine: $(INSTALLED) ## Java and Chromium, which the tests need: found, or installed where that needs no question
	@$(BIN)/python scripts/machine.py

demo: $(INSTALLED) ## a small world as Delta tables in demo-world, judged, and explained in its report.html
	@$(BIN)/stockproof generate --preset small --out demo-world --overwrite
	@$(BIN)/stockproof validate demo-world --html demo-world/report.html

test: $(INSTALLED) $(SPARK) machine ## the merge gate: every test but those of make evidence
	@$(MAKE) --silent $(JARS)
	@$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(INSTALLED) ## lint, format, types, who may import whom, and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/unit/test_house.py

bench: $(INSTALLED) ## measure generating and judging at full scale, and write docs/benchmarks.md
	@$(BIN)/python benchmarks/page.py

fuzz: $(INSTALLED) ## what Hypothesis finds in a night: a hundred times the examples of the gate, drawn anew, failures kept
	@$(BIN)/python -m pytest -n auto --hypothesis-profile=nightly tests/contract/test_code.py \
	  tests/unit/contracts/strategies tests/integration/generator/test_drawn_worlds.py

evidence: $(INSTALLED) $(SPARK) machine ## what is too long for the gate
	@$(MAKE) --silent $(JARS)
	@$(BIN)/python -m pytest -s tests/evidence

docs: $(INSTALLED) ## write the documentation that is derived from the code
	$(BIN)/python -m contracts.schemas.page > docs/tables.md
	$(BIN)/python -m contracts.faults.page > docs/kill-matrix.md
	$(BIN)/python tests/contract/implementations/wrong_page.py > docs/wrong-implementations.md
	$(BIN)/python tests/contract/implementations/described_page.py > docs/ra-as-described.md
	$(BIN)/python scripts/reference.py docs/reference
	$(BIN)/python scripts/architecture.py docs/architecture.svg
	$(BIN)/python -m contracts.reference.page docs/reference/examples.json docs/laws

site: $(INSTALLED) $(SPARK) ## the documentation as a site in build/site, which opens from disk
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict && echo "build/site/index.html"

lock: ## pin every dependency anew, with hashes, for Python 3.11 to 3.13 (needs uv on the PATH, or UV=...)
	@command -v $(UV) > /dev/null || { echo "make lock needs uv: install it, or name it: make lock UV=path/to/uv" >&2; exit 2; }
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile pyproject.toml --extra testing --group dev \
	  $(PINNED) --output-file requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile pyproject.toml --extra spark --extra expectations --extra pandera --extra docs \
	  --constraints requirements.lock \
	  $(PINNED) --output-file requirements-spark.lock

# The build backend is in the lock too, so that installing the project itself fetches nothing.
$(INSTALLED): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCKED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2> /dev/null || \
	  { found=$$($(PYTHON) -c 'import platform; print(platform.python_version())' 2> /dev/null || echo 'not to be found'); \
	    echo "stockproof needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is $$found; name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

# Apart from the rest, and not needed by make demo: Spark alone is larger than all else together.
$(SPARK): $(LOCKED) requirements-spark.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-spark.lock
	@touch $@

$(JARS): contracts/engines/spark_jars.py | $(INSTALLED) $(SPARK)
	@$(BIN)/python -m contracts.engines.spark_jars
	@touch $@
