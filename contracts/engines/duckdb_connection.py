"""A connection to DuckDB for one dataset, and its locks: what is opened may read its own files, and nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from contracts.dataset import Format, Source
from contracts.engines.duckdb_readers import as_pattern
from contracts.errors import InputError

_MEMORY = 3 * 2**30
"""Bytes beyond which queries spill to disk unless another limit is given."""

_SHARE_OF_DISK = 0.5
"""Of the room that the disk for temporary files has, what queries may take."""


def connect(memory_limit: str | None, spill: str, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills into a folder, with as many threads as the machine has cores unless another number is given.

    Raises:
        InputError: for a memory limit that is none.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": spill,
        "max_temp_directory_size": f"{int(shutil.disk_usage(spill).free * _SHARE_OF_DISK)}B",
        "preserve_insertion_order": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    if memory_limit or _machine_memory() > _MEMORY:
        settings["memory_limit"] = memory_limit or f"{_MEMORY}B"
    if threads:
        settings["threads"] = threads
    try:
        return duckdb.connect(":memory:", config=settings)
    except duckdb.Error as error:
        raise InputError(f"memory limit {memory_limit}: give a size such as 500MB or 2GB") from error


def lock(connection: duckdb.DuckDBPyConnection, sources: Iterable[Source], spill: str) -> None:
    """From now on the connection reads the sources' files, writes into the folder it spills into, and changes no setting.

    So neither a mapping nor a view in somebody's database reaches anything else, whatever it says.

    Raises:
        InputError: for a path that DuckDB cannot be told.
    """
    places = list(sources)
    folders = dict.fromkeys([spill, *(spelt for source in places for folder in _folders(source) for spelt in _spelt(folder))])
    files = dict.fromkeys(spelt for source in places for file in _files(source) for spelt in _spelt(file))
    try:
        connection.execute(f"SET allowed_directories = {_listed(folders)}")
        connection.execute(f"SET allowed_paths = {_listed(files)}")
    except (duckdb.Error, UnicodeError) as error:
        named = next((str(source.path) for source in places), "")
        raise InputError(f"{named!a}: DuckDB takes no such path; give it a name in UTF-8") from error
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _folders(source: Source) -> Iterator[str]:
    """A table's own folder; that of a database file is not one, for the file is open already."""
    if source.format in (Format.DELTA, Format.PARQUET, Format.CSV) and source.path.is_dir():
        yield str(source.path.resolve())


def _files(source: Source) -> Iterator[str]:
    """Files that lie elsewhere than in the table's folder, where links in it lead."""
    folder = source.path.resolve()
    for file in source.files:
        found = Path(file).resolve()
        if not found.is_relative_to(folder) or found == folder:
            yield str(found)


def _spelt(path: str) -> tuple[str, str]:
    """A path as it is, and as readers write it, in whose patterns some characters do not stand for themselves."""
    return path, as_pattern(path)


def _listed(paths: Iterable[str]) -> str:
    return "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]::VARCHAR[]"


def _machine_memory() -> int:
    """Bytes of memory in this machine; 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0
