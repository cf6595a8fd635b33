"""How DuckDB reads a table's files: Parquet, CSV, and Delta by its log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from contracts.dataset import Format, Source
from contracts.errors import InputError

if TYPE_CHECKING:
    import duckdb


def reader(source: Source, connection: duckdb.DuckDBPyConnection) -> str:
    """SELECT of all that a table's files hold, under the names that they use.

    Raises:
        InputError: for a Delta log that cannot be read.
    """
    if source.format is Format.CSV:
        return f"SELECT * FROM read_csv({_listed(source.files)}, all_varchar = true, header = true, union_by_name = true)"
    if source.format is Format.DELTA:
        return _delta(source, connection)
    return f"SELECT * FROM read_parquet({_listed(source.files)}, union_by_name = true)"


def _delta(source: Source, connection: duckdb.DuckDBPyConnection) -> str:
    from deltalake import DeltaTable  # costs a tenth of a second, for Delta tables only
    from deltalake.exceptions import DeltaError

    try:
        log = DeltaTable(str(source.path))
        files = log.file_uris()
    except (DeltaError, OSError, ValueError) as error:
        raise InputError(f"{source.table} cannot be read: its Delta log in {source.path} is damaged ({_first_line(error)})") from error
    return f"SELECT * FROM read_parquet({_listed(files)}, union_by_name = true)"


def _listed(files: Iterable[str]) -> str:
    return "[" + ", ".join(_text(file) for file in files) + "]"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
