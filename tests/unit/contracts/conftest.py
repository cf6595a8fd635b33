"""Tables written out by hand: rows name the columns that matter, and the rest is filled with plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column
from contracts.judge import judge
from contracts.tables import TABLES
from contracts.verdict import Report, Result

Rows = Sequence[Mapping[str, Any]]

PLAIN: dict[str, Any] = {
    INT: 1,
    BIGINT: 1,
    STRING: "x",
    BOOLEAN: False,
    DATE: date(2024, 1, 1),
    TIMESTAMP: datetime(2024, 1, 1, 12, tzinfo=UTC),
    MONEY: Decimal("1.00"),
    RATE: Decimal("0.0500"),
    DOUBLE: 1.0,
}


def plain_value(column: Column) -> Any:
    """A value that the schema alone finds nothing wrong with."""
    if column.nullable:
        return None
    if column.allowed:
        return column.allowed[0]
    return 20240101 if column.is_date_key else PLAIN[column.type]


def arrow_table(name: str, rows: Rows) -> pa.Table:
    """The rows as a table of the contract, in its declared types."""
    whole = [{column.name: row.get(column.name, plain_value(column)) for column in TABLES[name]} for row in rows]
    schema = TABLES[name].arrow_schema()
    return pa.Table.from_pylist(whole, pa.schema([field.with_nullable(True) for field in schema]))


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes tables, given as rows or as Arrow tables, as a folder of Parquet files, and returns the folder."""

    def write_tables(**tables: Rows | pa.Table) -> Path:
        for name, rows in tables.items():
            table = rows if isinstance(rows, pa.Table) else arrow_table(name, rows)
            pq.write_table(table, tmp_path / f"{name}.parquet")
        return tmp_path

    return write_tables


@pytest.fixture
def made() -> Callable[[str, Rows], pa.Table]:
    """Makes an Arrow table of the contract from rows, to be changed before it is written."""
    return arrow_table


@pytest.fixture
def judged(write: Callable[..., Path]) -> Callable[..., dict[str, Result]]:
    """Judges tables, and returns the results by id."""

    def judge_tables(*, only: Sequence[str] = (), **tables: Rows | pa.Table) -> dict[str, Result]:
        report: Report = judge(str(write(**tables)), only=only)
        return {result.law.id: result for result in report.results}

    return judge_tables
