"""Files as DuckDB finds them: the tables of a database file, by their names, and how large the files of sources are."""

from __future__ import annotations

from collections.abc import Iterable
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


def count_bytes(sources: Iterable[Source]) -> int:
    """Bytes of all files that sources are read from, each file once; of a Delta table, of all that lie in its folder."""
    files = {file for source in sources for file in _files_of(source)}
    return sum(file.stat().st_size for file in files if file.is_file())


def _files_of(source: Source) -> Iterable[Path]:
    if source.files:
        return map(Path, source.files)
    return source.path.rglob("*.parquet") if source.path.is_dir() else [source.path]
