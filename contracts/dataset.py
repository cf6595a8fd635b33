"""Where a candidate's tables come from: a folder with one sub-folder or file per table, Delta, Parquet or CSV.

Nothing is read here but names and Delta logs; engines open what a `Dataset` lists, and say what they found as `StoredTable`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from contracts.columns import BIGINT, BOOLEAN, DATE, INT, STRING, TIMESTAMP, Column, Type
from contracts.errors import InputError
from contracts.tables import TABLES

SIDECAR = "_stockproof.json"
"""What a generator leaves with its tables: ``parameters`` by the contract's names, and its configuration."""


class Format(StrEnum):
    """How a table is stored."""

    DELTA = "delta"
    PARQUET = "parquet"
    CSV = "csv"
    CATALOG = "catalog"


@dataclass(frozen=True)
class Source:
    """One table's files. A Delta table is its path alone: its log says which files count. Of a table in a catalog it is the full name."""

    table: str
    format: Format
    path: Path
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """A candidate: its tables by name, and the contract's parameters that come with them."""

    target: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, Any] = field(default_factory=dict)


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
    """A table as an engine found it: its rows, all its columns counted, and the declared ones in order."""

    name: str
    rows: int
    width: int
    columns: tuple[StoredColumn, ...]


def open_folder(target: str) -> Dataset:
    """The tables of a folder.

    Raises:
        InputError: if the folder is not there, is empty, or holds none of the contract's tables.
    """
    folder = Path(target)
    try:
        return _opened(target, folder)
    except OSError as error:
        raise InputError(f"{error.filename or target}: cannot be read ({error.strerror})") from error


def _opened(target: str, folder: Path) -> Dataset:
    if not folder.exists():
        raise InputError(f"{target}: there is no such folder")
    if not folder.is_dir():
        raise InputError(f"{target}: not a folder with one sub-folder or file per table")
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "_")))
    if not entries:
        raise InputError(f"{target}: the folder is empty")
    sources: dict[str, Source] = {}
    for entry in entries:
        source = _source(entry)
        if source is None:
            continue
        if source.table in sources:
            raise InputError(f"{target}: {source.table} is there twice, as {sources[source.table].path.name} and as {entry.name}")
        sources[source.table] = source
    if not sources:
        raise InputError(f"{target}: none of the contract's tables is there (looked for {', '.join(TABLES)})")
    return Dataset(target, {name: sources[name] for name in TABLES if name in sources}, _parameters(folder / SIDECAR))


def _source(entry: Path) -> Source | None:
    """The table that an entry of the folder holds, or None if it is not one of the contract's or holds no file."""
    name = entry.name.partition(".")[0].lower()
    if name not in TABLES:
        return None
    if (entry / "_delta_log").is_dir():
        return Source(name, Format.DELTA, entry)
    for kind in (Format.PARQUET, Format.CSV):
        files = _files(entry, kind)
        if files:
            return Source(name, kind, entry, files)
    return None


def _files(entry: Path, kind: Format) -> tuple[str, ...]:
    """Data files of one format: the entry itself, or all below it that are not hidden or marked as bookkeeping."""
    endings = (f".{kind}", f".{kind}.gz") if kind is Format.CSV else (f".{kind}",)
    if entry.is_file():
        return (str(entry),) if entry.name.lower().endswith(endings) else ()
    inside = (path for path in entry.rglob("*") if path.is_file() and path.name.lower().endswith(endings))
    return tuple(sorted(str(path) for path in inside if not any(part.startswith((".", "_")) for part in path.relative_to(entry).parts)))


def _parameters(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        parameters = content.get("parameters", {})
        return {name: value for name, value in parameters.items() if value is not None}
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"{path}: not a JSON object with the contract's parameters ({error})") from error
