"""Tables seen through changes: a fault, or a sample, laid over an opened dataset as views. Nothing is written.

Only what reads something changed is defined anew, under names of its own; all else is what lies below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import TracebackType
from typing import Any, Self

from sqlglot import exp, parse_one

from contracts.dataset import StoredColumn, StoredTable
from contracts.engines import Count, Predicate, Tables
from contracts.faults.scenes import dependencies_of
from contracts.invariants.law import Invariant
from contracts.lineage import reads
from contracts.relations.dependencies import Field
from contracts.relations.derived import COLUMNS, ROWS, relation_name, stored_name
from contracts.relations.succession import Succession
from contracts.tables import TABLES

_SOURCE = re.compile(r"\b(FROM|JOIN)\s+([A-Za-z_]\w*)\b(?!\.)(\s+AS\b)?", re.IGNORECASE)


@dataclass(frozen=True)
class Layer:
    """Opened tables of which some are changed; to the judge, tables like any other.

    ``names`` maps what is called by a name of the contract to the engine's name of it, and grows as relations are defined.
    ``with_rows`` is whether rows can be fetched, or only counted.
    """

    engine: Tables
    stored: Mapping[str, StoredTable]
    below: Layer | None = None
    prefix: str = ""
    changed: frozenset[Field] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    plainly: dict[str, tuple[StoredColumn, ...]] = field(default_factory=dict)
    with_rows: bool = True

    @property
    def sorts(self) -> bool:
        """As the engine has it."""
        return self.engine.sorts

    def physical(self, name: str) -> str:
        """The engine's name of a table or relation; its own where no layer knows better."""
        if name in self.names:
            return self.names[name]
        return self.below.physical(name) if self.below else name

    def define(self, name: str, sql: str, once: bool = False) -> None:
        """Offers a relation: below, unless it reads something that is changed here, or that is known here only."""
        if name in self.names:
            return
        if self.below and not self._is_changed(name) and not self._reads_own(sql):
            self.below.define(name, sql, once)
            self.names[name] = self.below.physical(name)
        else:
            self.engine.define(self.prefix + name, self.seen(sql), once)
            self.names[name] = self.prefix + name

    def define_succession(self, succession: Succession) -> None:
        """Offers each row of a table beside the row before it, which a sort finds in whatever a layer shows."""
        self.define(succession.name, succession.in_any_order(), once=True)

    def seen(self, sql: str) -> str:
        """The SQL with each table and relation read under the engine's name of it."""

        def renamed(found: re.Match[str]) -> str:
            word, name = found[1], found[2]
            physical = self.physical(name)
            return f"{word} {physical}{found[3] or ('' if physical == name else f' AS {name}')}"

        return _SOURCE.sub(renamed, sql)

    def plain(self, table: str) -> tuple[StoredColumn, ...]:
        """The table's columns as a SELECT shows them that changes nothing; told from what is stored by how they are read."""
        if table not in self.plainly:
            everything = _without_absent(f"SELECT {', '.join(c.name for c in TABLES[table])} FROM {table}", self.stored[table])
            self.plainly[table] = self.engine.present(table, f"plain_{table}", self.seen(everything))
        return self.plainly[table]

    def _is_changed(self, name: str) -> bool:
        return any(name == relation_name(COLUMNS, table) for table, _ in self.changed) or not self.changed.isdisjoint(_fields_of(name))

    def _reads_own(self, sql: str) -> bool:
        """Whether the SQL reads a relation that is defined here, if only columns of it that nothing changed."""
        names = {found[2] for found in _SOURCE.finditer(sql)} - TABLES.keys()
        return any(self.names.get(name) == self.prefix + name for name in names)

    def concerns(self, law: Invariant) -> bool:
        """Whether the law's verdict can differ from the one below."""
        own = {relation_name(kind, table) for table, _ in self.changed for kind in (ROWS, COLUMNS)}
        return law.relation in own or not self.changed.isdisjoint(reads(law))

    def count(self, relation: str, predicates: Sequence[Predicate]) -> list[Count]:
        """Judges all predicates in one pass over the relation."""
        return self.engine.count(self.physical(relation), predicates)

    def fetch(self, relation: str, where: str, order_by: Sequence[str], limit: int) -> list[dict[str, Any]]:
        """Rows of the relation; none where they are not asked for."""
        return self.engine.fetch(self.physical(relation), where, order_by, limit) if self.with_rows else []

    def present(self, table: str, name: str, sql: str, once: bool = False) -> tuple[StoredColumn, ...]:
        """Offers a SELECT as a table of the contract."""
        return self.engine.present(table, name, sql, once)

    def refuse_damaged(self, table: str) -> None:
        """Reads a table to its end; InputError if that fails."""
        self.engine.refuse_damaged(table)

    def close(self) -> None:
        """Nothing is held here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def ground(engine: Tables) -> Layer:
    """An opened dataset as it is, on which changes are laid."""
    return Layer(engine, engine.stored)


def lay_over(below: Layer, changes: Mapping[str, str], prefix: str, with_rows: bool = True, once: bool = False) -> Layer:
    """The tables with these shown by SELECTs over what is below, computed now if ``once``; a table that is not there stays away.

    Raises:
        EngineError: for a SELECT that the engine refuses.
    """
    stored = dict(below.stored)
    names: dict[str, str] = {}
    changed: set[Field] = set()
    for table, sql in changes.items():
        if table not in stored:
            continue
        name = prefix + table
        shown = below.engine.present(table, name, below.seen(_without_absent(sql, stored[table])), once)
        columns = tuple(_described(*three) for three in zip(stored[table].columns, below.plain(table), shown, strict=True))
        stored[table] = replace(stored[table], columns=columns)
        names |= {table: name, stored_name(table): stored_name(name)}
        changed |= _changed(table, sql)
    return Layer(below.engine, stored, below, prefix, frozenset(changed), names, with_rows=with_rows)


def _without_absent(sql: str, table: StoredTable) -> str:
    """The SELECT without the columns that the table lacks, which would look like columns of NULL."""
    if all(column.is_there for column in table.columns):
        return sql
    there = {column.declared.name for column in table.columns if column.is_there}
    return f"SELECT {', '.join(name for name in shown_columns(sql) if name in there)} FROM ({sql}) AS shown"


def _described(sound: StoredColumn, plain: StoredColumn, shown: StoredColumn) -> StoredColumn:
    """A column counts as it was stored, unless the SELECT shows it in another type than it is read in."""
    return sound if shown == plain else shown


def _changed(table: str, sql: str) -> set[Field]:
    """The columns that a SELECT shows otherwise than the table; all of it where there may be other rows."""
    columns = {column.name for column in TABLES[table]}
    computed = computed_columns(sql)
    if computed is None:
        return {(table, name) for name in columns} | {(table, None)}
    return {(table, name) for name in columns.difference(shown_columns(sql)).union(computed)}


@cache
def shown_columns(sql: str) -> tuple[str, ...]:
    """Names of the columns that a SELECT gives."""
    query = parse_one(sql, dialect="duckdb")
    return tuple(query.named_selects) if isinstance(query, exp.Query) else ()


@cache
def computed_columns(sql: str) -> tuple[str, ...] | None:
    """The columns that a SELECT computes, where its rows are those of the table that it reads; None where they may be others."""
    query = parse_one(sql, dialect="duckdb")
    joins = query.args.get("joins") or ()
    if not isinstance(query, exp.Select) or query.args.get("where") or any(join.args.get("side") != "LEFT" for join in joins):
        return None
    return tuple(item.alias for item in query.expressions if not isinstance(item, exp.Column))


@cache
def _fields_of(name: str) -> frozenset[Field]:
    """All that a relation reads, whichever of its columns one looks at."""
    found = dependencies_of(name)
    return found.rows.union(*found.outputs.values())
