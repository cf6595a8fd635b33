"""What a mapping makes of anybody's tables, in DuckDB: the source's tables in a schema of their own, and the SELECTs over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from contracts.columns import Column
from contracts.dataset import Format, Source
from contracts.engines import EngineError
from contracts.engines import duckdb_types as types
from contracts.engines.duckdb_readers import Reading, unreadable
from contracts.engines.names import first_line, quoted
from contracts.engines.stored import ZONES, described, untyped
from contracts.mapping.binding import Mapped, check_types
from contracts.mapping.lineage import sources_of
from contracts.mapping.portable import rendered
from contracts.mapping.reading import Entry
from contracts.tables import TABLES

if TYPE_CHECKING:
    from contracts.engines.duckdb import DuckTables

_SCHEMA = "source"
_HUGE = ("HUGEINT", "UHUGEINT", "UBIGINT")


@dataclass(frozen=True)
class _Read:
    """A table of the source: its columns with their types, how many texts of each are no value of the stated type, and how it lies."""

    columns: Mapping[str, str]
    misfits: Mapping[str, int]
    as_they_lie: bool
    is_text: bool


class Foreign:
    """The tables of a source, in a schema that only the mapping's SELECTs see."""

    def __init__(self, tables: DuckTables, connection: duckdb.DuckDBPyConnection) -> None:
        self._tables = tables
        self._connection = connection
        self._read: dict[str, _Read] = {}
        self._connection.execute(f"CREATE SCHEMA {_SCHEMA}")

    def open(self, name: str, source: Source, reading: Reading) -> None:
        """Offers a table of the source under the name by which SELECTs know it.

        Raises:
            InputError: if it cannot be read, or lacks a column whose type the mapping states.
        """
        try:
            rows = f"({reading.sql})"
            columns = self._columns(rows)
            check_types(source.types, columns, source)
            misfits = self._misfits(rows, source)
            values = ", ".join(_value(column, type_, source) for column, type_ in columns.items())
            self._connection.execute(f"CREATE VIEW {_SCHEMA}.{quoted(name)} AS SELECT {values} FROM {rows} AS stored")
        except duckdb.Error as error:
            raise unreadable(source, error) from error
        self._read[name] = _Read(columns, misfits, reading.as_they_lie, source.format is Format.CSV)

    def _columns(self, rows: str) -> dict[str, str]:
        return {str(row[0]): str(row[1]) for row in self._connection.execute(f"DESCRIBE SELECT * FROM {rows} AS stored").fetchall()}

    def _misfits(self, rows: str, source: Source) -> dict[str, int]:
        if not source.types:
            return {}
        counts = ", ".join(types.misfits(described(Column(name, type_), {name: ""}, True)) for name, type_ in source.types.items())
        (found,) = self._connection.execute(f"SELECT {counts} FROM {rows} AS stored").fetchall()
        return {name: count for name, count in zip(source.types, found, strict=True) if count}

    def offer(self, mapped: Mapped) -> None:
        """Offers what each SELECT reads as one of the contract's tables.

        Raises:
            InputError: for a SELECT that cannot be planned or computed, with its line.
        """
        for entry in mapped.entries.values():
            mapped.refuse_unknown(entry, {name: each.columns for name, each in self._read.items()})
            try:
                self._offer(mapped, entry)
            except (EngineError, duckdb.Error) as error:
                entry.refuse(first_line(error))

    def _offer(self, mapped: Mapped, entry: Entry) -> None:
        table, select = TABLES[entry.table], entry.select
        sql = rendered(select, lambda name: exp.table_(mapped.spelt[name], db=_SCHEMA, quoted=True), "duckdb")
        columns = self._columns(f"({sql})")
        if any(type_ in _HUGE for type_ in columns.values()):
            values = (f"TRY_CAST({quoted(n)} AS BIGINT) AS {quoted(n)}" if t in _HUGE else quoted(n) for n, t in columns.items())
            sql = f"SELECT {', '.join(values)} FROM ({sql}) AS mapped"
        read = [self._read[name] for name in mapped.reads(entry)]
        texts = untyped(table, columns) if any(each.is_text for each in read) else frozenset()
        misfits = sources_of(select, [each.misfits for each in read])
        lie = select.is_projection and read[0].as_they_lie
        self._tables.offer(table, Reading(sql, lie, texts, not select.is_projection, misfits, entry.place))


def _value(name: str, type_: str, source: Source) -> str:
    """A column of the source as SELECTs see it: texts as what they are stated to be, instants as zone-less UTC."""
    if name in source.types:
        return f"{types.made_right(described(Column(name, source.types[name]), {name: ''}, True))} AS {quoted(name)}"
    return f"{types.instant(quoted(name))} AS {quoted(name)}" if type_ in ZONES else quoted(name)
