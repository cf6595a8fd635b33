"""The tables of a DuckDB file, by their names."""

from __future__ import annotations

from pathlib import Path

import duckdb

from contracts.dataset import Dataset, Format, Source
from contracts.engines.duckdb_readers import attached
from contracts.errors import InputError


def tables_of_file(target: str) -> Dataset:
    """All tables and views of a DuckDB file; those outside the schema ``main`` as SCHEMA.NAME where their name alone is taken.

    Raises:
        InputError: if it cannot be opened.
    """
    path = Path(target)
    sources: dict[str, Source] = {}
    try:
        with duckdb.connect(":memory:") as connection:
            database = attached(path, connection)
            rows = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = ?"
                " ORDER BY table_schema <> 'main', table_schema, table_name",
                [database],
            ).fetchall()
    except duckdb.Error as error:
        raise InputError(f"{target}: cannot be opened ({str(error).strip().partition(chr(10))[0]})") from error
    for schema, name in rows:
        own = str(name) if name not in sources else f"{schema}.{name}"
        sources[own] = Source(own, Format.DUCKDB, path, within=(str(schema), str(name)))
    return Dataset(target, sources)
