"""How DuckDB reads a table's files: Parquet, CSV, and Delta by its log."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from contracts.dataset import Format, Source
from contracts.engines.csv_headers import Header, files_by_header
from contracts.engines.duckdb_types import READ_AS
from contracts.engines.names import first_line, quoted
from contracts.errors import InputError
from contracts.tables import TABLES

if TYPE_CHECKING:
    import arro3.core
    import duckdb
    from deltalake import DeltaTable

_TYPES = {
    "byte": "TINYINT",
    "short": "SMALLINT",
    "integer": "INTEGER",
    "long": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "timestamp_ntz": "TIMESTAMP",
    "binary": "BLOB",
}
"""DuckDB's names of Delta's primitive types; decimals are named alike."""

_DATABASE = "database_of_source"


@dataclass(frozen=True)
class _Field:
    """A column of a Delta table: its name, the name it has in the files, and its type in DuckDB (None if nested)."""

    name: str
    stored: str
    type: str | None


@dataclass(frozen=True)
class Reading:
    """SELECT of all rows of a table, and what is known of it beside its SQL.

    ``as_they_lie``: whether it reads rows as they lie in files, the same way each time; ``texts``: columns without a type of their own,
    whose texts count as of the declared one; ``costly``: whether it is better computed once than in each query; ``misfits``: texts by
    column that have been found to be no value of a stated type; ``mapped``: the place in a mapping that wrote it.
    """

    sql: str
    as_they_lie: bool = True
    texts: frozenset[str] = frozenset()
    costly: bool = False
    misfits: Mapping[str, int] = field(default_factory=dict)
    mapped: str = ""


def found(source: Source, connection: duckdb.DuckDBPyConnection) -> Reading:
    """How a table's files are read; of the table itself no row is read yet.

    Raises:
        InputError: if they cannot be.
    """
    import duckdb

    try:
        return reader(source, connection)
    except duckdb.Error as error:
        raise unreadable(source, error) from error


def unreadable(source: Source, error: Exception) -> InputError:
    """What to say of a table that cannot be read."""
    if "out of memory" in str(error).lower():
        return InputError(f"the memory limit is too small to read {source.table}: give a larger one, such as 1GB", table=source.table)
    return InputError(f"{source.table} cannot be read ({source.path}): {first_line(error)}", table=source.table)


def reader(source: Source, connection: duckdb.DuckDBPyConnection) -> Reading:
    """How a table's files are read, their columns under the names that they use.

    Raises:
        InputError: for a Delta log that cannot be read.
        duckdb.Error: for files that cannot.
    """
    if source.format is Format.DELTA:
        return _delta(source, connection)
    if source.format is Format.DUCKDB and source.within:
        return Reading(f"SELECT * FROM {attached(source.path, connection)}.{'.'.join(quoted(part) for part in source.within)}")
    if source.format is Format.CSV:
        rows = " UNION ALL BY NAME ".join(_csv(header, files) for header, files in files_by_header(source).items())
        return Reading(rows, texts=frozenset(TABLES[source.table].by_name if source.table in TABLES else ()))
    rows = f"read_parquet({_listed(source.files)}, union_by_name = true, {_partitioning(source)})"
    return Reading(f"SELECT * FROM {rows} AS data{_told_apart(source.files[0], connection)}")


def _csv(header: Header, files: Iterable[str]) -> str:
    """SELECT of the rows of CSV files that have this header, as texts."""
    separator, names = header
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in _apart(names))
    dialect = f"""delim = {_text(separator)}, quote = '"', escape = '"', header = true, auto_detect = false"""
    return f"SELECT * FROM read_csv({_listed(files)}, {dialect}, columns = {{{columns}}})"


def attached(file: Path, connection: duckdb.DuckDBPyConnection) -> str:
    """Name under which a database file is open, for reading only.

    Raises:
        duckdb.Error: if it cannot be opened, as when another process writes to it.
    """
    connection.execute(f"ATTACH IF NOT EXISTS {_text(str(file.absolute()))} AS {_DATABASE} (TYPE duckdb, READ_ONLY)")
    return _DATABASE


def _partitioning(source: Source) -> str:
    """How folders called NAME=VALUE are read: as columns of the declared types, for the path says nothing of types."""
    declared = TABLES[source.table].by_name if source.table in TABLES else {}
    named = {found[1]: declared.get(found[1]) for found in _PARTITION.finditer(source.files[0].removeprefix(str(source.path)))}
    if not named:
        return "hive_partitioning = false"
    types = (f"{_text(name)}: {READ_AS[column.type] if column else 'VARCHAR'}" for name, column in named.items())
    return f"hive_partitioning = true, hive_types = {{{', '.join(types)}}}"


def _told_apart(file: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Names for the columns of a Parquet file in which some differ in case only, else nothing.

    DuckDB keeps the name of the first and numbers the rest; the contract's, in lower case throughout, is to keep its name.
    """
    names: list[str] = []
    inside = 0
    schema = connection.execute(f"SELECT name, COALESCE(num_children, 0) FROM parquet_schema({_listed([file])})").fetchall()
    for name, children in schema[1:]:
        if inside == 0:
            names.append(name)
        inside += children - (inside > 0)
    aliases = _apart(names)
    return "" if aliases == names else f"({', '.join(quoted(alias) for alias in aliases)})"


def _apart(names: Sequence[str]) -> list[str]:
    """The names, those that differ in case only told apart but for the contract's, which is in lower case throughout."""
    folded = [name.lower() for name in names]
    return [
        name if folded.count(low) == 1 or name == low else f"{name} (column {at})"
        for at, (name, low) in enumerate(zip(names, folded, strict=True))
    ]


def _delta(source: Source, connection: duckdb.DuckDBPyConnection) -> Reading:
    """The rows that the table's current version holds.

    The log decides on everything but values: which files count, which of their rows are deleted, what a column is called in them,
    which columns are partition values, and which were added after a file was written.
    """
    log = _open_log(source)
    actions = log.get_add_actions(flatten=True)
    files = [_on_disk(source.path, path) for path in _values(actions, "path")]
    fields = _fields(log)
    if not files:
        return Reading(f"SELECT {', '.join(_typed_null(field) for field in fields)} WHERE FALSE")
    names = log.metadata().partition_columns
    partitions = {name: dict(zip(files, _values(actions, f"partition.{name}"), strict=True)) for name in names}
    where = _not_deleted(source.table, log, files, connection)
    options = "union_by_name = true, hive_partitioning = false, filename = 'file of row', file_row_number = true"
    rows = f"read_parquet({_listed(files)}, {options if partitions or where else 'union_by_name = true, hive_partitioning = false'})"
    found = {str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()}
    values = ", ".join(_value(field, found, partitions) for field in fields)
    return Reading(f"SELECT {values} FROM {rows} AS data {_partition_join(partitions)} {where}", not (partitions or where))


def _open_log(source: Source) -> DeltaTable:
    from deltalake import DeltaTable  # costs a tenth of a second, for Delta tables only
    from deltalake.exceptions import DeltaError

    try:
        return DeltaTable(str(source.path))
    except (DeltaError, OSError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise InputError(
            f"{source.table} cannot be read, its Delta log in {source.path} is damaged: {reason}", table=source.table
        ) from error


def _fields(log: DeltaTable) -> list[_Field]:
    """The table's columns; with column mapping, files use names of their own."""
    fields = json.loads(log.schema().to_json())["fields"]
    return [
        _Field(field["name"], field["metadata"].get("delta.columnMapping.physicalName", field["name"]), _type(field["type"]))
        for field in fields
    ]


def _type(declared: Any) -> str | None:
    if not isinstance(declared, str):
        return None
    return declared.upper() if declared.startswith("decimal") else _TYPES.get(declared)


def _values(actions: arro3.core.Table, column: str) -> list[Any]:
    """A column of the log's list of files, as Python values."""
    return [value.as_py() for value in actions.column(column)]  # type: ignore[attr-defined]  # the stub's iterator is no iterator


def _on_disk(table: Path, path: str) -> str:
    """Path of a file that the log names: URL-encoded, and relative to the table unless it says otherwise."""
    plain = unquote(path)
    return plain.removeprefix("file://") if plain.startswith(("/", "file://")) else str(table / plain)


def _partition_join(partitions: Mapping[str, Mapping[str, Any]]) -> str:
    if not partitions:
        return ""
    files = next(iter(partitions.values()))
    rows = (", ".join([_text(file), *(_value_text(values[file]) for values in partitions.values())]) for file in files)
    names = ", ".join(["file", *(f"value_{place}" for place in range(len(partitions)))])
    return f'JOIN (VALUES {", ".join(f"({row})" for row in rows)}) AS parts({names}) ON parts.file = data."file of row"'


def _value_text(value: object) -> str:
    return "CAST(NULL AS VARCHAR)" if value is None else _text(str(value))


def _value(field: _Field, found: Mapping[str, str], partitions: Mapping[str, object]) -> str:
    """A column of the table: a partition's value, what the files hold under its name, or NULL where it was added later."""
    if field.name in partitions:
        return f"CAST(parts.value_{list(partitions).index(field.name)} AS {field.type}) AS {quoted(field.name)}"
    stored = found.get(field.stored)
    if stored is None:
        return _typed_null(field)
    is_widened = field.type is not None and stored != field.type and not stored.startswith("TIMESTAMP")
    value = f"data.{quoted(field.stored)}"
    return f"{f'CAST({value} AS {field.type})' if is_widened else value} AS {quoted(field.name)}"


def _typed_null(field: _Field) -> str:
    return f"CAST(NULL AS {field.type or 'VARCHAR'}) AS {quoted(field.name)}"


def _not_deleted(table: str, log: DeltaTable, files: Iterable[str], connection: duckdb.DuckDBPyConnection) -> str:
    """Condition that leaves out the rows which deletion vectors delete; their positions go into a table of their own."""
    if "deletionVectors" not in (log.protocol().reader_features or ()):
        return ""
    import pyarrow as pa  # for tables with deletion vectors only

    vectors = pa.table(log.deletion_vectors())
    by_address = {_address(file): file for file in files}
    named = pa.array([by_address[_address(address)] for address in vectors.column("filepath").to_pylist()], pa.string())
    vectors = vectors.set_column(0, "file", named)
    deleted = quoted(f"deleted rows of {table}")
    connection.register("vectors", vectors)
    connection.execute(
        f"CREATE TABLE {deleted} AS SELECT file, position FROM ("
        " SELECT file, unnest(selection_vector) AS kept, unnest(range(len(selection_vector))) AS position FROM vectors"
        ") WHERE NOT kept"
    )
    connection.unregister("vectors")
    return (
        f'WHERE NOT EXISTS (SELECT 1 FROM {deleted} AS gone WHERE gone.file = data."file of row" AND gone.position = data.file_row_number)'
    )


def _address(file: str) -> str:
    """A file's path without any URL encoding, by which two spellings of it are recognised; partition folders are encoded on disk too."""
    plain = unquote(unquote(file.removeprefix("file://")))
    return str(Path(plain).absolute())


_PARTITION = re.compile(r"/([^/=]+)=[^/]*(?=/)")
_GLOB = re.compile(r"[*?\[]")


def _listed(files: Iterable[str]) -> str:
    """A list of paths, in which characters that would be patterns stand for themselves."""
    return "[" + ", ".join(_text(as_pattern(file)) for file in files) + "]"


def as_pattern(path: str) -> str:
    """A path as a pattern that nothing but itself fits."""
    return _GLOB.sub(lambda found: f"[{found[0]}]", path)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
