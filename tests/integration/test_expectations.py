"""Great Expectations suites count as the judge does, on pandas and natively on Spark."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.judge import judge
from contracts.schemas.expectations import broken_rows, checkpoint, suite
from contracts.schemas.frames import frames
from contracts.schemas.pandera import schema
from contracts.schemas.rules import rules_of
from contracts.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STOCK, CARTS = "gold_inventory_fact", "gold_cart_abandonment_fact"
RELATION = "closing_stock"


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema([field.with_nullable(True) for field in TABLES[name].arrow_schema()]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Snapshots and carts with mistakes of every kind: copies, gaps, values out of range, sums that do not add up, a column too few."""
    place = tmp_path_factory.mktemp("tables")
    quantities = {"quantity_available": 2, "quantity_reserved": 1, "quantity_damaged": 0, "is_stockout": False, "order_up_to_level": 5}
    snapshots = [
        {"product_key": key, "location_key": 1, "date_key": 20241030, "quantity_on_hand": on_hand, "quantity_in_transit": 0} | quantities
        for key, on_hand in ((1, 3), (1, 3), (2, 4), (3, -1), (None, 3))
    ]
    carts = [
        {"abandonment_id": key, "cart_id": key, "abandonment_stage": stage, "items_count": 1, "inventory_constrained_items": scarce}
        for key, stage, scarce in ((1, "cart", 0), (2, "checkout", 2), (3, None, 1))
    ]
    pq.write_table(table(STOCK, snapshots).drop_columns(["inventory_value_cost"]), place / f"{STOCK}.parquet")
    pq.write_table(table(CARTS, carts), place / f"{CARTS}.parquet")
    return place


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, int]:
    """What the judge counts of the laws of the two tables, and of a relation."""
    counted = {result.law.id: result.broken for result in judge(str(folder)).results}
    ruled = {rule.law.id for name in (STOCK, CARTS, RELATION) for rule in rules_of(name).rules}
    return {law: count for law, count in counted.items() if law in ruled and count}


def test_on_pandas_a_checkpoint_counts_as_the_judge_does(folder: Path, expected: dict[str, int]) -> None:
    with frames(str(folder)) as tables:
        found = {name: tables.frame(name, "pandas") for name in (STOCK, CARTS, RELATION)}
        result = checkpoint(found, tables.parameters).run()
    assert not result.success
    assert broken_rows(result) == expected
    assert {"INV-2", "CRT-5", f"KEY-PK.{STOCK}", f"SCH-COL.{STOCK}", f"SCH-ENUM.{CARTS}.abandonment_stage"} <= expected.keys()


def test_on_spark_a_checkpoint_and_pandera_count_as_the_judge_does(spark: SparkSession, folder: Path, expected: dict[str, int]) -> None:
    from contracts.schemas.pandera_pyspark import broken_rows as of_pandera

    with frames(str(folder), engine="spark", session=spark) as tables:
        wanted = {name: tables.frame(name, "pyspark") for name in (STOCK, CARTS, RELATION)}
        assert broken_rows(checkpoint(wanted, tables.parameters).run()) == expected
        assert set(wanted) <= set(tables.available)
        checked = of_pandera(schema(STOCK, "pyspark").validate(wanted[STOCK]))
    assert checked == {rule.law.id: expected[rule.law.id] for rule in rules_of(STOCK).rules if rule.law.id in expected}


def test_a_result_shows_the_rows_and_the_expectation_its_law(folder: Path) -> None:
    with frames(str(folder)) as tables:
        result = checkpoint({STOCK: tables.frame(STOCK, "pandas")}).run()
    (run,) = result.run_results.values()
    (found,) = (each for each in run.results if each.expectation_config.meta["id"] == "INV-2")
    assert found.expectation_config.kwargs["sentence"] == "What is on hand is what is available, reserved or damaged"
    assert found.result["observed_value"] == 2
    assert [row["quantity_on_hand"] for row in found.result["details"]["unexpected_rows"]] == [4, -1]


def test_a_suite_is_data_that_json_can_hold() -> None:
    written = json.dumps(suite(STOCK).to_json_dict())
    assert {each["meta"]["id"] for each in json.loads(written)["expectations"]} == {rule.law.id for rule in rules_of(STOCK).rules}


def test_over_tables_without_rows_nothing_is_broken(folder: Path) -> None:
    with frames(str(folder)) as tables:
        empty = tables.frame(CARTS, "pandas").head(0)
    assert broken_rows(checkpoint({CARTS: empty}).run()) == {}
