"""Worlds in which nothing is right, for tests that compare one way of judging with another."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable

from contracts.relations.derived import LOCATION
from contracts.tables import TABLES


def spoil(sound: Path, folder: Path) -> Path:
    """The tables of a sound world with values of other rows, copies and gaps in every table that names locations."""
    folder.mkdir()
    for name in TABLES:
        rows = pa.table(DeltaTable(sound / name).to_pyarrow_table())
        pq.write_table(scrambled(rows) if LOCATION in rows.column_names else rows, folder / f"{name}.parquet")
    return folder


def scrambled(rows: pa.Table) -> pa.Table:
    """In each column a few values replaced by that of the row before, a few by nothing; and a few rows twice."""
    columns = {}
    for number, name in enumerate(rows.column_names):
        values = rows[name].to_pylist()
        before = [values[-1], *values]
        columns[name] = [
            None if (at + number) % 101 == 0 else before[at] if (at + 7 * number) % 53 == 0 else value for at, value in enumerate(values)
        ]
    spoilt = pa.table(columns, schema=pa.schema([field.with_nullable(True) for field in rows.schema]))
    return pa.concat_tables([spoilt, spoilt.take(list(range(0, spoilt.num_rows, 61)))])
