"""Rows that a program has made one by one, written in batches of RE 5's size through Spark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from contracts.tables import TABLES
from generator.evolution import lacking_columns, properties
from generator.folder import OutputError
from generator.sinks.ddl import quoted, row_schema
from generator.sinks.spark import tables_at

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FACT_ROWS, DIMENSION_ROWS = 50_000, 10_000
"""Rows of a batch: so many Python objects take about 250 MB at most (RE 5, D10)."""

Rows = Sequence[Mapping[str, Any]]


def write_batch(
    data: Rows, table: str, place: Path | str, session: SparkSession, *, last: bool = False, changed: dt.date | None = None
) -> Rows:
    """Appends rows to a table, a batch at a time; returns the rest that fills no batch, which ``last`` writes too (RA 2.5).

    ``place`` is a folder with a sub-folder for the table, or ``CATALOG.SCHEMA``. A row maps columns to values; nullable columns may be left
    out. A table of an older version of the schema evolves on the way, and says so in its properties (RE 2); ``changed`` is the day of that.

    Raises:
        OutputError: for a column that is not declared, a value that does not fit it, and where Spark refuses.
    """
    size = DIMENSION_ROWS if TABLES[table].is_dimension else FACT_ROWS
    whole = len(data) if last else len(data) // size * size
    tables = tables_at(session, place)
    if whole:
        lacking = lacking_columns(table, tables.columns(table), tables.shown(table))
    # All before the first is written: a row that does not fit leaves the table as it was, so that the call can be repeated.
    for batch in [_arrow(data[first : min(first + size, whole)], table) for first in range(0, whole, size)]:
        tables.merge(table, tables.session.createDataFrame(batch, row_schema(table, comments=True)))
    if whole and lacking:
        told = properties(changed or dt.datetime.now(dt.UTC).date())
        tables.alter(table, f"SET TBLPROPERTIES ({', '.join(f'{quoted(key)} = {quoted(value)}' for key, value in told.items())})")
    return data[whole:]


def _arrow(batch: Rows, table: str) -> pa.Table:
    """The rows in the declared types."""
    declared = TABLES[table]
    for row in batch:
        stranger = next((name for name in row if name not in declared.by_name), None)
        if stranger is not None:
            raise OutputError(f"{table}: {stranger}: no such column; allowed: {', '.join(declared.by_name)}")
    columns = []
    for column, field in zip(declared, declared.arrow_schema(), strict=True):
        values = [row.get(column.name) for row in batch]
        if not column.nullable and None in values:
            raise OutputError(f"{table}: row {values.index(None) + 1}: {column.name} has no value, and must have one")
        try:
            columns.append(pa.array(values, field.type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise OutputError(f"{table}: {column.name}: allowed: {column.type}; {' '.join(str(error).split())}") from error
    return pa.table(columns, names=list(declared.by_name))
