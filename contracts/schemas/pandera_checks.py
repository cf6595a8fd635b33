"""What the schemas of all of pandera's backends share: how a law's check is named and described."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from contracts.columns import Column
from contracts.dataset import StoredColumn
from contracts.invariants.law import Invariant, Severity
from contracts.schemas.rules import ColumnRule, Rules
from contracts.verdict import WITNESS_LIMIT


class ColumnError(Exception):
    """A declared column breaks a law; pandera shows the text as the failure case."""


def described(law: Invariant) -> dict[str, Any]:
    """What a check says of its law; of the rows that break it, no more are shown than in a report."""
    return {
        "name": law.id,
        "error": f"{law.id}: {law.title}",
        "title": law.title,
        "description": f"{law.family}, {law.severity.value}, source: {law.source}",
        "raise_warning": law.severity is Severity.WARNING,
        "ignore_na": False,
        "n_failure_cases": WITNESS_LIMIT,
    }


def checks(
    rules: Rules, make: Callable[..., Any], of_rows: Callable[[str], Any], of_column: Callable[[ColumnRule, Column], Any]
) -> Iterator[Any]:
    """All laws of the rules as checks that ``make`` makes: one of all rows, or one of each column that a law about columns speaks of."""
    for rule in rules.rules:
        if isinstance(rule, ColumnRule):
            yield from (make(of_column(rule, column), **described(rule.law)) for column in rule.columns)
        else:
            yield make(of_rows(rule.law.id), **described(rule.law))


def declared(column: Column) -> dict[str, Any]:
    """What a schema says of a column; checks named by ids see to all of it, so that each fault is told once."""
    return {
        "nullable": True,
        "required": False,
        "description": column.comment or None,
        "metadata": {
            "type": column.type.value,
            "nullable": column.nullable,
            "unique": column.unique,
            "reference": column.ref,
            "allowed": column.allowed,
            "minimum": column.minimum,
            "maximum": column.maximum,
            "since": column.since,
        },
    }


def entitled(rules: Rules) -> dict[str, Any]:
    """Name and description of a schema."""
    return {"name": rules.name, "description": rules.grain}


def keeps(rule: ColumnRule, found: StoredColumn) -> bool:
    """Whether a column keeps a law about columns.

    Raises:
        ColumnError: if it does not: a mere truth value among failure cases does not go together with the texts of others. Of a
            law that only warns it is the answer, as no failure case is made of it.
    """
    if not rule.broken_by(found):
        return True
    if rule.law.severity is Severity.WARNING:
        return False
    raise ColumnError(complaint(found))


def column_row(found: StoredColumn) -> dict[str, object]:
    """A column that breaks a law, as the row that tells of it."""
    return {"column_name": found.declared.name, "declared": found.declared.type.value, "stored": found.stored}


def complaint(found: StoredColumn) -> str:
    """What is wrong with a column, in a few words."""
    name, wanted = found.declared.name, found.declared.type.value
    return f"{name} is {found.stored}, not {wanted}" if found.is_there else f"{name} is not there"
