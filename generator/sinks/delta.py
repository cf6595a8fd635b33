"""Delta tables through delta-rs: no Java, no copy; our own Parquet files are added with their statistics, one commit a chunk."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, Transaction

from contracts.tables import SCHEMA_VERSION, TABLES
from generator.sinks.parquet import Part
from generator.sinks.sink import TableError

APPLICATION = "stockproof-generate"
"""Under this name each chunk is committed to a table exactly once (D10)."""

_MILLISECOND = dt.timedelta(milliseconds=1)


class DeltaSink:
    """Delta tables in the folders of a folder."""

    drafts = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, table: str) -> None:
        """Makes an empty table unless it is there: declared types, NOT NULL, comments, and the schema version as a property (RE 2).

        Raises:
            TableError: for one that is there and is clustered, which delta-rs cannot append to.
        """
        if DeltaTable.is_deltatable(str(self._folder / table)):
            if "clustering" in (self._open(table).protocol().writer_features or ()):
                raise TableError(f"{self._folder / table}: is a clustered table, which only Spark appends to; resume with --engine spark")
            return
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
        delta = self._open(table)
        if _version(delta) >= chunk:
            return
        delta.create_write_transaction(
            [_added(self._folder / table, part) for part in parts],
            mode="append",
            schema=delta.schema(),
            commit_properties=CommitProperties(app_transactions=[Transaction(APPLICATION, chunk)]),
        )

    def committed(self, table: str) -> int:
        """The last chunk committed to the table."""
        return _version(self._open(table)) if DeltaTable.is_deltatable(str(self._folder / table)) else -1

    def files(self, table: str) -> list[Path]:
        """The files that are the table's."""
        added = self._open(table).get_add_actions(flatten=True)
        return [self._folder / table / name for name in pa.table(added)["path"].to_pylist()]

    def sweep(self, table: str) -> None:
        """Removes files of ours that no commit made the table's."""
        kept = set(self.files(table))
        for path in (self._folder / table).glob("part-*.parquet"):
            if path not in kept:
                path.unlink(missing_ok=True)

    def _open(self, table: str) -> DeltaTable:
        try:
            return DeltaTable(self._folder / table)
        except DeltaError as error:
            reason = re.split(r"\s+0: ", str(error))[0]  # without the trace that delta-rs appends to it
            raise TableError(f"{self._folder / table}: its Delta log cannot be read: {reason}") from error


def _version(delta: DeltaTable) -> int:
    version = delta.transaction_version(APPLICATION)
    return -1 if version is None else int(version)


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
