"""Judges worlds written out by hand: rows name the columns that matter, and the rest is filled with plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column
from contracts.judge import judge
from contracts.tables import TABLES
from contracts.verdict import Result

Rows = Sequence[Mapping[str, Any]]

PLAIN: dict[str, Any] = {
    INT: 1,
    BIGINT: 1,
    STRING: "plain",
    BOOLEAN: False,
    DATE: date(2020, 1, 1),
    TIMESTAMP: datetime(2024, 10, 30, 12, tzinfo=UTC),
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
    return 20241030 if column.is_date_key else PLAIN[column.type]


def arrow_table(name: str, rows: Rows) -> pa.Table:
    """The rows as a table of the contract, in its declared types."""
    whole = [{column.name: row.get(column.name, plain_value(column)) for column in TABLES[name]} for row in rows]
    schema = TABLES[name].arrow_schema()
    return pa.Table.from_pylist(whole, pa.schema([field.with_nullable(True) for field in schema]))


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Result]]:
    """Judges tables given as rows by the laws named, and returns the results by id; a table that is not given is not there."""
    numbers = count()

    def judge_rows(tables: Mapping[str, Rows], only: Iterable[str], parameters: Mapping[str, float] | None = None) -> dict[str, Result]:
        folder: Path = tmp_path_factory.mktemp(f"world{next(numbers)}")
        for name, rows in tables.items():
            pq.write_table(arrow_table(name, rows), folder / f"{name}.parquet")
        return {result.law.id: result for result in judge(str(folder), only=only, parameters=parameters).results}

    return judge_rows
