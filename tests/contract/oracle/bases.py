"""Sound worlds to be spoilt: small ones of the reference generator, as rows of plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.columns import TIMESTAMP
from contracts.tables import TABLES
from oracle.world import Row

SMALL: dict[str, Any] = {
    "start": "2024-10-20",
    "days": 24,
    "products": 6,
    "customers": 40,
    "stores": 1,
    "warehouses": 1,
    "dcs": 0,
    "store_requests_per_day": 0.6,
    "warehouse_requests_per_day": 0.6,
    "return_rate": 0.25,
    "cart_requests_ratio": 2.0,
}
"""A world in which every law about rows speaks."""

LARGER = SMALL | {
    "start": "2024-10-01",
    "days": 32,
    "products": 13,
    "warehouses": 6,
    "dcs": 2,
    "browsing_sessions_per_cart": 0.0,
}
"""A world in which those about the rates of stockouts and of delays do too."""


def make(folder: Path, size: Mapping[str, Any], seed: int) -> None:
    """Writes a sound world."""
    from generator.config import configure
    from generator.generate import generate

    generate(configure("tiny", size, {"random_seed": seed}), folder, format="parquet", workers=1)


def read(folder: Path) -> dict[str, list[Row]]:
    """The tables of a folder of Parquet, instants as zone-less UTC."""
    return {name: _rows(pq.read_table(folder / name), name) for name in TABLES}


def _rows(table: pa.Table, name: str) -> list[Row]:
    rows: list[dict[str, Any]] = table.to_pylist()
    instants = [column.name for column in TABLES[name] if column.type is TIMESTAMP]
    return [{**row, **{at: row[at] and row[at].replace(tzinfo=None) for at in instants}} for row in rows]


_TYPES = {"bigint": pa.int64(), "double": pa.float64(), "string": pa.string()}


def write(tables: Mapping[str, Sequence[Row]], folder: Path, stored: Mapping[tuple[str, str], str] | None = None) -> None:
    """Each table as a file of its declared types, in which anything may be missing; columns in ``stored``, of other types."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        arrays = [_array(rows, field, (stored or {}).get((name, field.name))) for field in TABLES[name].arrow_schema()]
        pq.write_table(pa.table(arrays, TABLES[name].arrow_schema().names), folder / f"{name}.parquet")


def _array(rows: Sequence[Row], field: pa.Field, stored: str | None) -> pa.Array:
    values = [row[field.name] for row in rows]
    if stored is None:
        return pa.array(values, field.type)
    told = {"string": str, "double": float, "bigint": int}[stored]
    return pa.array([None if value is None else told(value) for value in values], _TYPES[stored])
