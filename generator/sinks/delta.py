"""Delta tables through delta-rs: no Java, no copy; our own Parquet files are added with their statistics, one commit a chunk."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from deltalake import CommitProperties, DeltaTable
from deltalake.transaction import AddAction, Transaction

from contracts.tables import SCHEMA_VERSION, TABLES
from generator.sinks.parquet import Part

APPLICATION = "stockproof-generate"
"""Under this name each chunk is committed to a table exactly once (D10)."""

_MILLISECOND = dt.timedelta(milliseconds=1)


class DeltaSink:
    """Delta tables in the folders of a folder."""

    suffix = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, table: str) -> None:
        """Makes an empty table: declared types and NOT NULL, column comments, and the schema version as a property (RE 2)."""
        schema = TABLES[table].arrow_schema()
        DeltaTable.create(
            self._folder / table,
            schema,
            name=table,
            description=TABLES[table].grain,
            configuration={"schema_version": SCHEMA_VERSION},
            raise_if_key_not_exists=False,
        )

    def commit(self, table: str, chunk: int, parts: Iterable[Part]) -> None:
        """Adds a chunk's files in one commit; a chunk that is there already is left alone."""
        delta = DeltaTable(self._folder / table)
        done = delta.transaction_version(APPLICATION)
        if done is not None and done >= chunk:
            return
        delta.create_write_transaction(
            [_added(self._folder / table, part) for part in parts],
            mode="append",
            schema=delta.schema(),
            commit_properties=CommitProperties(app_transactions=[Transaction(APPLICATION, chunk)]),
        )


def _added(folder: Path, part: Part) -> AddAction:
    statistics = {
        "numRecords": part.rows,
        "minValues": _readable(part.least, up=False),
        "maxValues": _readable(part.greatest, up=True),
        "nullCount": part.nulls,
    }
    modified = int((folder / part.name).stat().st_mtime * 1000)
    return AddAction(part.name, part.bytes, {}, modified, True, json.dumps(statistics))


def _readable(bounds: Mapping[str, Any], up: bool) -> dict[str, Any]:
    """Bounds as the Delta log writes them; instants in milliseconds, rounded outwards."""
    return {name: _bound(value, up) for name, value in bounds.items()}


def _bound(value: Any, up: bool) -> Any:
    if isinstance(value, dt.datetime):
        rest = dt.timedelta(microseconds=value.microsecond % 1000)
        outward = value - rest + (_MILLISECOND if up and rest else dt.timedelta())
        return outward.strftime("%Y-%m-%dT%H:%M:%S.") + f"{outward.microsecond // 1000:03d}Z"
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
