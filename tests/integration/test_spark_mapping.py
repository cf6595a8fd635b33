"""A mapping over tables of Spark's catalog: named in the file or beside it, drafted, and kept to the schema that it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.errors import InputError
from contracts.judge import judge
from contracts.mapping.draft import draft
from contracts.verdict import Verdict

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LAW = "SCH-RANGE.gold_inventory_fact.quantity_available"
SELECT = "SELECT sku AS product_key, site AS location_key, free AS quantity_available FROM daily_stock"


@pytest.fixture
def schema(spark: SparkSession) -> Iterator[str]:
    """A schema with a foreign table, and a table of the same name in another schema."""
    for name, free in (("depot", -1), ("secret", -2)):
        spark.sql(f"CREATE SCHEMA {name}")
        rows = f"SELECT 1 AS sku, 1 AS site, {free} AS free, DATE '2024-01-01' AS day"
        spark.sql(f"CREATE TABLE {name}.daily_stock USING delta AS {rows}")
    spark.sql("CREATE TABLE secret.plans USING delta AS SELECT 1 AS sku")
    yield "spark_catalog.depot"
    spark.sql("DROP SCHEMA depot CASCADE")
    spark.sql("DROP SCHEMA secret CASCADE")


def written(folder: Path, select: str, source: str = "source: {catalog: spark_catalog, schema: depot}") -> Path:
    file = folder / "depot.yaml"
    file.write_text(f"stockproof_mapping: 1\n{source}\ntables:\n  gold_inventory_fact: {select}\n")
    return file


def test_a_mapping_reads_the_schema_that_it_names(schema: str, tmp_path: Path, spark: SparkSession) -> None:
    file = written(tmp_path, SELECT)
    for report in (
        judge(str(file), engine="spark", session=spark, only=[LAW]),
        judge(schema, engine="spark", mapping=written(tmp_path, SELECT, ""), only=[LAW]),
    ):
        (result,) = report.results
        assert (result.verdict, result.witnesses[0]["quantity_available"]) == (Verdict.BROKEN, -1)


def test_a_mapping_reads_no_other_schema(schema: str, tmp_path: Path) -> None:
    for table in ("secret.plans", "plans", "spark_catalog.secret.plans", "global_temp.plans", "delta.`/var/plans`"):
        with pytest.raises(InputError, match="line 4: gold_inventory_fact"):
            judge(schema, engine="spark", mapping=written(tmp_path, f"SELECT sku AS product_key FROM {table}"))


def test_a_schema_is_drafted(schema: str, tmp_path: Path) -> None:
    draft(schema, tmp_path / "draft.yaml", engine="spark")
    (result,) = judge(str(tmp_path / "draft.yaml"), engine="spark", only=[LAW]).results
    assert result.broken == 1
