"""KEY and SCH, in plain Python: keys, references, days, the calendar, and what a column may hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import isfinite
from typing import Any

from contracts.columns import Column, Table
from contracts.tables import TABLES
from oracle.world import FIRST_YEAR, LAST_YEAR, SHORT, Row, Spoken, World, by, day, key, known, written

_SEASONS = ("winter", "spring", "summer", "autumn")
_OWN_DAY = ("request", "sales", "movement", "cart", "event")


def structure(world: World) -> Spoken:
    """Every law of KEY and SCH."""
    for table in TABLES.values():
        yield from _keys(table, world)
        yield from _values(table, world.tables[table.name])
        yield from _columns(table, world)
    yield from _horizon(world)
    yield from _dense(world)
    yield from _calendar(world["date"])


def _columns(table: Table, world: World) -> Spoken:
    """A column of another type is of another width; text is also of another kind, where none was declared."""
    for column in table:
        stored = world.stored.get((table.name, column.name), column.type)
        yield f"SCH-COL.{table.name}", True
        yield f"SCH-TYPE.{table.name}", stored == column.type or stored != "string"
        yield f"SCH-WIDTH.{table.name}", stored == column.type


def _keys(table: Table, world: World) -> Spoken:
    rows = world.tables[table.name]
    yield from _unique(f"KEY-PK.{table.name}", rows, table.key)
    for column in table:
        if column.unique:
            yield from _unique(f"KEY-UQ.{table.name}.{column.name}", rows, (column.name,))
        if column.reference:
            there = {row[column.reference[1]] for row in world.tables[column.reference[0]]} - {None}
            yield from ((f"KEY-FK.{table.name}.{column.name}", row[column.name] in there) for row in _spoken_of(rows, column))
        if column.is_date_key:
            yield from ((f"KEY-DATE.{table.name}.{column.name}", written(row[column.name]) is not None) for row in _spoken_of(rows, column))


def _spoken_of(rows: Sequence[Row], column: Column) -> Sequence[Row]:
    """All rows, or, where the column may be empty, those with a value."""
    return _with(rows, column.name) if column.nullable else rows


def _with(rows: Sequence[Row], *names: str) -> list[Row]:
    """Rows that have a value in these columns; the others are the business of SCH-NULL."""
    return [row for row in rows if known(*(row[name] for name in names))]


def _unique(law: str, rows: Sequence[Row], names: Sequence[str]) -> Spoken:
    told = Counter(tuple(row[name] for name in names) for row in _with(rows, *names))
    for times in told.values():
        yield law, times == 1


def _values(table: Table, rows: Sequence[Row]) -> Spoken:
    needed = [column.name for column in table if not column.nullable]
    for row in rows:
        yield f"SCH-NULL.{table.name}", known(*(row[name] for name in needed))
        for column in table:
            value = row[column.name]
            if value is None and column.nullable:
                continue
            if column.allowed:
                yield f"SCH-ENUM.{table.name}.{column.name}", value in column.allowed
            if column.minimum is not None or column.maximum is not None:
                yield f"SCH-RANGE.{table.name}.{column.name}", value is not None and _in_range(column, value, row)


def _in_range(column: Column, value: Any, row: Row) -> bool:
    if not isfinite(value) or (column.minimum is not None and value < Decimal(str(column.minimum))):
        return False
    if column.maximum is not None and value > column.maximum:
        return False
    if column.name == "time_key":
        return bool(value % 100 < 60)
    if column.name == "lead_time_days":
        return row["review_period_days"] is not None and value <= row["review_period_days"]
    return True


def _horizon(world: World) -> Spoken:
    for name in _OWN_DAY:
        if world.horizon:
            yield from ((f"KEY-HORIZON.{SHORT[name]}", world.is_within(row["date_key"])) for row in world[name])


def _dense(world: World) -> Spoken:
    """Of each active product at each location, and of whatever else has snapshots."""
    days = [world.horizon[0] + timedelta(days=number) for number in range(world.days)] if world.horizon else []
    active = {row["product_key"] for row in world["product"] if row["is_active"] is True and row["product_key"] is not None}
    locations = {row["location_key"] for row in world["location"] if row["location_key"] is not None}
    expected = set(product(active, locations)) if days else set()
    snapshots = by(world["inventory"], "product_key", "location_key")
    for position in expected | snapshots.keys():
        wanted = [key(day_) for day_ in days] if position in expected else []
        there = [row["date_key"] for row in snapshots.get(position, [])]
        yield "KEY-DENSE", known(*there) and sorted(there) == wanted


def _calendar(rows: Sequence[Row]) -> Spoken:
    days = {row["calendar_date"] for row in rows} - {None}
    told = days | {day(row["date_key"]) for row in rows}
    for row in rows:
        today = row["calendar_date"]
        yield "KEY-CAL", today is not None and _agrees(row) and _is_numbered(row, min(days)) and _has_no_gap(today, min(days), told)


def _has_no_gap(today: date, first: date, told: set[date | None]) -> bool:
    return today == first or not FIRST_YEAR <= (today - timedelta(days=1)).year <= LAST_YEAR or today - timedelta(days=1) in told


def _is_numbered(row: Row, first: date) -> bool:
    """Whether the day number counts from the calendar's first day."""
    return bool(row["day_number"] == (row["calendar_date"] - first).days + 1)


def _agrees(row: Row) -> bool:
    today = row["calendar_date"]
    said = [row[name] for name in ("date_key", "day_of_week", "is_weekend", "month", "quarter", "year", "season", "is_peak_season")]
    season = _SEASONS[today.month % 12 // 3]
    weekday = today.isoweekday()
    return said == [key(today), weekday, weekday > 5, today.month, (today.month + 2) // 3, today.year, season, today.month >= 11]
