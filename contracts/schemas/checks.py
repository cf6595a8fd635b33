"""The contract as CHECK constraints: the laws that a table can hold its own rows to, one at a time, whoever writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp, parse_one

from contracts.invariants.law import Severity
from contracts.schemas.rules import RowRule, rules_of
from contracts.tables import TABLES

_STRUCTURE = "structure"
"""The family whose laws a table keeps by its types, NOT NULL, ranges and enumerations."""


def row_checks(parameters: Mapping[str, Any] | None = None) -> dict[str, dict[str, str]]:
    """For each table the SQL that must be TRUE of each of its rows, by a name made from the law's id: ``INV-2`` is ``inv_2``.

    Left out are warnings, and laws that take an instant apart: what its hour is depends on the time zone of the session that writes.
    ``parameters`` are the contract's, by name; its defaults unless given.
    """
    return {table: {_name(rule): rule.kept for rule in _rules(table, parameters)} for table in TABLES}


def _rules(table: str, parameters: Mapping[str, Any] | None) -> list[RowRule]:
    rules = [rule for rule in rules_of(table, parameters).rules if isinstance(rule, RowRule)]
    return [rule for rule in rules if rule.law.family != _STRUCTURE and rule.law.severity is Severity.ERROR and not _takes_apart(rule)]


def _name(rule: RowRule) -> str:
    return rule.law.id.lower().replace("-", "_")


def _takes_apart(rule: RowRule) -> bool:
    """Whether it reads the day or the hour of an instant."""
    found = parse_one(rule.kept, dialect="duckdb")
    dates = (cast for cast in found.find_all(exp.Cast) if cast.to.this in (exp.DataType.Type.DATE, exp.DataType.Type.TIMESTAMP))
    return found.find(exp.Extract) is not None or next(dates, None) is not None
