"""The embedded engine: DuckDB over the files of a dataset, in this process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, get_ident
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import duckdb

from contracts.columns import Table
from contracts.dataset import Dataset, Source, StoredColumn, StoredTable
from contracts.engines import Count, EngineError, Predicate, count_query, fetch_query
from contracts.engines import duckdb_types as types
from contracts.engines.duckdb_connection import connect, lock
from contracts.engines.duckdb_files import tables_of_file
from contracts.engines.duckdb_order import as_it_lies
from contracts.engines.duckdb_readers import Reading, found, unreadable
from contracts.engines.names import first_line, quoted
from contracts.engines.sizes import are_large
from contracts.engines.stored import damaged, described, with_misfits
from contracts.errors import InputError
from contracts.relations.derived import stored_name
from contracts.relations.succession import Succession
from contracts.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 12_000_000
"""Rows of a part whose joins stay within a gigabyte."""

_WHOLE = "memory.main"
"""Where DuckDB keeps what is no part's own; temporary names of a part's own connection hide it."""


class DuckTables:
    """A dataset opened in a DuckDB connection of its own: three views per table (see `_define`), then relations on top."""

    _KIND = ""
    sorts = True

    def __init__(self, connection: duckdb.DuckDBPyConnection, spill: TemporaryDirectory[str] | None) -> None:
        self._connection = connection
        self._spill = spill
        self._stored: dict[str, StoredTable] = {}
        self._as_they_lie: set[str] = set()
        self._parts: list[DuckPart] = []
        self._lock = Lock()
        self._by_thread = {get_ident(): connection}

    @property
    def stored(self) -> Mapping[str, StoredTable]:
        """The tables that are there."""
        return self._stored

    @property
    def rows_at_once(self) -> int | None:
        """Rows of all tables together beyond which they are better judged piece by piece."""
        return ROWS_AT_ONCE

    @property
    def parts_at_once(self) -> int:
        """One for each core: a query alone rarely keeps all of them busy to its end."""
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def open(self, source: Source, reading: Reading) -> None:
        """Offers a table's files under its names.

        Raises:
            InputError: if they cannot be read.
        """
        try:
            self.offer(TABLES[source.table], reading)
        except EngineError as error:
            raise unreadable(source, error) from error

    def offer(self, table: Table, reading: Reading) -> None:
        """Offers rows under a table's names."""
        found = f"found_{table.name}"
        self.define(found, reading.sql, reading.costly)
        columns = {str(row[0]): str(row[1]) for row in self._run(f"DESCRIBE {quoted(found)}")}
        rows = int(self._run(f"SELECT COUNT(*) FROM {quoted(found)}")[0][0])
        described = self._describe(table, columns, found, reading)
        self._stored[table.name] = StoredTable(table.name, rows, len(columns), described, reading.mapped)
        if reading.as_they_lie:
            self._as_they_lie.add(table.name)
        self._define(table.name, described, found)

    def open_absent(self, table: Table) -> None:
        """Offers an empty table under the names of one that is not there, so that relations over it can be read."""
        self._define(table.name, tuple(StoredColumn(column, None) for column in table), None)

    def _describe(self, table: Table, columns: Mapping[str, str], found: str, reading: Reading) -> tuple[StoredColumn, ...]:
        declared = tuple(described(column, columns, column.name in reading.texts) for column in table)
        texts = [column for column in declared if column.is_there and column.declared.name in reading.texts]
        counts = self._run(f"SELECT {', '.join(types.misfits(column) for column in texts)} FROM {quoted(found)}") if texts else []
        misfits = dict(zip((column.declared.name for column in texts), counts[0], strict=True)) if counts else {}
        names = [column.declared.name for column in declared]
        return tuple(with_misfits(c, misfits.get(name, 0) + reading.misfits.get(name, 0)) for c, name in zip(declared, names, strict=True))

    def present(self, table: str, name: str, sql: str, once: bool = False) -> tuple[StoredColumn, ...]:
        """Offers a SELECT as one of the contract's tables, under another name; its columns as the SELECT holds them."""
        found = f"found_{name}"
        self.define(found, sql, once)
        columns = {str(row[0]): str(row[1]) for row in self._run(f"DESCRIBE {quoted(found)}")}
        described = self._describe(TABLES[table], columns, found, Reading(sql))
        self._define(name, described, found)
        return described

    def _define(self, name: str, columns: Sequence[StoredColumn], found: str | None) -> None:
        """Two views: the table as stored with its kinds made right, and above it the table as laws may rely on it."""
        stored = stored_name(name)
        source = f"FROM {quoted(found)}" if found else "WHERE FALSE"
        kinds = [f"{types.made_right(column)} AS {column.declared.name}" for column in columns]
        self.define(stored, f"SELECT {', '.join([*kinds, types.completeness(columns) + ' AS is_complete'])} {source}")
        self._define_bounded(name, columns)

    def _define_bounded(self, name: str, columns: Sequence[StoredColumn]) -> None:
        bounded = (f"{types.bounded(column)} AS {column.declared.name}" for column in columns)
        self.define(name, f"SELECT {', '.join(bounded)} FROM {stored_name(name)}")

    def define(self, name: str, sql: str, once: bool = False) -> None:
        """Offers a SELECT under a name to all later queries; computed now, and kept, if ``once``."""
        self._run(f"CREATE OR REPLACE {self._KIND} {'TABLE' if once else 'VIEW'} {quoted(name)} AS {sql}")

    def define_succession(self, succession: Succession) -> None:
        """Offers each row of a table beside the row before it: as the rows lie where they lie in order, else sorted."""
        as_read = as_it_lies(succession, self._run, self._KIND) if succession.table in self._as_they_lie else None
        self.define(succession.name, as_read or succession.in_any_order(), once=as_read is None)

    def count(self, relation: str, predicates: Sequence[Predicate]) -> list[Count]:
        """Judges all predicates in one pass over the relation."""
        (row,) = self._run(count_query(quoted(relation), predicates))
        return [Count(judged, int(broken)) for judged, broken in zip(row[::2], row[1::2], strict=True)]

    def fetch(self, relation: str, where: str, order_by: Sequence[str], limit: int) -> list[dict[str, Any]]:
        """Rows of the relation, in the given order and then by all columns from left to right, NULL first."""
        names = self._names(relation)
        order = [*order_by, *(quoted(name) for name in names if name not in order_by)]
        rows = self._run(fetch_query(quoted(relation), where, order, limit))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def write(self, relation: str, where: str, order_by: Sequence[str], path: Path) -> None:
        """Writes all such rows, in the order of ``fetch``, as one Parquet file: where queries spill, and from there to its place."""
        order = [*order_by, *(quoted(name) for name in self._names(relation) if name not in order_by)]
        rows = fetch_query(quoted(relation), where, order)
        with TemporaryDirectory(dir=self._spill.name if self._spill else None) as folder:
            written = Path(folder) / "rows.parquet"
            self._run(f"COPY ({rows}) TO '{str(written).replace(chr(39), 2 * chr(39))}' (FORMAT parquet, COMPRESSION zstd)")
            shutil.move(written, path)

    def frame(self, name: str) -> pa.Table:
        """All rows of a relation, or of a table as it is stored, as an Arrow table."""
        source = f"found_{name}" if name in TABLES else name
        try:
            return self._connection.sql(f"SELECT * FROM {quoted(source)}").to_arrow_table()
        except duckdb.Error as error:
            raise EngineError(first_line(error)) from error

    def _names(self, relation: str) -> list[str]:
        return [str(row[0]) for row in self._run(f"DESCRIBE {quoted(relation)}")]

    def part(self, condition: str, tables: Iterable[str]) -> DuckPart:
        """The same tables, those named restricted to rows of which the condition is TRUE."""
        with self._lock:
            part = DuckPart(self._connection.cursor(), None)
            self._parts.append(part)
        part._stored, part._as_they_lie = self._stored, self._as_they_lie
        for name in tables:
            part.define(stored_name(name), f"SELECT * FROM {_WHOLE}.{stored_name(name)} WHERE {condition}")
            if name in self._stored:
                part._define_bounded(name, self._stored[name].columns)
        return part

    def interrupt(self) -> None:
        """Ends what other threads ask, of the parts or of the whole; what is closed already has nothing to end."""
        with self._lock:
            connections = [part._connection for part in self._parts] + list(self._by_thread.values())
        for connection in connections:
            with suppress(duckdb.Error):
                connection.interrupt()

    def refuse_damaged(self, table: str) -> None:
        """Reads a table to its end; InputError if that fails."""
        columns = [column.declared.name for column in self._stored[table].columns if column.is_there]
        try:
            self._run(f"SELECT {', '.join(f'MAX({column})' for column in columns) or 1} FROM {stored_name(table)}")
        except EngineError as error:
            raise damaged(self._stored[table], error) from error

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection_of_this_thread().execute(sql).fetchall()
        except (duckdb.Error, RuntimeError) as error:
            if isinstance(error, duckdb.InterruptException) or "interrupted" in str(error).lower():
                raise KeyboardInterrupt from None
            raise EngineError(first_line(error)) from error

    def _connection_of_this_thread(self) -> duckdb.DuckDBPyConnection:
        """A connection answers one question at a time; whoever asks beside the thread that opened the tables gets one of its own."""
        with self._lock:
            me = get_ident()
            if me not in self._by_thread:
                self._by_thread[me] = self._connection.cursor()
            return self._by_thread[me]

    def close(self) -> None:
        """Closes the connections and removes what they spilled."""
        for connection in self._by_thread.values():
            connection.close()
        if self._spill:
            self._spill.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class DuckPart(DuckTables):
    """Some rows of an opened dataset, in a connection of its own to the same database: what it defines is temporary."""

    _KIND = "TEMP"

    def _connection_of_this_thread(self) -> duckdb.DuckDBPyConnection:
        """What a part defines is known to its own connection alone."""
        return self._connection

    def keep(self, name: str) -> None:
        """Adds the rows of what is defined here under a name to the whole tables' relation of that name."""
        whole, own = f"{_WHOLE}.{quoted(name)}", f"temp.main.{quoted(name)}"
        self._run(f"CREATE TABLE IF NOT EXISTS {whole} AS SELECT * FROM {own} LIMIT 0")
        self._run(f"INSERT INTO {whole} SELECT * FROM {own}")


def open_file(target: str) -> Dataset:
    """The tables of a DuckDB file; InputError if it cannot be opened."""
    return tables_of_file(target)


def open_tables(dataset: Dataset, memory_limit: str | None, _session: None = None, side_by_side: bool = False) -> DuckTables:
    """The dataset in a connection of its own; ``memory_limit`` is a size such as 2GB, beyond which queries spill to disk.

    Large tables that are asked side by side get one thread per query: more would only stand in each other's way.

    Raises:
        InputError: for a table that cannot be read, or a memory limit that is none.
    """
    spill = TemporaryDirectory(prefix="stockproof-")
    try:
        connection = connect(memory_limit, spill.name, threads=1 if side_by_side and are_large(dataset.files) else None)
    except InputError:
        spill.cleanup()
        raise
    tables = DuckTables(connection, spill)
    try:
        _open(tables, dataset, spill.name)
    except BaseException:
        tables.close()
        raise
    return tables


def _open(tables: DuckTables, dataset: Dataset, spill: str) -> None:
    """Offers all tables; no row is read, and nothing a stranger wrote is planned, a mapping or a view in a database, but behind locks."""
    sources = dataset.mapped.sources if dataset.mapped else dataset.sources
    readings = {name: found(source, tables._connection) for name, source in sources.items()}
    lock(tables._connection, dataset.files, spill)
    if dataset.mapped:
        from contracts.engines.duckdb_mapped import (
            Foreign,
        )  # parses SQL, a tenth of a second that tables of the contract's own need not spend

        foreign = Foreign(tables, tables._connection)
        for name, source in dataset.mapped.sources.items():
            foreign.open(name, source, readings[name])
        foreign.offer(dataset.mapped)
    else:
        for name, source in dataset.sources.items():
            tables.open(source, readings[name])
    for table in TABLES.values():
        if table.name not in tables.stored:
            tables.open_absent(table)
