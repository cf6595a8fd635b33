"""Importing is cheap: each part loads what it needs when it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = "pandas pyspark great_expectations pandera hypothesis polars"


def loaded_by(statement: str) -> tuple[float, set[str]]:
    """Seconds that a statement takes in a fresh process, and the packages that it leaves loaded."""
    code = (
        f"import sys, time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t, *{{n.split('.')[0] for n in sys.modules}})"
    )
    seconds, *names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), set(names)


def test_importing_the_package_loads_nothing_else() -> None:
    seconds, names = min(loaded_by("import contracts") for _ in range(3))
    assert seconds < 0.1
    assert names.isdisjoint({*HEAVY.split(), "duckdb", "pyarrow", "deltalake", "sqlglot", "rich", "numpy"})


@pytest.mark.parametrize("module", ["contracts.tables", "contracts.invariants.catalogue", "contracts.verdict", "contracts.cli"])
def test_laws_and_schema_are_read_without_engines_and_libraries(module: str) -> None:
    _, names = loaded_by(f"import {module}")
    assert names.isdisjoint({*HEAVY.split(), "duckdb", "pyarrow", "deltalake", "sqlglot", "generator"})


def test_judging_needs_no_other_library_than_its_engine() -> None:
    _, names = loaded_by("import contracts.judge, contracts.engines.duckdb, contracts.report.terminal")
    assert names.isdisjoint({*HEAVY.split(), "sqlglot", "generator", "numpy"})
