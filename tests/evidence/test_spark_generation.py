"""Worlds from Spark are those of the local engine: whatever the number of partitions, and wherever a run was cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from contracts.judge import judge
from contracts.tables import TABLES
from contracts.verdict import Verdict
from generator.batches import write_batch
from generator.config import configure
from generator.evolution import evolve
from generator.generate import OutputError, generate
from generator.sinks.spark import SparkTables
from tests.notebook import run

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


def test_the_notebooks_generate_optimize_and_judge(spark: SparkSession, tmp_path: Path) -> None:
    world = str(tmp_path / "world")
    run("generate", spark, target=world, preset="tiny", partitions="2")
    run("optimize", spark, target=world)
    left = run("judge", spark, target=world, report=str(tmp_path / "report.json"))
    (page,) = left["shown"]
    assert "KEY-PK.gold_channel_dim" in page
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["summary"]["broken"] == 0


def test_a_sales_table_of_schema_1_is_altered_in_place(spark: SparkSession, tmp_path: Path, small: Tables) -> None:
    """And takes rows of 2.0 then; on append it evolves too, which the gate shows."""
    sales, name = small["gold_sales_fact"], "gold_sales_fact"
    later = [column.name for column in TABLES[name] if column.since]
    half = len(sales) // 2
    write_deltalake(tmp_path / name, sales.slice(0, half).drop_columns(later))
    assert list(evolve(name, tmp_path, session=spark)) == later
    assert write_batch(sales.slice(half).to_pylist(), name, tmp_path, spark, last=True) == []
    found = DeltaTable(tmp_path / name).to_pyarrow_table(columns=sales.column_names).cast(sales.schema).sort_by("line_item_id")
    old, new = found.slice(0, half), found.slice(half)
    assert len(found) == len(sales)
    assert [found[column].null_count for column in later] == [half + sales.slice(half)[column].null_count for column in later]
    comments = {field.name: field.metadata.get("comment") for field in DeltaTable(tmp_path / name).schema().fields}
    assert [comments[column] for column in later] == [TABLES[name][column].comment for column in later]
    assert old.drop_columns(later).equals(sales.slice(0, half).drop_columns(later))
    assert new.equals(sales.slice(half))
