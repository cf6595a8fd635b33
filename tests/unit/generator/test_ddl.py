"""What SQL declares of a table is what the schema says of it."""

from __future__ import annotations

import pytest

from contracts.columns import Column, Table, Type
from contracts.tables import TABLES
from generator.sinks.ddl import clustering, constraints, create_table, row_schema


def of(*columns: Column) -> Table:
    return Table("gold_things_fact", "one row per thing", ("thing_key",), columns)


@pytest.mark.parametrize(
    ("column", "check"),
    [
        (Column("units", Type.INT, minimum=0), "units >= 0"),
        (Column("share", Type.RATE, minimum=0, maximum=1), "share >= 0 AND share <= 1"),
        (Column("lost", Type.INT, nullable=True, minimum=0), "lost IS NULL OR (lost >= 0)"),
        (Column("season", Type.STRING, allowed=("winter", "it's summer")), r"season IN ('winter', 'it\'s summer')"),
    ],
)
def test_ranges_and_enumerations_are_constraints(column: Column, check: str) -> None:
    assert constraints(of(column)) == {f"delta.constraints.{column.name}_allowed": check}


def test_a_column_that_may_hold_anything_has_no_constraint() -> None:
    assert constraints(of(Column("note", Type.STRING))) == {}


def test_every_range_and_enumeration_of_the_schema_is_a_constraint() -> None:
    for table in TABLES.values():
        bound = [column.name for column in table if column.allowed or column.minimum is not None or column.maximum is not None]
        assert list(constraints(table)) == [f"delta.constraints.{name}_allowed" for name in bound]


def test_facts_are_clustered_by_what_they_have_of_day_product_and_location() -> None:
    assert clustering("gold_inventory_fact") == ("date_key", "product_key", "location_key")
    assert clustering("gold_stockout_events") == ("product_key", "location_key")
    assert clustering("gold_product_dim") == ()


def test_a_statement_declares_columns_comments_and_properties() -> None:
    said = create_table("gold_sales_fact", "`main`.`retail`.`gold_sales_fact`", {"made by": "it's"})
    assert said.startswith("CREATE TABLE `main`.`retail`.`gold_sales_fact` (transaction_id BIGINT NOT NULL, ")
    assert "lost_sales_qty INT COMMENT 'units asked for and not there'" in said
    assert "CLUSTER BY (date_key, product_key, location_key)" in said
    assert "'schema_version' = '2.0'" in said
    assert said.endswith(r"'made by' = 'it\'s')")
    assert "CLUSTER BY" not in create_table("gold_sales_fact", "sales", {}, clustered=False)


def test_rows_come_in_the_order_and_types_of_the_schema() -> None:
    names = [column.partition(" ")[0] for column in row_schema("gold_channel_dim").split(", ")]
    assert names == list(TABLES["gold_channel_dim"].by_name)
