"""A sales table of schema 1.0 becomes one of 2.0 in place: through Spark and without it, by ALTER and on append (RE 2)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from contracts.judge import judge
from contracts.tables import SCHEMA_VERSION, TABLES
from contracts.verdict import Verdict
from generator import batches
from generator.batches import write_batch
from generator.config import configure
from generator.evolution import evolve
from generator.folder import OutputError
from generator.generate import generate

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SALES = "gold_sales_fact"
DECLARED = TABLES[SALES]
LATER = tuple(column.name for column in DECLARED if column.since)
DAY = dt.date(2025, 10, 6)
SCHEMA_LAWS = (f"SCH-COL.{SALES}", f"SCH-TYPE.{SALES}", f"SCH-NULL.{SALES}", "SAL-6")


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """Lines of a small world."""
    folder = tmp_path_factory.mktemp("world")
    generate(configure("tiny", {"days": 25}), folder, workers=1)
    return pa.table(DeltaTable(folder / SALES).to_pyarrow_table()).sort_by("line_item_id").combine_chunks()


@pytest.fixture
def old(sales: pa.Table, tmp_path: Path) -> Path:
    """A folder with the first half of the lines, as schema 1.0 had them."""
    write_deltalake(
        tmp_path / SALES, sales.slice(0, len(sales) // 2).drop_columns(list(LATER)), configuration={"delta.appendOnly": "false"}
    )
    return tmp_path


def verdicts(folder: Path) -> dict[str, Verdict]:
    return {result.law.id: result.verdict for result in judge(str(folder), only=SCHEMA_LAWS).results}


def assert_it_is_of_version_2(folder: Path, was: pa.Table) -> None:
    delta = DeltaTable(folder / SALES)
    told = delta.metadata().configuration
    assert (told["schema_version"], told["last_schema_change"]) == (SCHEMA_VERSION, "2025-10-06")
    comments = {field.name: field.metadata.get("comment") for field in delta.schema().fields if field.name in LATER}
    assert comments == {name: DECLARED[name].comment for name in LATER}
    rows = delta.to_pyarrow_table()
    ours = rows.filter(pa.compute.is_in(rows["line_item_id"], was["line_item_id"])).sort_by("line_item_id").combine_chunks()
    assert ours.select(was.column_names).equals(was.combine_chunks()), "what readers of the old columns see"
    assert all(ours[name].null_count == len(was) for name in LATER)
    assert verdicts(folder) == dict.fromkeys(SCHEMA_LAWS, Verdict.HOLDS)


def read(folder: Path) -> pa.Table:
    return pa.table(DeltaTable(folder / SALES).to_pyarrow_table()).sort_by("line_item_id")


def newer(sales: pa.Table) -> list[dict[str, Any]]:
    """The second half of the lines, with what schema 2.0 added."""
    return list(sales.slice(len(sales) // 2).to_pylist())


def test_without_spark_the_columns_are_added(old: Path, sales: pa.Table) -> None:
    was = read(old)
    assert evolve(SALES, old, changed=DAY) == LATER
    write_deltalake(old / SALES, sales.slice(len(sales) // 2), mode="append")
    assert_it_is_of_version_2(old, was)
    version = DeltaTable(old / SALES).version()
    assert evolve(SALES, old, changed=DAY) == ()
    assert DeltaTable(old / SALES).version() == version


def test_a_table_whose_properties_were_left_behind_is_told_its_version(old: Path) -> None:
    evolve(SALES, old, changed=DAY)
    DeltaTable(old / SALES).alter.set_table_properties({"schema_version": "1.0"}, raise_if_not_exists=False)
    assert evolve(SALES, old, changed=DAY) == ()
    assert DeltaTable(old / SALES).metadata().configuration["schema_version"] == "2.0"


def test_rows_that_have_the_columns_bring_them_along(
    spark: SparkSession, old: Path, sales: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    was, lines = read(old), newer(sales)
    monkeypatch.setattr(batches, "FACT_ROWS", len(lines) - 3)
    assert write_batch(lines, SALES, old, spark, changed=DAY) == lines[-3:]
    assert_it_is_of_version_2(old, was)
    assert len(read(old)) == len(was) + len(lines) - 3


def test_half_filled_rows_are_found(old: Path, sales: pa.Table) -> None:
    evolve(SALES, old, changed=DAY)
    half = sales.slice(len(sales) // 2)
    at = half.column_names.index("lost_sales_qty")
    write_deltalake(old / SALES, half.set_column(at, "lost_sales_qty", pa.nulls(len(half), pa.int32())), mode="append")
    assert verdicts(old) == {**dict.fromkeys(SCHEMA_LAWS, Verdict.HOLDS), "SAL-6": Verdict.BROKEN}


def test_a_table_that_lacks_more_is_refused(tmp_path: Path, sales: pa.Table) -> None:
    write_deltalake(tmp_path / SALES, sales.drop_columns(["time_key"]))
    with pytest.raises(OutputError, match=r"gold_sales_fact: time_key is not there, which every version of the schema has"):
        evolve(SALES, tmp_path)
    with pytest.raises(OutputError, match="there is no Delta table"):
        evolve(SALES, tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, r"^gold_sales_fact: colour: no such column; allowed: transaction_id, "),
        ({"date_key": None}, r"^gold_sales_fact: row 1: date_key has no value, and must have one$"),
        ({"quantity_sold": "many"}, r"^gold_sales_fact: quantity_sold: allowed: int; "),
    ],
)
def test_rows_that_do_not_fit_are_one_line(spark: SparkSession, old: Path, sales: pa.Table, change: dict[str, Any], said: str) -> None:
    with pytest.raises(OutputError, match=said):
        write_batch([newer(sales)[0] | change], SALES, old, spark, last=True)
