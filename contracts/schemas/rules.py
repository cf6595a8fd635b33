"""The contract as rules for one frame: of a table, what can be said of its rows alone; of a relation, every law that speaks of it.

A rule has the law's id and sentence, so that whatever tool checks it says the same as the judge. Its predicates are SQL without
placeholders over the frame's columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlglot import exp, parse_one

from contracts.columns import Column, Table
from contracts.dataset import StoredColumn
from contracts.errors import InputError
from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant
from contracts.parameters import resolve
from contracts.relations import bind
from contracts.relations.derived import COLUMNS, COPIES, ROWS, find, relation_name
from contracts.report.predicate import value_of
from contracts.schemas.own_rows import own_rows
from contracts.tables import TABLES

_COMPLETE = "is_complete"
"""The column of a table's rows, as engines offer them, that says whether nothing is missing."""


@dataclass(frozen=True)
class RowRule:
    """A law as a predicate over a frame's rows: ``holds`` must be TRUE where ``when`` is; ``needs`` are the columns that both name."""

    law: Invariant
    when: str
    holds: str
    needs: tuple[str, ...]

    @property
    def kept(self) -> str:
        """SQL that is TRUE of the rows that keep the law, those of which it does not speak among them, and else FALSE."""
        return f"CASE WHEN {self.when} THEN CASE WHEN {self.holds} THEN TRUE ELSE FALSE END ELSE TRUE END"

    @property
    def broken(self) -> str:
        """SQL that is TRUE of the rows that break the law, in any engine's dialect."""
        return f"({self.when}) AND ({self.holds}) IS NOT TRUE"


@dataclass(frozen=True)
class KeyRule:
    """A law by which no two rows have the same values in ``columns``; rows in which one is NULL are left out."""

    law: Invariant
    columns: tuple[str, ...]


@dataclass(frozen=True)
class ColumnRule:
    """A law about each column that a table must have: that it is there (``SCH-COL``), its kind (``SCH-TYPE``) or exact type."""

    law: Invariant
    columns: tuple[Column, ...]

    def broken_by(self, found: StoredColumn) -> bool:
        """Whether a column as it was found breaks the law."""
        row = {
            "is_there": found.is_there,
            "kind_ok": found.kind_ok,
            "width_ok": found.width_ok,
            "not_castable": found.not_castable,
        }
        when, holds = (value_of(parsed(predicate), row) for predicate in (self.law.when, self.law.holds))
        return when is True and holds is not True


@dataclass(frozen=True)
class WholeRule:
    """A law by which no row lacks a value in any of ``columns``; those that a frame does not have are another law's business."""

    law: Invariant
    columns: tuple[str, ...]

    def over(self, there: Collection[str]) -> RowRule:
        """The law for a frame with these columns."""
        needed = tuple(name for name in self.columns if name in there)
        return RowRule(self.law, "TRUE", " AND ".join(f"{name} IS NOT NULL" for name in needed) or "TRUE", needed)


Rule = RowRule | KeyRule | ColumnRule | WholeRule


@dataclass(frozen=True)
class Rules:
    """What a frame must be like: ``grain`` says what a row stands for, ``declared`` are a table's columns, none for a relation."""

    name: str
    grain: str
    declared: tuple[Column, ...]
    rules: tuple[Rule, ...]

    def of_rows(self, there: Collection[str], sound: Collection[str]) -> tuple[RowRule, ...]:
        """The rules about rows that can be judged on a frame with the columns ``there``, of which ``sound`` are of the right kind."""
        whole = (rule.over(there) for rule in self.rules if isinstance(rule, WholeRule))
        return (*whole, *(rule for rule in self.rules if isinstance(rule, RowRule) and set(rule.needs) <= set(sound)))

    def of_keys(self, sound: Collection[str]) -> tuple[KeyRule, ...]:
        """The rules about keys whose columns are all of the right kind."""
        return tuple(rule for rule in self.rules if isinstance(rule, KeyRule) and set(rule.columns) <= set(sound))


def names() -> tuple[str, ...]:
    """Every name that has rules: the tables, then the relations that laws speak of."""
    relations = dict.fromkeys(law.relation for law in LAWS if law.relation.partition(".")[0] not in (COLUMNS, COPIES))
    return (*TABLES, *relations)


def rules_of(name: str, parameters: Mapping[str, Any] | None = None) -> Rules:
    """The rules for a frame of a table, or of a relation.

    Raises:
        InputError: for a name that has none, an unknown parameter or an impossible value.
    """
    literals = {key: setting.literal for key, setting in resolve(("param", parameters or {})).items()}
    if name in TABLES:
        table = TABLES[name]
        return Rules(name, table.grain, table.columns, tuple(_of_table(table, literals)))
    if name not in names():
        raise InputError(f"no table or relation is called {name}: there is {', '.join(names())}")
    rules = (_row_rule(law, bind(law.when, literals), bind(law.holds, literals)) for law in LAWS if law.relation == name)
    return Rules(name, _grain(name), (), tuple(rules))


def _grain(relation: str) -> str:
    return find(relation, {}).grain.removeprefix("One row per ").rstrip(".")


def _row_rule(law: Invariant, when: str, holds: str) -> RowRule:
    return RowRule(law, when, holds, _columns_of(when, holds))


@cache
def parsed(predicate: str) -> exp.Expr:
    """A predicate as a tree, which is not to be changed."""
    return parse_one(predicate, dialect="duckdb")


@cache
def _columns_of(*predicates: str) -> tuple[str, ...]:
    trees = [parsed(predicate) for predicate in predicates]
    return tuple(dict.fromkeys(column.name for tree in trees for column in tree.find_all(exp.Column)))


def _of_table(table: Table, literals: Mapping[str, str]) -> Iterator[Rule]:
    """Laws about the table's columns and keys, and every law that its own rows can keep or break."""
    for law in LAWS:
        kind, _, rest = law.relation.partition(".")
        named, _, column = rest.partition(".")
        if kind == COLUMNS and named == table.name:
            yield ColumnRule(law, table.columns)
        elif kind == COPIES and named == table.name:
            yield KeyRule(law, (column,) if column else table.key)
        elif law.relation == relation_name(ROWS, table.name):
            yield from _of_stored_rows(law, table, literals)
        else:
            yield from _of_own_rows(law, table, literals)


def _of_stored_rows(law: Invariant, table: Table, literals: Mapping[str, str]) -> Iterator[RowRule | WholeRule]:
    """A law derived from the schema, unless it looks at another table; rows are as they are stored."""
    if law.holds == _COMPLETE:
        yield WholeRule(law, tuple(column.name for column in table if not column.nullable))
        return
    rule = _row_rule(law, bind(law.when, literals), bind(law.holds, literals))
    if set(rule.needs) <= table.by_name.keys():
        yield rule


def _of_own_rows(law: Invariant, table: Table, literals: Mapping[str, str]) -> Iterator[RowRule]:
    rows = own_rows(law.relation)
    if rows and rows.table == table.name:
        when, holds = rows.spoken_of(bind(law.when, literals)), rows.said(bind(law.holds, literals))
        if when and holds:
            yield _row_rule(law, when, holds)
