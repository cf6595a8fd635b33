"""Judging in a Spark session: tables of a catalog by name, one call with a session, and what cannot be judged there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import write_deltalake

from contracts.engines.spark_session import beside
from contracts.errors import InputError
from contracts.inquiry import Position, inquire
from contracts.invariants.catalogue import BY_ID
from contracts.judge import judge
from contracts.parameters import resolve
from contracts.tables import TABLES
from contracts.verdict import Report, Verdict

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAME = "gold_channel_dim"
LAWS = (f"KEY-PK.{NAME}", f"SCH-COL.{NAME}")
STOCK = "gold_inventory_fact"


@pytest.fixture
def channels() -> pa.Table:
    """Three channels, two of them with one key."""
    columns = {"channel_key": [1, 2, 2], "channel_code": ["web", "app", "till"], "is_digital": [True, True, False]}
    fields = [TABLES[NAME].arrow_schema().field(name) for name in columns]
    return pa.table(columns, pa.schema(fields))


@pytest.fixture
def folder(tmp_path: Path, channels: pa.Table) -> str:
    """A folder with the channels as a Delta table."""
    write_deltalake(tmp_path / "tables" / NAME, channels)
    return str(tmp_path / "tables")


@pytest.fixture
def schema(spark: SparkSession, folder: str) -> Iterator[str]:
    """A schema of the catalog with the channels, and parameters in the table's properties."""
    spark.sql("CREATE SCHEMA shop")
    spark.read.format("delta").load(f"{folder}/{NAME}").write.format("delta").saveAsTable(f"shop.{NAME}")
    spark.sql(f"ALTER TABLE shop.{NAME} SET TBLPROPERTIES ('stockproof.parameters' = '{json.dumps({'low_inventory_threshold': 7})}')")
    yield "spark_catalog.shop"
    spark.sql("DROP SCHEMA shop CASCADE")


def assert_one_key_is_there_twice(report: Report) -> None:
    by_id = {result.law.id: result for result in report.results}
    assert by_id[f"KEY-PK.{NAME}"].verdict is Verdict.BROKEN
    assert [witness["channel_key"] for witness in by_id[f"KEY-PK.{NAME}"].witnesses] == [2]
    assert by_id[f"SCH-COL.{NAME}"].broken == 2
    assert report.tables[NAME].rows == 3


def test_one_call_with_a_session_judges_a_folder(spark: SparkSession, folder: str) -> None:
    assert_one_key_is_there_twice(judge(folder, engine="spark", session=spark, only=LAWS))


def test_a_schema_of_the_catalog_is_judged_by_its_name(schema: str) -> None:
    report = judge(schema, engine="spark", only=LAWS)
    assert_one_key_is_there_twice(report)
    threshold = report.parameters["low_inventory_threshold"]
    assert (threshold.value, threshold.source) == (7, "tables")


def test_the_session_that_judges_is_left_as_it_was(spark: SparkSession, folder: str) -> None:
    spark.range(1).createOrReplaceTempView(NAME)
    before = spark.sql("SHOW TABLES").collect()
    judge(folder, engine="spark", session=spark, only=LAWS)
    assert spark.sql("SHOW TABLES").collect() == before
    assert spark.table(NAME).columns == ["id"]
    spark.catalog.dropTempView(NAME)


@pytest.mark.parametrize("target", ["spark_catalog.nowhere", "nowhere.shop"])
def test_a_schema_that_is_not_there_is_one_line(spark: SparkSession, target: str) -> None:
    with pytest.raises(InputError, match=rf"^{target}: there is neither such a folder nor such a schema in Spark's catalog \(.+\)$"):
        judge(target, engine="spark", session=spark)


def test_a_schema_without_the_tables_is_one_line(spark: SparkSession) -> None:
    with pytest.raises(InputError, match=r"^spark_catalog\.default: none of the contract's tables is there"):
        judge("spark_catalog.default", engine="spark", session=spark)


def test_a_session_without_delta_is_refused_before_anything_is_read(spark: SparkSession, folder: str) -> None:
    without = spark.newSession()
    without.conf.set("spark.sql.catalog.spark_catalog", "another.Catalog")
    with pytest.raises(InputError, match="does not know Delta tables"):
        judge(folder, engine="spark", session=without)


def test_a_damaged_table_is_one_line(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.parquet").write_bytes(b"PAR1 is all there is")
    with pytest.raises(InputError, match=rf"^{NAME} cannot be read \(\S+\): [^\n]+$"):
        judge(str(tmp_path), engine="spark", session=spark)


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InputError, match=r"^the engine spark needs pyspark: install stockproof\[spark\]$"):
        judge(folder, engine="spark")


def test_an_old_java_is_one_line_and_exit_status_2(tmp_path: Path, folder: str) -> None:
    java = tmp_path / "jdk" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.22\"' >&2\n")
    java.chmod(0o755)
    command = [sys.executable, "-m", "contracts", "validate", folder, "--engine", "spark"]
    environment = {**os.environ, "JAVA_HOME": str(tmp_path / "jdk")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("Error: Spark needs Java 17 or later, and ")


def snapshots() -> pa.Table:
    """Two positions on two days, of which one quantity is less than nothing."""
    schema = TABLES[STOCK].arrow_schema()
    keys = [(product, day) for product in (1, 2) for day in (20241030, 20241031)]
    rows = [
        {"product_key": product, "location_key": 1, "date_key": day, "quantity_available": -1 if (product, day) == (2, 20241031) else 5}
        for product, day in keys
    ]
    return pa.Table.from_pylist(rows, pa.schema([field.with_nullable(True) for field in schema]))


def test_broken_rows_are_written_as_they_are_shown(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    pq.write_table(snapshots(), tmp_path / "tables" / f"{STOCK}.parquet")
    assert spark is not None
    with inquire(str(tmp_path / "tables"), resolve(), "spark") as inquiry:
        inquiry.write_broken(BY_ID["INV-1"], tmp_path / "rows.parquet")
        shown = inquiry.scope.rows("closing_stock", inquiry.scope.breaking(BY_ID["INV-1"]))
    assert pq.read_table(tmp_path / "rows.parquet").to_pylist() == shown
    assert (2, 20241031) in {(row["product_key"], row["date_key"]) for row in shown}


def test_one_position_is_asked_about_alone(spark: SparkSession, tmp_path: Path) -> None:
    pq.write_table(snapshots(), tmp_path / f"{STOCK}.parquet")
    assert spark is not None
    with inquire(str(tmp_path), resolve(), "spark") as inquiry, inquiry.at(Position(2, 1)) as scope:
        closes = scope.rows("position_close")
    assert [(row["product_key"], row["date_key"], row["previous_available"]) for row in closes] == [(2, 20241030, None), (2, 20241031, 5)]


def test_what_parts_keep_is_put_together_in_the_whole(spark: SparkSession, tmp_path: Path) -> None:
    pq.write_table(snapshots(), tmp_path / f"{STOCK}.parquet")
    assert spark is not None
    with inquire(str(tmp_path), resolve(), "spark") as inquiry:
        for product in (1, 2):
            with inquiry.opened.part(f"product_key = {product}", [STOCK]) as part:
                part.define("lowest", f"SELECT product_key, MIN(quantity_available) AS least FROM {STOCK} GROUP BY product_key")
                part.keep("lowest")
        rows = inquiry.opened.fetch("lowest", "TRUE", ["product_key"], 10)
    assert rows == [{"product_key": 1, "least": 5}, {"product_key": 2, "least": -1}]


def test_a_session_is_told_of_large_files_before_it_reads_them(spark: SparkSession, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []

    def heard(session: SparkSession | None, memory_limit: str | None, *, large: bool) -> SparkSession:
        told.append(large)
        return beside(session, memory_limit, large=large)

    monkeypatch.setattr("contracts.engines.spark.beside", heard)
    for most in (0, 2**40):
        monkeypatch.setattr("contracts.engines.sizes.LARGE", most)
        judge(folder, engine="spark", session=spark, only=LAWS[:1])
    assert told == [True, False]
