"""A look at somebody's tables with DuckDB: their columns, and what some thousand rows tell of these."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import duckdb

from contracts.dataset import Dataset, Kind, Source
from contracts.engines import looks
from contracts.engines.duckdb_connection import connect, lock
from contracts.engines.duckdb_readers import found, unreadable
from contracts.engines.names import quoted
from contracts.mapping.guess import Seen


def look(dataset: Dataset, _session: None = None) -> tuple[Seen, ...]:
    """All tables of a source.

    Raises:
        InputError: naming the table that cannot be read.
    """
    with TemporaryDirectory(prefix="stockproof-") as spill, connect(None, spill) as connection:
        return _look(dataset, connection, spill)


def _look(dataset: Dataset, connection: duckdb.DuckDBPyConnection, spill: str) -> tuple[Seen, ...]:
    readings = [(name, source, found(source, connection).sql) for name, source in dataset.sources.items()]
    lock(connection, dataset.files, spill)
    return tuple(_seen(name, source, sql, connection) for name, source, sql in readings)


def _seen(name: str, source: Source, sql: str, connection: duckdb.DuckDBPyConnection) -> Seen:
    try:
        connection.execute(f"CREATE OR REPLACE TABLE looked_at AS SELECT * FROM ({sql}) AS stored LIMIT {looks.ROWS}")
        columns = {str(row[0]): str(row[1]) for row in connection.execute("DESCRIBE looked_at").fetchall()}
        (rows,) = connection.execute("SELECT COUNT(*) FROM looked_at").fetchall()[0]
        counts = ", ".join(f"COUNT(DISTINCT {quoted(column)})" for column in columns)
        distinct = connection.execute(f"SELECT {counts or 1} FROM looked_at").fetchall()[0]
        texts = {column: _read_as(column, connection) for column, type_ in columns.items() if type_ == "VARCHAR"}
    except duckdb.Error as error:
        raise unreadable(source, error) from error
    different = frozenset(column for column, count in zip(columns, distinct, strict=False) if rows and count == rows)
    return Seen(name, rows, columns, {column: kind for column, kind in texts.items() if kind is not None}, different)


def _read_as(column: str, connection: duckdb.DuckDBPyConnection) -> Kind | None:
    return looks.readable(connection.execute(f"SELECT {', '.join(looks.asked(quoted(column)))} FROM looked_at").fetchall()[0])
