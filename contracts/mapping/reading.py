"""A mapping as its file tells it: where the tables are, the contract's parameters, and a SELECT for each table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from contracts.columns import Type
from contracts.dataset import Format
from contracts.errors import InputError
from contracts.mapping.document import Node, read
from contracts.mapping.select import RefusedError, Select
from contracts.mapping.select import read as read_select
from contracts.nearest import suggestion
from contracts.parameters import resolve
from contracts.tables import TABLES

VERSION = "stockproof_mapping"
_ENTRIES = (VERSION, "source", "parameters", "tables")
_WHERE = ("path", "format", "catalog", "schema", "types")
_TYPES = {**{str(type_): type_ for type_ in Type}, "money": Type.MONEY, "rate": Type.RATE, "integer": Type.INT, "text": Type.STRING}


@dataclass(frozen=True)
class Where:
    """The source that a mapping names: a path with its format, or a schema of a catalog, and the file and line in which it does so.

    All are None where it names none.
    """

    path: Path | None = None
    format: Format | None = None
    catalog: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class Entry:
    """A table's SELECT, and its place in the file."""

    table: str
    node: Node
    select: Select

    @property
    def place(self) -> str:
        """The file and the line in which the SELECT begins."""
        return f"{self.node.file}, line {self.node.first}"

    def refuse(self, what: str, word: str = "", column: str = "", line: int | None = None) -> NoReturn:
        """Raises InputError about this table, or one of its columns, at the line of a word."""
        self.node.refuse(f"{self.table}{f'.{column}' if column else ''}: {what}", word, line, self.table)


@dataclass(frozen=True)
class Stated:
    """The types that a mapping states for texts of one of the source's tables."""

    node: Node
    types: Mapping[str, Type]


@dataclass(frozen=True)
class MappingFile:
    """A mapping before its tables are found; ``types`` are by the source's names of tables."""

    file: Path
    where: Where
    parameters: Mapping[str, Any]
    entries: Mapping[str, Entry]
    types: Mapping[str, Stated] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Names of the source's tables that it speaks of, in lower case."""
        return frozenset(name.lower() for name in (*self.types, *(name for entry in self.entries.values() for name in entry.select.reads)))

    @property
    def source_named(self) -> str:
        """The source that the file itself names.

        Raises:
            InputError: if it names none.
        """
        if self.where.catalog is None and self.where.path is None:
            raise InputError(f"{self.file}: names no source: give one (source: {{path: ...}}), or the tables as TARGET with --mapping")
        return self.where.catalog or str(self.where.path)


def read_mapping(file: str | Path) -> MappingFile:
    """The mapping in a YAML file.

    Raises:
        InputError: naming the file, the line, the table and the column, for what is no mapping or asks for what no mapping may.
    """
    path = Path(file)
    if not path.is_file():
        raise InputError(f"{file}: there is no such mapping file")
    root = read(path)
    _refuse_unknown(root, _ENTRIES, "a mapping has no entry")
    entries = root.entries
    _check_version(root)
    source = entries.get("source")
    return MappingFile(
        path,
        _where(source, path) if source else Where(),
        _parameters(entries.get("parameters")),
        _selects(root),
        _types(source.entries.get("types")) if source else {},
    )


def _refuse_unknown(node: Node, known: Collection[str], what: str) -> None:
    for name, entry in node.entries.items():
        if name not in known:
            entry.refuse(f"{what} {name}; {suggestion(name, known)}", line=entry.named)


def _check_version(root: Node) -> None:
    version = root.entries.get(VERSION)
    if version is None:
        root.refuse(f"is no mapping of stockproof: its first line must be {VERSION}: 1")
    if type(version.value) is not int:  # true is 1 to Python
        version.refuse(f"{VERSION} must be the number 1")
    if version.value != 1:
        version.refuse(f"{VERSION} {version.value} is not known to this release, which reads 1")


def _where(source: Node, file: Path) -> Where:
    _refuse_unknown(source, _WHERE, "a source has no entry")
    given = source.entries
    catalog, path = _of_catalog(source, given), given.get("path")
    if path and catalog:
        path.refuse("a source is a path, or a catalog and a schema, not both")
    return Where(file.parent / path.text if path else None, _format(given.get("format")), catalog, (path or source).place)


def _of_catalog(source: Node, given: Mapping[str, Node]) -> str | None:
    if "schema" not in given and "catalog" not in given:
        return None
    if "schema" not in given or "catalog" not in given:
        source.refuse("tables of a catalog need both catalog and schema")
    return f"{given['catalog'].text}.{given['schema'].text}"


def _format(node: Node | None) -> Format | None:
    if node is None:
        return None
    known = [str(each) for each in Format if each is not Format.CATALOG]
    if node.text.lower() not in known:
        node.refuse(f"{node.text} is no format; {suggestion(node.text, known)}")
    return Format(node.text.lower())


def _types(node: Node | None) -> dict[str, Stated]:
    return {table: Stated(columns, dict(_typed(columns))) for table, columns in node.entries.items()} if node else {}


def _typed(columns: Node) -> Iterable[tuple[str, Type]]:
    for name, node in columns.entries.items():
        if node.text.lower().replace(" ", "") not in _TYPES:
            node.refuse(f"{name}: {node.text} is no type; {suggestion(node.text, _TYPES)}")
        yield name, _TYPES[node.text.lower().replace(" ", "")]


def _parameters(node: Node | None) -> Mapping[str, Any]:
    if node is None or node.value is None:
        return {}
    given = {name: entry.plain for name, entry in node.entries.items()}
    for name, value in given.items():
        try:
            resolve(("mapping", {name: value}))
        except InputError as error:
            node.entries[name].refuse(str(error))
    return given


def _selects(root: Node) -> dict[str, Entry]:
    tables = root.entries.get("tables")
    if tables is None or not tables.entries:
        (tables or root).refuse("the mapping has no tables: give a SELECT for one of the contract's tables at least")
    _refuse_unknown(tables, TABLES, "the contract has no table")
    return {name: _entry(name, tables.entries[name]) for name in TABLES if name in tables.entries}


def _entry(table: str, node: Node) -> Entry:
    try:
        select = read_select(node.text)
    except RefusedError as error:
        line = node.first + error.line if node.is_verbatim and error.line else None
        node.refuse(f"{table}: {error}", error.word, line, table)
    entry = Entry(table, node, select)
    names = TABLES[table].by_name
    for name in select.outputs:
        if name is not None and name not in names:
            entry.refuse(f"the contract's table has no column {name}; {suggestion(name, names)}", name, name)
    return entry
