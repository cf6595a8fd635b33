"""Engines: the only places that run SQL. Each opens a dataset, counts, and fetches rows; all else is the judge's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from contracts.dataset import Dataset, Format, StoredColumn, StoredTable, is_database, only_declared, open_folder, open_foreign
from contracts.errors import InputError
from contracts.nearest import suggestion
from contracts.tables import TABLES

if TYPE_CHECKING:
    from contracts.mapping.guess import Seen
    from contracts.relations.succession import Succession

ENGINES = ("duckdb", "spark")
"""Names of the engines; each is a module here with a function ``open_tables(dataset, memory_limit, session, side_by_side)``."""

WITH_CATALOG = ("spark",)
"""Those that know tables by name too: their modules have a function ``open_catalog(target, session)``."""

WITH_FILES = ("duckdb",)
"""Those that open DuckDB's own files: their modules have a function ``open_file(target)``."""

MAPPINGS = (".yaml", ".yml")
"""How the name of a mapping file ends."""

_IN_CATALOG = re.compile(r"[\w-]+\.[\w-]+")


class EngineError(Exception):
    """A query failed; the text is the engine's own first line."""


@dataclass(frozen=True)
class Predicate:
    """Which rows a law speaks of, and what must be TRUE of them: SQL without placeholders."""

    when: str
    holds: str

    @property
    def broken(self) -> str:
        """Condition of a row that breaks the law; NULL is no truth."""
        return f"({self.when}) AND ({self.holds}) IS NOT TRUE"


@dataclass(frozen=True)
class Count:
    """Rows judged, and rows among them that broke the law."""

    judged: int
    broken: int


class Tables(Protocol):
    """An opened dataset: each table under its own name with exactly the declared columns, and under its stored name.

    ``stored`` describes the tables that are there. Every method but ``close`` raises EngineError when the engine refuses.
    """

    @property
    def stored(self) -> Mapping[str, StoredTable]:
        """The tables that are there."""

    @property
    def sorts(self) -> bool:
        """Whether all rows are rather sorted than grouped, where each is nearly a group of its own."""

    def define(self, name: str, sql: str, once: bool = False) -> None:
        """Offers a SELECT under a name to all later queries; computed now, and kept, if ``once``."""

    def define_succession(self, succession: Succession) -> None:
        """Offers each row of a table beside the row before it, by the succession's own SQL or in a way that saves the sort."""

    def present(self, table: str, name: str, sql: str, once: bool = False) -> tuple[StoredColumn, ...]:
        """Offers a SELECT as the contract's table ``table`` would be offered, under the name ``name`` and its stored name.

        Returns its declared columns as the SELECT holds them. Its rows are computed now, and kept, if ``once``.
        """

    def count(self, relation: str, predicates: Sequence[Predicate]) -> list[Count]:
        """Judges all predicates in one pass over the relation."""

    def fetch(self, relation: str, where: str, order_by: Sequence[str], limit: int) -> list[dict[str, Any]]:
        """Rows of the relation, in the given order and then by all columns from left to right, NULL first."""

    def refuse_damaged(self, table: str) -> None:
        """Reads a table to its end.

        Raises:
            InputError: naming the table, if that fails.
        """

    def close(self) -> None:
        """Gives back what was held."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


class Part(Tables, Protocol):
    """Some rows of an opened dataset. What a part defines is its own and ends with it, except for what it keeps."""

    def keep(self, name: str) -> None:
        """Adds the rows of a relation that this part has defined to the whole dataset's relation of that name."""


class Opened(Tables, Protocol):
    """A dataset as an engine holds it open by itself: it can also be seen in parts, and rows written out."""

    @property
    def rows_at_once(self) -> int | None:
        """Rows of all tables together beyond which the engine prefers parts; None if it never does."""

    @property
    def parts_at_once(self) -> int:
        """Parts that are best asked side by side, each from a thread of its own."""

    def part(self, condition: str, tables: Iterable[str]) -> Part:
        """The same tables, those named restricted to rows of which the condition is TRUE; to be closed before these.

        Relations that are defined here and computed once are offered there too.
        """

    def frame(self, name: str) -> Any:
        """All rows of a relation that is defined, or of a table as it is stored: an Arrow table, or where the engine has them, a frame.

        Raises:
            EngineError: when the engine refuses.
        """

    def interrupt(self) -> None:
        """Ends what any of the parts is being asked."""

    def write(self, relation: str, where: str, order_by: Sequence[str], path: Path) -> None:
        """Writes all such rows, in the order of ``fetch``, as one Parquet file."""


def open_target(engine: str, target: str, session: Any = None, mapping: str | Path | None = None) -> Dataset:
    """The candidate that a target names: a folder, a database file, a mapping file, or ``CATALOG.SCHEMA`` for an engine with a catalog.

    With ``mapping`` the target's tables are what that file makes of them, whatever source the file itself names. ``session`` is where
    an engine with a catalog is to look, if it has one already.

    Raises:
        InputError: for an unknown engine, a mapping that is none, or a target that is not there or holds none of the contract's tables.
    """
    if not target.strip():
        raise InputError("TARGET is empty: give a folder, a DuckDB file, a mapping file or CATALOG.SCHEMA")
    module = _module(engine)
    if mapping is None and not is_mapping(target):
        return only_declared(_source(module, engine, target, None, session, TABLES))
    from contracts.mapping.binding import bind
    from contracts.mapping.reading import read_mapping  # needs a parser, which tables of the contract's own names do without

    if mapping is not None and is_mapping(target):
        raise InputError(f"{target}: is a mapping itself; give the tables as TARGET, or no other mapping")
    read = read_mapping(mapping or target)
    named = target if mapping is not None else read.source_named
    try:
        source = _source(module, engine, named, read.where.format, session, read.names)
    except InputError as error:
        place = f"{read.where.place}: " if mapping is None else ""
        raise InputError(f"{place}{error}", table=error.table) from error
    return bind(read, source, target)


def list_tables(engine: str, target: str, session: Any = None) -> Dataset:
    """All tables of a target under their own names.

    Raises:
        InputError: for an unknown engine, or a target that is not there or holds no table.
    """
    return _source(_module(engine), engine, target, None, session)


def look(engine: str, dataset: Dataset, session: Any = None) -> tuple[Seen, ...]:
    """What the tables of a source have for columns, and what some of their rows tell of these.

    Raises:
        InputError: for a table that cannot be read.
    """
    found: tuple[Seen, ...] = _module(engine, "_look").look(dataset, session)
    return found


def is_mapping(target: str) -> bool:
    """Whether a target is a mapping file, by its name."""
    return target.lower().endswith(MAPPINGS) and not Path(target).is_dir()


def _source(
    module: ModuleType, engine: str, target: str, format_: Format | None, session: Any, names: Collection[str] | None = None
) -> Dataset:
    """The tables of a folder, a database file or a schema; of a folder's entries only those of the ``names``, the contract's or others."""
    if not Path(target).exists() and _IN_CATALOG.fullmatch(target):
        if engine not in WITH_CATALOG:
            raise InputError(f"{target}: there is no such folder; a schema of a catalog needs --engine {WITH_CATALOG[0]}")
        _refuse_format(target, "a schema of a catalog", format_)
        named: Dataset = module.open_catalog(target, session)
        return named
    if is_database(target):
        if engine not in WITH_FILES:
            raise InputError(f"{target}: is a DuckDB file, which needs --engine {WITH_FILES[0]}")
        _refuse_format(target, "a DuckDB file", format_ if format_ is not Format.DUCKDB else None)
        of_file: Dataset = module.open_file(target)
        return of_file
    return open_folder(target) if names is TABLES else open_foreign(target, format_, names)


def _refuse_format(target: str, what: str, format_: Format | None) -> None:
    if format_ is not None:
        raise InputError(f"{target}: is {what}, and the mapping says format: {format_}")


def open_tables(
    engine: str, dataset: Dataset, memory_limit: str | None = None, session: Any = None, *, side_by_side: bool = False
) -> Opened:
    """The dataset opened by the named engine, in the given session where the engine has such.

    ``side_by_side`` announces that large tables will be asked from as many threads as ``parts_at_once`` says.

    Raises:
        InputError: for an unknown engine, or a table that cannot be read.
    """
    tables: Opened = _module(engine).open_tables(dataset, memory_limit, session, side_by_side)
    return tables


def _module(engine: str, part: str = "") -> ModuleType:
    if engine not in ENGINES:
        raise InputError(f"unknown engine {engine}; {suggestion(engine, ENGINES)}")
    return import_module(f"contracts.engines.{engine}{part}")


def count_query(relation: str, predicates: Sequence[Predicate]) -> str:
    """SELECT of one row: rows judged and rows broken, for each predicate in turn.

    Each is evaluated once per row: whether it is broken, NULL where it does not speak of the row.
    """
    outcomes = (f"CASE WHEN {p.when} THEN ({p.holds}) IS NOT TRUE END AS outcome_{at}" for at, p in enumerate(predicates))
    counts = (f"COUNT(outcome_{at}), COALESCE(COUNT_IF(outcome_{at}), 0)" for at in range(len(predicates)))
    return f"SELECT {', '.join(counts)} FROM (SELECT {', '.join(outcomes)} FROM {relation}) AS judged"


def fetch_query(relation: str, where: str, order: Sequence[str], limit: int | None = None) -> str:
    """SELECT of rows in a total order, at most ``limit`` of them."""
    ordered = ", ".join(f"{column} NULLS FIRST" for column in order)
    most = "" if limit is None else f" LIMIT {limit}"
    return f"SELECT * FROM {relation} WHERE {where} ORDER BY {ordered}{most}"
