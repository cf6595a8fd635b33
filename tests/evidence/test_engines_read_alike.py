"""Whatever a column holds where another type is declared, every engine reads it as the same value, or as none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP
from contracts.dataset import StoredTable, open_folder
from contracts.engines import ENGINES, open_tables
from contracts.relations.derived import stored_name
from contracts.tables import TABLES

REFERENCE = ENGINES[0]
TYPED = {
    INT: ("gold_sales_fact", "quantity_sold"),
    BIGINT: ("gold_sales_fact", "line_item_id"),
    STRING: ("gold_location_dim", "location_type"),
    BOOLEAN: ("gold_sales_fact", "is_return"),
    DATE: ("gold_inventory_fact", "next_replenishment_date"),
    TIMESTAMP: ("gold_sales_fact", "inventory_check_timestamp"),
    MONEY: ("gold_sales_fact", "unit_price"),
    RATE: ("gold_location_dim", "state_tax_rate"),
    DOUBLE: ("gold_date_dim", "demand_multiplier"),
}
"""A column of each declared type."""

NUMBERS = "12; 12 ;+12;-12;12.0;12.7;1e3;1E-1;.5;5.;1d;1f;1L;0x;12a;1,5;inf;-Infinity;NaN;2147483648;99999999999999999999;1.005;-0.005"
TRUTHS = "true;TRUE;t;yes;Y;1;0;false;F;no;N;on;off;2;maybe"
DAYS = "2024-10-30; 2024-10-30 ;2024-1-5;2024/10/30;2024-10/30;2024-10;2024;20241030;2024-02-30;2024-10-30x;30-10-2024;tomorrow"
INSTANTS = (
    "2024-10-30 12:34:56;2024-10-30T12:34:56Z;2024-10-30 12:34;2024-10-30 12;2024-10-30 12:34:56.123456;2024-10-30T12:34:56+02:00;"
    "2024-10-30 12:34:56+02;2024-10-30 12:34:56 UTC;2024/10/30 12:34:56;2024-10-30 25:00:00;2024-10-30 1:2:3;2024-10-30T12:34:56.5-05:30"
)
TEXTS = [text for texts in (NUMBERS, TRUTHS, DAYS, INSTANTS) for text in texts.split(";")]

STORED: Mapping[str, pa.Array] = {
    "texts": pa.array([*TEXTS, None]),
    "days": pa.array([date(2024, 10, 30), date(1, 1, 1), None]),
    "instants": pa.array([datetime(2024, 10, 30, 23, 30, 1, 5), None], pa.timestamp("us")),
    "zoned instants": pa.array([datetime(2024, 10, 30, 23, 30, 1, tzinfo=UTC), None], pa.timestamp("us", "America/New_York")),
    "truths": pa.array([True, False, None]),
    "small integers": pa.array([1, 0, -7, None], pa.int8()),
    "integers": pa.array([20241030, -1, 2**31 - 1, None], pa.int32()),
    "large integers": pa.array([2**31, -(2**63), 2**63 - 1, None], pa.int64()),
    "doubles": pa.array([1.0, 1.5, -0.25, float("nan"), float("inf"), None]),
    "floats": pa.array([1.0, 1.5, None], pa.float32()),
    "money": pa.array([Decimal("2.50"), Decimal("3.00"), None], pa.decimal128(12, 2)),
    "large decimals": pa.array([Decimal("12345678901234567890.5"), Decimal("3.0"), None], pa.decimal128(38, 1)),
    "bytes": pa.array([b"12", None]),
    "lists": pa.array([[1, 2], None]),
}


def read(engine: str, folder: Path) -> dict[str, tuple[StoredTable, list[dict[str, Any]], list[dict[str, Any]]]]:
    """What an engine finds: how it describes each table, its rows as laws see them, and as they are stored."""
    with open_tables(engine, open_folder(str(folder))) as tables:
        return {
            name: (table, tables.fetch(name, "TRUE", (), 1000), tables.fetch(stored_name(name), "TRUE", (), 1000))
            for name, table in tables.stored.items()
        }


def shown(found: Any) -> str:
    """Rows as text, in which NaN is like NaN and 1 is not like 1.0."""
    return repr(found)


@pytest.mark.parametrize("kind", STORED)
def test_a_column_of_any_type_is_read_as_the_declared_one(engine: str, kind: str, tmp_path: Path) -> None:
    values = STORED[kind]
    for name in {table for table, _ in TYPED.values()}:
        columns = {column: values for table, column in TYPED.values() if table == name}
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    assert shown(read(engine, tmp_path)) == shown(read(REFERENCE, tmp_path))


def test_texts_of_csv_are_cast_and_counted_alike(engine: str, tmp_path: Path) -> None:
    for name in {table for table, _ in TYPED.values()}:
        columns = {column: STORED["texts"] for table, column in TYPED.values() if table == name}
        pyarrow.csv.write_csv(pa.table(columns), tmp_path / f"{name}.csv")
    assert shown(read(engine, tmp_path)) == shown(read(REFERENCE, tmp_path))


def test_there_is_a_column_of_every_type() -> None:
    assert {TABLES[table][column].type for table, column in TYPED.values()} == set(TYPED)
