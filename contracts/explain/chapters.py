"""The rows around a row, as chapters of its story: each section with the rows that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from contracts.engines import EngineError
from contracts.explain.sections import Section, sections_of
from contracts.inquiry import Position
from contracts.report.witness import MEASURED, Told
from contracts.scope import Scope
from contracts.verdict import Result

Row = Mapping[str, Any]

MOST_ROWS = 15
"""Rows that a chapter shows at most, those around the row that the story is about."""

_DAYS = ("date_key", "stockout_start_date_key", "opening_day", "day_moved", "restock_day", "line_date_key", "first_day")
"""Columns that say when a row happened, the surest first."""

_PLACES = (("product_key", "location_key"), ("line_product_key", "line_location_key"))


@dataclass(frozen=True)
class Chapter:
    """Rows under a heading: ``columns`` are what is shown and its headings, ``here`` the places of rows that the story is about.

    ``compared`` names the columns that the law compares; ``left_out`` counts rows before and after those shown.
    """

    heading: str
    columns: Mapping[str, str]
    rows: tuple[Row, ...]
    here: frozenset[int] = frozenset()
    compared: frozenset[str] = frozenset()
    left_out: tuple[int, int] = (0, 0)


def day_of(row: Row) -> int | None:
    """The day that a row speaks of, as YYYYMMDD."""
    return next((row[name] for name in _DAYS if row.get(name) is not None), None)


def place_of(row: Row) -> Position | None:
    """The position that a row speaks of, if it is one."""
    found = ((row.get(product), row.get(location)) for product, location in _PLACES)
    return next((Position(product, location) for product, location in found if product is not None and location is not None), None)


def calendar(day: int | None) -> date | None:
    """The day as a date; None for what is no day."""
    try:
        return None if day is None else date(day // 10000, day // 100 % 100, day % 100)
    except ValueError:
        return None


def written(day: date) -> int:
    """The date as YYYYMMDD."""
    return day.year * 10000 + day.month * 100 + day.day


def around(scope: Scope, result: Result, witness: Told, day: int | None) -> Iterator[Chapter]:
    """The chapters around a row, as far as there are rows for them."""
    position = place_of(witness.row)
    known = {**witness.row, "day": day, "opening": "OPENING"}
    if position:
        known |= {"product_key": position.product_key, "location_key": position.location_key}
    for section in sections_of(result.law.relation, result.key):
        rows = _rows(scope, section, known)
        if rows:
            yield _chapter(section, rows, witness)


def whole_relation(scope: Scope, result: Result) -> Chapter:
    """Every row of a law's relation, for laws about rates."""
    rows = scope.rows(result.law.relation)
    columns = {name: name.replace("_", " ") for name in dict.fromkeys((*result.key, *MEASURED, *(rows[0] if rows else ())))}
    here = [place for place, row in enumerate(rows) if any(_is_same(row, witness) for witness in result.witnesses)]
    compared = frozenset({"observed"}) if here else frozenset[str]()
    return Chapter("What was measured", columns, tuple(rows), frozenset(here), compared)


def chapter(
    heading: str, columns: Mapping[str, str], rows: Sequence[Row], here: Sequence[int], compared: frozenset[str], middle: int | None = None
) -> Chapter:
    """A chapter of at most so many rows, around the first that it is about or else those in the middle."""
    centre = here[0] if here else middle or 0
    first = max(0, min(centre - MOST_ROWS // 2, len(rows) - MOST_ROWS))
    shown = rows[first : first + MOST_ROWS]
    places = frozenset(place - first for place in here if first <= place < first + MOST_ROWS)
    return Chapter(heading, columns, tuple(shown), places, compared, (first, len(rows) - first - len(shown)))


def _chapter(section: Section, rows: Sequence[Row], witness: Told) -> Chapter:
    columns = section.columns or {name: name for name in rows[0]}
    compared = frozenset(witness.compared) & frozenset(columns)
    here = [place for place, row in enumerate(rows) if _is_same(row, witness.row)]
    return chapter(section.heading, columns, rows, here if len(here) < len(rows) else (), compared)


def _is_same(row: Row, other: Row) -> bool:
    """Whether two rows agree in every column that both have, and have enough in common to say so."""
    shared = [name for name in row if name in other]
    return bool(shared) and all(row[name] == other[name] for name in shared)


def _rows(scope: Scope, section: Section, known: Row) -> list[dict[str, Any]]:
    """The section's rows; those that need not be of the position are looked for everywhere."""
    conditions = [_condition(column, [known.get(name) for name in names], section) for column, names in section.same.items()]
    if None in conditions:
        return []
    asked = scope if set(_PLACES[0]) <= set(section.same) else scope.whole or scope
    try:
        return asked.rows(section.relation, " AND ".join(filter(None, conditions)) or "TRUE", section.order)
    except EngineError:
        return []


def _condition(column: str, values: Sequence[Any], section: Section) -> str | None:
    """SQL for "the column has one of these values"; None if there is none."""
    there = [value for value in values if value is not None]
    day = calendar(there[0]) if there and section.days_around and column == "date_key" else None
    if day:
        first, last = (written(day + timedelta(days=sign * section.days_around)) for sign in (-1, 1))
        return f"{column} BETWEEN {first} AND {last}"
    return f"{column} IN ({', '.join(literal(value) for value in there)})" if there else None


def literal(value: object) -> str:
    """A key's value in SQL."""
    if isinstance(value, bool | int | float | Decimal):
        return str(value).upper()
    text = str(value).replace("'", "''")
    return f"CAST('{text}' AS DATE)" if isinstance(value, date) else f"'{text}'"
