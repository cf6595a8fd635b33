"""Spoilt worlds through DuckDB, Spark, pandera (polars, pandas, pyspark), Great Expectations (pandas, Spark) and plain SQL.

Too long for the gate; `make evidence` runs it and prints the figures.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from venv import create

import duckdb
import pytest
from pandera.errors import SchemaErrors, SchemaWarning

from contracts.faults.bench import opened
from contracts.invariants.law import Severity
from contracts.judge import judge
from contracts.schemas.expectations import broken_rows as of_expectations
from contracts.schemas.expectations import checkpoint_of
from contracts.schemas.export import export
from contracts.schemas.frames import Frames, frames
from contracts.schemas.pandera import broken_rows, schema
from contracts.schemas.rules import rules_of
from contracts.schemas.sql import queries
from contracts.tables import TABLES
from oracle.bases import SMALL, make, read, write
from oracle.edits import lay_over
from oracle.fuzz import spoil

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEEDS = range(3_000, 3_003)

Counts = Mapping[str, int]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Mapping[str, float]]]:
    """Folders of spoilt worlds, each with the thresholds to judge it by."""
    place = tmp_path_factory.mktemp("libraries")
    make(place / "sound", SMALL, seed=1)
    tables = read(place / "sound")
    with opened(str(place / "sound")) as bench:
        spoilt = [(seed, spoil(tables, bench, seed)) for seed in SEEDS]
    for seed, world in spoilt:
        write(lay_over(world.tables, world.edits), place / str(seed), world.stored)
    return [(str(place / str(seed)), world.thresholds) for seed, world in spoilt]


def judged(folder: str, thresholds: Mapping[str, float], engine: str) -> dict[str, int]:
    """What the judge counts, of the laws that are broken."""
    return {result.law.id: result.broken for result in judge(folder, engine=engine, parameters=thresholds).results if result.broken}


def of_pandera(tables: Frames, backend: str) -> dict[str, int]:
    """What pandera counts over all tables and relations."""
    counts: dict[str, int] = {}
    for name in tables.available:
        checked, frame = schema(name, backend, tables.parameters), tables.frame(name, backend)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SchemaWarning)
            counts |= of_spark(checked, frame) if backend == "pyspark" else of_frame(checked, frame)
    return counts


def of_frame(checked: Any, frame: Any) -> dict[str, int]:
    try:
        checked.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return broken_rows(errors)
    return {}


def of_spark(checked: Any, frame: Any) -> dict[str, int]:
    from contracts.schemas.pandera_pyspark import broken_rows as found

    return found(checked.validate(frame))


def of_sql(folder: str, thresholds: Mapping[str, float]) -> dict[str, int]:
    """Rows that the exported queries return in a plain session; of columns that are not there none tells."""
    with duckdb.connect() as session:
        session.execute("SET TimeZone = 'UTC'")
        for name in TABLES:
            session.execute(f"CREATE VIEW {name} AS FROM read_parquet('{Path(folder) / name}.parquet')")
        return {law.id: len(rows) for law, text in queries(thresholds) if (rows := session.execute(text).fetchall())}


def ways(folder: str, thresholds: Mapping[str, float], spark: SparkSession) -> Iterator[tuple[str, dict[str, int]]]:
    """What each way of judging counts."""
    yield "Spark", judged(folder, thresholds, "spark")
    with frames(folder, parameters=thresholds) as tables:
        for backend in ("polars", "pandas"):
            yield f"pandera, {backend}", of_pandera(tables, backend)
        yield "Great Expectations, pandas", of_expectations(checkpoint_of(tables, "pandas").run())
    with frames(folder, engine="spark", parameters=thresholds, session=spark) as tables:
        yield "pandera, pyspark", of_pandera(tables, "pyspark")
        yield "Great Expectations, Spark", of_expectations(checkpoint_of(tables, "pyspark").run())


def test_every_library_counts_the_rows_that_the_judge_counts(worlds: list[tuple[str, Mapping[str, float]]], spark: SparkSession) -> None:
    warn = {rule.law.id for name in TABLES for rule in rules_of(name).rules if rule.law.severity is Severity.WARNING}
    warn |= {law.id for law, _ in queries() if law.severity is Severity.WARNING}
    compared, differing = 0, []
    for folder, thresholds in worlds:
        expected = judged(folder, thresholds, "duckdb")
        for way, found in ways(folder, thresholds, spark):
            wanted = {law: count for law, count in expected.items() if not (way.startswith("pandera") and law in warn)}
            compared += len(wanted.keys() | found.keys())
            differing += [(folder, way, law, wanted.get(law), found.get(law)) for law in wanted.keys() | found.keys()]
            differing = [each for each in differing if each[3] != each[4]]
    print(
        f"\n{len(worlds)} spoilt worlds through 6 other ways of judging: {compared:,} counts of broken laws, {len(differing)} disagreements"
    )
    assert differing == []


def test_plain_sql_returns_the_rows_that_the_judge_counts(worlds: list[tuple[str, Mapping[str, float]]]) -> None:
    folder, thresholds = next((world for world in worlds if not _has_other_types(world[0])), worlds[0])
    expected = judged(folder, thresholds, "duckdb")
    found = of_sql(folder, thresholds)
    print(f"\nplain SQL: {len(expected)} broken laws")
    assert {law: found.get(law) for law in expected if not law.startswith("SCH-COL.")} == {
        law: count for law, count in expected.items() if not law.startswith("SCH-COL.")
    }


def _has_other_types(folder: str) -> bool:
    """Whether something is not of the declared kind, which the exported SQL takes for granted."""
    return any(result.broken for result in judge(folder, only=["SCH-TYPE", "SCH-WIDTH"]).results)


def test_datacontract_finds_nothing_wrong_with_the_open_data_contract(tmp_path: Path) -> None:
    """In an environment of its own: its requirements and ours exclude each other."""
    create(tmp_path / "apart", with_pip=True)
    python = tmp_path / "apart" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "datacontract-cli"], check=True)
    (contract,) = export("odcs", tmp_path)
    done = subprocess.run([python.with_name("datacontract"), "lint", str(contract)], capture_output=True, text=True, check=False)
    print(done.stdout, file=sys.stderr)
    assert done.returncode == 0
    assert "Data contract is valid" in done.stdout
