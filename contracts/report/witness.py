"""One row that breaks a law, told: what identifies it, what contradicts what, and which of its values say so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.parameters import Setting
from contracts.verdict import Result

MEASURED = ("observed", "expected_low", "expected_high", "tolerance", "sample")
"""Columns of a statistical relation that the sentence of the measurement has said already."""

_SMALL_ROW = 8
_PLACE = ("product_key", "location_key", "date_key")
_TEXT = re.compile(r"'[^']*'")
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Contradiction:
    """A part of a law that one row contradicts.

    ``claim`` is what must be, in the law's own words but for branches that the row does not take; ``found`` the same with the row's
    numbers; ``columns`` are those that the claim compares, ``given`` those that made it speak of this row.
    """

    claim: str
    found: str
    columns: tuple[str, ...]
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A witness: ``about`` are the columns that identify it, ``compared`` those that the law compares, ``claims`` what it contradicts."""

    row: Mapping[str, Any]
    claims: tuple[Contradiction, ...]
    about: tuple[str, ...]
    compared: tuple[str, ...]


def told(result: Result, row: Mapping[str, Any], parameters: Mapping[str, Setting]) -> Told:
    """The witness with what it contradicts; a small row is about all its columns."""
    claims = () if result.law.statistical else _claims(result, row, parameters)
    said = MEASURED if result.law.statistical else ()
    compared = tuple(dict.fromkeys(name for claim in claims for name in claim.columns)) or _mentioned(result, row)
    given = (name for claim in claims for name in claim.given)
    others = (name for name in row if len(row) <= _SMALL_ROW)
    about = dict.fromkeys(name for name in (*result.key, *_PLACE, *others, *given) if name in row and name not in {*compared, *said})
    return Told(row, claims, tuple(about), tuple(name for name in compared if name not in said))


def decisive(result: Result) -> Mapping[str, Any]:
    """The witness to show first: the one that a statistical law measured, else the first."""
    value = result.observed and result.observed.value
    return next((row for row in result.witnesses if value is not None and row.get("observed") == value), result.witnesses[0])


def _of_column(row: Mapping[str, Any]) -> Contradiction:
    """What is wrong with a column, in words: the flags of its row mean nothing to who has not read the relation."""
    name, declared, stored = row["column_name"], row["declared"], row["stored"]
    told = ("column_name", "declared", "stored")
    if not row["is_there"]:
        return Contradiction(f"there is a column {name}, {declared}", "there is none", told)
    if row["kind_ok"] and row["not_castable"]:
        return Contradiction(f"each text of {name} is of type {declared}", f"{row['not_castable']:,} of them are not", told)
    return Contradiction(f"{name} is {declared}", f"it is stored as {stored}", told)


def _claims(result: Result, row: Mapping[str, Any], parameters: Mapping[str, Setting]) -> tuple[Contradiction, ...]:
    if result.law.is_of_columns:
        return (_of_column(row),)
    from contracts.report.contradiction import contradictions  # parses SQL, a third of a second that sound tables need not spend

    return contradictions(result.law.holds, row, {name: setting.value for name, setting in parameters.items()})


def _mentioned(result: Result, row: Mapping[str, Any]) -> tuple[str, ...]:
    words = _WORD.findall(_TEXT.sub("", f"{result.law.holds} {result.law.when}"))
    return tuple(dict.fromkeys(word for word in words if word in row))
