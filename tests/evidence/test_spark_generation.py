"""Worlds from Spark are those of the local engine: whatever the number of partitions, and wherever a run was cut."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from contracts.judge import judge
from contracts.tables import TABLES
from contracts.verdict import Verdict
from generator.config import configure
from generator.generate import OutputError, generate
from generator.sinks.spark import SparkTables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Tables = dict[str, pa.Table]
CUT: dict[str, Any] = {"products": 130, "locations": 3, "customers": 60, "days": 205}
"""Three chunks of days, two blocks of products: six bands."""


def rows(folder: Path) -> Tables:
    """Every Delta table of a folder, by its key, in the declared types."""
    tables = {name: DeltaTable(folder / name).to_pyarrow_table().cast(table.arrow_schema()) for name, table in TABLES.items()}
    return {name: found.sort_by([(key, "ascending") for key in TABLES[name].key]).combine_chunks() for name, found in tables.items()}


def assert_same(some: Tables, others: Tables) -> None:
    for name in TABLES:
        assert some[name].equals(others[name]), name


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The preset `small` from the local engine."""
    folder = tmp_path_factory.mktemp("local")
    generate(configure("small"), folder, workers=1)
    return rows(folder)


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_small_has_the_rows_of_the_local_engine(partitions: int, spark: SparkSession, tmp_path: Path, small: Tables) -> None:
    generate(configure("small"), tmp_path, engine="spark", session=spark, workers=partitions)
    assert_same(rows(tmp_path), small)
    report = judge(str(tmp_path))
    assert [result.law.id for result in report.results if result.verdict is Verdict.BROKEN] == []


class PowerCut(BaseException):
    """The machine goes off."""


def test_a_chunk_that_was_cut_in_half_is_gone_on_with(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SparkTables.append
    config = configure("tiny", CUT)

    def failing(tables: SparkTables, table: str, made: DataFrame, chunk: int) -> None:
        if chunk == 2 and table in ("gold_sales_fact", "gold_stockout_events"):
            raise PowerCut
        whole(tables, table, made, chunk)

    with monkeypatch.context() as patched:
        patched.setattr(SparkTables, "append", failing)
        with pytest.raises(PowerCut):
            generate(config, tmp_path / "spark", engine="spark", session=spark, workers=4)
    held = {name: SparkTables(spark, tmp_path / "spark").committed(name) for name in TABLES}
    assert (held["gold_sales_fact"], held["gold_purchase_request_fact"]) == (1, 2)
    with pytest.raises(OutputError, match="is a clustered table, which only Spark appends to; resume with --engine spark"):
        generate(config, tmp_path / "spark", resume=True, workers=1)
    generate(config, tmp_path / "spark", engine="spark", session=spark, workers=3, resume=True)
    generate(config, tmp_path / "local", workers=1)
    assert_same(rows(tmp_path / "spark"), rows(tmp_path / "local"))


def test_spark_goes_on_with_what_the_local_engine_began(spark: SparkSession, tmp_path: Path) -> None:
    config = configure("tiny", CUT)
    reached: list[int] = []

    def cut(done: Any) -> None:
        reached.append(done.days_done)
        if len(reached) == 2:
            raise PowerCut

    with pytest.raises(PowerCut):
        generate(config, tmp_path / "begun", workers=1, progress=cut)
    generate(config, tmp_path / "begun", engine="spark", session=spark, resume=True)
    generate(config, tmp_path / "local", workers=1)
    assert_same(rows(tmp_path / "begun"), rows(tmp_path / "local"))
    history = DeltaTable(tmp_path / "begun" / "gold_inventory_fact").history()
    assert history[0]["operation"] == "OPTIMIZE"
