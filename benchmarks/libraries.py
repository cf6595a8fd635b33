"""The judge beside the libraries: the same laws over the same snapshots, from files to counts.

    python benchmarks/libraries.py [--rows 1000000] [--rows 10000000] [--only NAME]

Needs the extras `spark`, `expectations` and `pandera`. Each is a process of its own, one after the other; imports and the start of Spark
are left out, reading the file is not. The laws are all that can be said of the rows of gold_inventory_fact alone, its key included.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from measure import machine

from contracts.schemas.rules import rules_of

TABLE = "gold_inventory_fact"
LAWS = [rule.law.id for rule in rules_of(TABLE).rules]
PRODUCTS_AT_MOST, LOCATIONS, DAYS = 10_000, 13, 260


def _judge(folder: str) -> float:
    from contracts.judge import judge

    judge(folder, only=LAWS[:1])  # what is imported at first
    started = perf_counter()
    judge(folder, only=LAWS)
    return perf_counter() - started


def _polars(folder: str) -> float:
    import polars as pl

    from contracts.schemas.pandera import schema

    checked = schema(TABLE, "polars")
    started = perf_counter()
    checked.validate(pl.read_parquet(f"{folder}/{TABLE}/*.parquet"), lazy=True)
    return perf_counter() - started


def _pandas(folder: str) -> float:
    import pandas as pd

    from contracts.schemas.pandera import schema

    checked = schema(TABLE, "pandas")
    started = perf_counter()
    checked.validate(pd.read_parquet(f"{folder}/{TABLE}", dtype_backend="pyarrow"), lazy=True)
    return perf_counter() - started


def _expectations(folder: str) -> float:
    from contracts.engines.spark_session import spark_session
    from contracts.schemas.expectations import checkpoint

    session = spark_session(large=True)  # as it would be where rows are many
    session.range(1).count()
    started = perf_counter()
    checkpoint({TABLE: session.read.parquet(f"{folder}/{TABLE}")}).run()
    return perf_counter() - started


def _expectations_one_by_one(folder: str) -> float:
    """The suite as a project without stockproof would run it: one query for each law."""
    import json

    from contracts.engines.spark_session import spark_session
    from contracts.schemas.expectations import library
    from contracts.schemas.expectations_export import suites

    gx, session = library(), spark_session(large=True)
    suite = json.loads(dict(suites())[TABLE])
    suite["expectations"] = [each for each in suite["expectations"] if each["meta"]["id"] in LAWS]
    for name in ("gold_product_dim", TABLE):
        session.read.parquet(f"{folder}/{name}").createOrReplaceTempView(name)
    context = gx.get_context(mode="ephemeral")
    batch = context.data_sources.add_spark("plain").add_dataframe_asset(TABLE).add_batch_definition_whole_dataframe("all")
    started = perf_counter()
    batch.get_batch({"dataframe": session.table(TABLE)}).validate(gx.ExpectationSuite(**suite))
    return perf_counter() - started


RUNS: dict[str, Callable[[str], float]] = {
    "the judge, DuckDB": _judge,
    "pandera, polars": _polars,
    "pandera, pandas": _pandas,
    "Great Expectations, Spark, one pass": _expectations,
    "Great Expectations, Spark, exported suite": _expectations_one_by_one,
}


def main() -> None:
    """Measures all, or one in this process."""
    options = _options()
    if options.run:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            print(f"seconds {RUNS[options.run](options.folder)}")
        return
    print(f"machine: {machine()}")
    for rows in options.rows or [1_000_000, 10_000_000]:
        with tempfile.TemporaryDirectory() as place:
            _measure(rows, Path(place) / "world", options.only)


def _measure(rows: int, world: Path, only: str | None) -> None:
    days = min(730, max(DAYS, rows // (PRODUCTS_AT_MOST * LOCATIONS)))
    size = ["--products", str(max(1, rows // (LOCATIONS * days))), "--locations", str(LOCATIONS), "--days", str(days)]
    generate = [sys.executable, "-m", "generator", "generate", "--preset", "small", *size, "--format", "parquet", "--quiet"]
    subprocess.run([*generate, "--out", str(world)], check=True)
    print(f"{len(LAWS)} laws over some {rows:,} snapshots")
    first = 0.0
    for name in [only] if only else RUNS:
        seconds = _seconds(name, world)
        first = first or seconds
        print(f"  {name:44} {seconds:8.2f} s {seconds / first:8.1f} x", flush=True)


def _seconds(name: str, world: Path) -> float:
    command = [sys.executable, __file__, "--run", name, "--folder", str(world)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(next(line.split()[1] for line in said.splitlines() if line.startswith("seconds ")))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append", help="snapshots, so many or a few less; may be given more than once")
    parser.add_argument("--only", choices=RUNS, help="one of them")
    parser.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
