"""Which tables and columns a law depends on: asked only when something is missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from contracts.columns import Table
from contracts.dataset import StoredTable
from contracts.invariants.law import Invariant
from contracts.nearest import nearest
from contracts.relations import REPEATED, load
from contracts.relations.dependencies import Dependencies, Field, added_up, dependencies
from contracts.relations.derived import COLUMNS, COPIES, DANGLING, HORIZON, HORIZON_TABLES, ROWS, copies_of, find, found_column
from contracts.relations.succession import SUCCESSIONS
from contracts.tables import TABLES

_TEXT = re.compile(r"'[^']*'")
_WORD = re.compile(r"[A-Za-z_]\w*")

_ALIKE = 0.9
"""How much a name must look like a table's to be taken for it misspelt; tables of the contract look less like one another."""


def reads(law: Invariant) -> frozenset[Field]:
    """Every table (column None) and column that the law's verdict depends on."""
    found = dependencies_of(law.relation)
    words = _WORD.findall(_TEXT.sub("", f"{law.when} {law.holds}"))
    return found.rows.union(*(found.outputs.get(word, frozenset()) for word in words))


def missing_for(law: Invariant, stored: Mapping[str, StoredTable], others: Collection[str] = ()) -> str | None:
    """Why the law cannot be judged over these tables, or None if all that it reads is there.

    ``others`` are names of what lies beside the tables: one that looks like a missing one is named in the reason.
    """
    fields = reads(law) | _to_be_mapped(law, stored)
    reason = absent(fields, stored)
    missing = {table for table, _ in fields} - stored.keys()
    meant = sorted({near for table in missing if (near := nearest(table, others, _ALIKE))})
    return f"{reason}, but {_enumerated(meant)} {'is' if len(meant) == 1 else 'are'}" if meant else reason


def _to_be_mapped(law: Invariant, stored: Mapping[str, StoredTable]) -> frozenset[Field]:
    """The columns that a law wants to be there: a mapping that gives only some of them leaves open what the tables have."""
    kind, _, table = law.relation.partition(".")
    if kind != COLUMNS or "is_there" not in _WORD.findall(law.holds) or table not in stored or not stored[table].mapped:
        return frozenset()
    return _of_table(TABLES[table]).rows.union(*_of_table(TABLES[table]).outputs.values())


def absent(fields: Iterable[Field], stored: Mapping[str, StoredTable]) -> str | None:
    """Which of these tables and columns are not there, as a reason, or None if all are."""
    lacking = sorted({_name(field, stored) for field in fields if not _is_there(field, stored)})
    where = "in the mapping" if any(table.mapped for table in stored.values()) else "there"
    return f"{_enumerated(lacking)} {'is' if len(lacking) == 1 else 'are'} not {where}" if lacking else None


def _is_there(field: Field, stored: Mapping[str, StoredTable]) -> bool:
    table, column = field
    if table not in stored:
        return False
    return column is None or any(found.is_there for found in stored[table].columns if found.declared.name == column)


def _name(field: Field, stored: Mapping[str, StoredTable]) -> str:
    table, column = field
    return f"{table}.{column}" if table in stored else table


def _enumerated(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


@cache
def dependencies_of(name: str) -> Dependencies:
    """Dependencies of a table or relation by name."""
    if name in TABLES:
        return _of_table(TABLES[name])
    kind, _, rest = name.partition(".")
    table, _, column = rest.partition(".")
    if kind == ROWS:
        return _of_rows(TABLES[table])
    if kind.startswith((REPEATED, DANGLING)):
        return dependencies(find(kind, {}).sql, dependencies_of)
    if kind == COPIES:
        return dependencies(copies_of(TABLES[table], column or None).sql, dependencies_of)
    if kind == COLUMNS:
        return Dependencies({}, frozenset({(table, None)}))
    if kind in SUCCESSIONS:
        return dependencies(SUCCESSIONS[kind].without_copies(), dependencies_of)
    relation = load(name)
    return (added_up if relation.adds_up else dependencies)(relation.sql, dependencies_of)


def _of_table(table: Table) -> Dependencies:
    return Dependencies({column.name: frozenset({(table.name, column.name)}) for column in table}, frozenset({(table.name, None)}))


def _of_rows(table: Table) -> Dependencies:
    """As for the table itself; a flag of a reference depends on both ends, the horizon on the snapshots' days."""
    itself = _of_table(table)
    flags = {found_column(c): frozenset({(table.name, c.name), c.reference}) for c in table if c.reference}
    ends = dependencies_of(HORIZON).outputs if table.name in HORIZON_TABLES else {}
    return Dependencies({**itself.outputs, **flags, **ends}, itself.rows)
