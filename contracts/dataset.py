"""Where a candidate's tables come from: a folder with one sub-folder or file per table, Delta, Parquet or CSV.

Nothing is read here but names; engines open what a `Dataset` lists, and say what they found as `StoredTable`.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.columns import BIGINT, BOOLEAN, DATE, INT, STRING, TIMESTAMP, Column, Type
from contracts.errors import InputError
from contracts.tables import TABLES

if TYPE_CHECKING:
    from contracts.mapping.binding import Mapped

SIDECAR = "_stockproof.json"
"""What a generator leaves with its tables: ``parameters`` by the contract's names, and its configuration."""

_MAGIC, _MAGIC_AT = b"DUCK", 8
"""What a DuckDB file holds near its beginning."""

_ENDINGS = (".csv.gz", ".csv", ".parquet", ".delta")

MOST_FILES = 1_000_000
"""Files and folders that may lie below one table's."""


class Format(StrEnum):
    """How a table is stored."""

    DELTA = "delta"
    PARQUET = "parquet"
    CSV = "csv"
    DUCKDB = "duckdb"
    CATALOG = "catalog"


@dataclass(frozen=True)
class Source:
    """One table's files. A Delta table is its path alone: its log says which files count. Of a table in a catalog it is the full name.

    ``within`` names a table of a database file: its schema and its name there. ``types`` are what texts of a foreign table hold, by
    column, where a mapping says so, and ``typed_at`` where each was said.
    """

    table: str
    format: Format
    path: Path
    files: tuple[str, ...] = ()
    within: tuple[str, str] | None = None
    types: Mapping[str, Type] = field(default_factory=dict)
    typed_at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """A candidate: its tables by name, and the contract's parameters that come with them.

    With ``mapped`` the contract's tables are what a mapping makes of others. ``others`` are names beside the tables that nobody asked for
    and nobody has looked into.
    """

    target: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    mapped: Mapped | None = None
    others: tuple[str, ...] = ()

    @property
    def settings(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """Parameters of the contract that come with the tables and with the mapping, each with its source; the later prevail."""
        tables = ("tables", self.parameters)
        return (tables, ("mapping", self.mapped.parameters)) if self.mapped else (tables,)

    @property
    def files(self) -> tuple[Source, ...]:
        """All that is to be read, the contract's own tables or those that a mapping reads."""
        return tuple((self.mapped.sources if self.mapped else self.sources).values())


class Kind(StrEnum):
    """What a stored column holds, whatever its width."""

    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    OTHER = "other"


_KINDS = {
    INT: {Kind.INTEGER},
    BIGINT: {Kind.INTEGER},
    STRING: {Kind.STRING},
    BOOLEAN: {Kind.BOOLEAN},
    DATE: {Kind.DATE},
    TIMESTAMP: {Kind.TIMESTAMP},
}


@dataclass(frozen=True)
class StoredColumn:
    """A declared column as an engine found it: ``stored`` is the engine's name of its type, None where the column is not there.

    ``exact`` is the declared type that the stored one equals, if any; ``not_castable`` counts texts (of CSV) that are no value
    of the declared type.
    """

    declared: Column
    stored: str | None
    kind: Kind = Kind.OTHER
    exact: Type | None = None
    not_castable: int = 0

    @property
    def is_there(self) -> bool:
        """Whether the table has the column."""
        return self.stored is not None

    @property
    def kind_ok(self) -> bool:
        """Whether the stored type is of the declared kind: any integer, any number, text, truth value, day or instant."""
        return self.kind in _KINDS.get(self.declared.type, {Kind.INTEGER, Kind.NUMBER})

    @property
    def width_ok(self) -> bool:
        """Whether the stored type is exactly the declared one."""
        return self.exact is self.declared.type


@dataclass(frozen=True)
class StoredTable:
    """A table as an engine found it: its rows, all its columns counted, and the declared ones in order.

    ``mapped`` is the place in a mapping that made it, if one did.
    """

    name: str
    rows: int
    width: int
    columns: tuple[StoredColumn, ...]
    mapped: str = ""


def open_folder(target: str) -> Dataset:
    """The contract's tables in a folder.

    Raises:
        InputError: if the folder is not there, is empty, or holds none of the contract's tables.
    """
    return only_declared(replace(_listed(target, None, _declared_name), others=_others(target, TABLES)))


def open_foreign(target: str, format_: Format | None = None, names: Collection[str] | None = None) -> Dataset:
    """All tables of a folder, under their own names; those of one format only, or of some ``names`` in lower case, if these are given.

    Raises:
        InputError: if the folder is not there, holds no table, or one of the names in another format.
    """
    found = _listed(target, format_, _own_name if names is None else _one_of(names))
    if names is not None:
        found = replace(found, others=_others(target, names))
        missing = set(names) - {name.lower() for name in found.sources}
        for name, source in _listed(target, None, _one_of(missing)).sources.items():
            raise InputError(f"{target}: {name} is {source.format}, not {format_}", table=name)
    if not found.sources and not found.others:
        raise InputError(f"{target}: holds no table" + (f" of the format {format_}" if format_ else ""))
    return found


def is_database(target: str) -> bool:
    """Whether the target is a DuckDB file, by what it begins with."""
    path = Path(target)
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC
    except OSError as error:
        raise InputError(f"{target}: cannot be read ({error.strerror})") from error


def only_declared(found: Dataset) -> Dataset:
    """Of some tables those of the contract, in its order.

    Raises:
        InputError: if there is none.
    """
    spelt = {name.lower(): source for name, source in found.sources.items()}
    sources = {name: replace(spelt[name], table=name) for name in TABLES if name in spelt}
    if not sources:
        raise InputError(
            f"{found.target}: none of the contract's tables is there, such as {' or '.join(list(TABLES)[-2:])}; if they have other names,"
            f" `stockproof map {shlex.quote(found.target)} --out mapping.yaml` drafts a mapping"
        )
    others = (*(name for name in found.sources if name.lower() not in TABLES), *found.others)
    return Dataset(found.target, sources, found.parameters, others=others)


def _listed(target: str, format_: Format | None, name_of: Callable[[Path], str | None]) -> Dataset:
    folder = Path(target)
    try:
        return Dataset(target, _sources(target, _entries(target, folder), format_, name_of), _parameters(folder / SIDECAR))
    except OSError as error:
        raise InputError(f"{error.filename or target}: cannot be read ({error.strerror})") from error


def _entries(target: str, folder: Path) -> list[Path]:
    if not folder.exists():
        raise InputError(f"{target}: there is no such folder")
    if not folder.is_dir():
        hint = f"; give {folder.parent}, where it lies" if folder.name.endswith(_ENDINGS) else ""
        raise InputError(f"{target}: not a folder with one sub-folder or file per table, and no DuckDB file{hint}")
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "_")))
    if not entries:
        raise InputError(f"{target}: the folder is empty")
    return entries


def _sources(target: str, entries: list[Path], format_: Format | None, name_of: Callable[[Path], str | None]) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for entry in entries:
        name = name_of(entry)
        source = _source(name, entry) if name else None
        if source is None or (format_ and source.format is not format_):
            continue
        if source.table in sources:
            raise InputError(f"{target}: {source.table} is there twice, as {sources[source.table].path.name} and as {entry.name}")
        sources[source.table] = source
    return sources


def _declared_name(entry: Path) -> str | None:
    """The contract's table that an entry is named after."""
    name = entry.name.partition(".")[0].lower()
    return name if name in TABLES else None


def _one_of(names: Collection[str]) -> Callable[[Path], str | None]:
    return lambda entry: _own_name(entry) if _own_name(entry).lower() in names else None


def _own_name(entry: Path) -> str:
    """An entry's name without the endings of files."""
    low = entry.name.lower()
    ending = next((ending for ending in _ENDINGS if low.endswith(ending)), "")
    return entry.name[: len(entry.name) - len(ending)]


def _others(target: str, names: Collection[str]) -> tuple[str, ...]:
    """What else lies in the folder and may be a table, by its name: folders, and files with the ending of one."""
    own = ((_own_name(entry), entry) for entry in _entries(target, Path(target)))
    return tuple(name for name, entry in own if name.lower() not in names and (name != entry.name or entry.is_dir()))


def _source(name: str, entry: Path) -> Source | None:
    """The table that an entry of the folder holds, or None if it holds no file of one."""
    if (entry / "_delta_log").is_dir():
        return Source(name, Format.DELTA, entry)
    files = sorted(_files(entry))
    for kind, endings in ((Format.PARQUET, (".parquet",)), (Format.CSV, (".csv", ".csv.gz"))):
        found = tuple(file for file in files if file.lower().endswith(endings))
        if found:
            return Source(name, kind, entry, found)
    return None


def _files(entry: Path) -> Iterator[str]:
    """The entry itself, or all files below it that are not hidden or marked as bookkeeping; links to folders are not followed."""
    if entry.is_file():
        yield str(entry)
        return
    count = 0
    for folder, folders, files in os.walk(entry):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        count += len(folders) + len(files)
        if count > MOST_FILES:
            raise InputError(f"{entry}: more than {MOST_FILES:,} files and folders lie here, too many for one table")
        for name in files:
            path = os.path.join(folder, name)
            if name.lower().endswith(_ENDINGS) and not name.startswith((".", "_")) and os.path.isfile(path):
                yield path


def _parameters(path: Path) -> Mapping[str, Any]:
    try:
        parameters = json.loads(path.read_text(encoding="utf-8")).get("parameters", {}) if path.is_file() else {}
        return {name: value for name, value in parameters.items() if value is not None}
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise InputError(f"{path}: not a JSON object with the contract's parameters ({error})") from error
