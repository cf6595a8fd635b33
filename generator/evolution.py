"""From one version of the schema to the next, in place: what later columns a table lacks is added, and old rows have NULL there (RE 2).

There are two ways. `evolve` adds the columns to a table as it stands; appending rows that have them does the same on the way
(`generator.batches.write_batch`). Readers of the columns that were there see what they saw.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import DeltaTable, Schema
from deltalake.exceptions import DeltaError

from contracts.tables import SCHEMA_VERSION, TABLES, Column
from generator.folder import OutputError
from generator.sinks.ddl import added, quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def evolve(table: str, place: Path | str, *, session: SparkSession | None = None, changed: dt.date | None = None) -> tuple[str, ...]:
    """Brings a table to the current version of the schema; returns the columns that were added, none if it was there already.

    ``place`` is a folder with a sub-folder for the table, or with a session also ``CATALOG.SCHEMA``. Without a session the table is altered
    through delta-rs, which needs no Java. ``changed`` is the day that the property ``last_schema_change`` names, today unless given.

    Raises:
        OutputError: for a table that is not there, or that lacks more than later versions added.
    """
    day = changed or dt.datetime.now(dt.UTC).date()
    if session is None:
        return _evolve_here(table, Path(place) / table, day)
    from generator.sinks.spark import tables_at

    tables = tables_at(session, place)
    lacking = lacking_columns(table, tables.columns(table), tables.shown(table))
    if lacking:
        columns = ", ".join(f"{added(column)} COMMENT {quoted(column.comment)}" for column in lacking)
        tables.alter(table, f"ADD COLUMNS ({columns})")
    if lacking or tables.version(table) != SCHEMA_VERSION:  # a run may have ended between the two
        tables.alter(table, f"SET TBLPROPERTIES ({', '.join(f'{quoted(k)} = {quoted(v)}' for k, v in properties(day).items())})")
    return tuple(column.name for column in lacking)


def lacking_columns(table: str, there: Collection[str], shown: str) -> tuple[Column, ...]:
    """The columns of later versions that a table lacks; refuses one that lacks others."""
    lacking = [column for column in TABLES[table] if column.name not in there]
    never = [column.name for column in lacking if column.since is None]
    if never:
        raise OutputError(f"{shown}: {never[0]} is not there, which every version of the schema has; only later columns can be added")
    return tuple(lacking)


def properties(changed: dt.date) -> dict[str, str]:
    """What a table says of its version."""
    return {"schema_version": SCHEMA_VERSION, "last_schema_change": changed.isoformat()}


def _evolve_here(table: str, folder: Path, changed: dt.date) -> tuple[str, ...]:
    if not DeltaTable.is_deltatable(str(folder)):
        raise OutputError(f"{folder}: there is no Delta table")
    try:
        delta = DeltaTable(folder)
        lacking = lacking_columns(table, [field.name for field in delta.schema().fields], str(folder))
        if lacking:
            declared = {field.name: field for field in Schema.from_arrow(TABLES[table].arrow_schema()).fields}
            delta.alter.add_columns([declared[column.name] for column in lacking])
        if lacking or delta.metadata().configuration.get("schema_version") != SCHEMA_VERSION:  # a run may have ended between the two
            delta.alter.set_table_properties(properties(changed), raise_if_not_exists=False)
    except DeltaError as error:
        raise OutputError(f"{folder}: the table cannot be altered: {' '.join(str(error).split())}") from error
    return tuple(column.name for column in lacking)
