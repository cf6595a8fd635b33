"""Days of a small world: their keys, their row of the calendar, and instants at which stock is checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

_SEASONS = ("winter", "spring", "summer", "autumn")
_OPENING_HOUR = 9


def key(day: dt.date) -> int:
    """A day as a date key, YYYYMMDD."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(date_key: int) -> dt.date:
    """The day that a date key stands for."""
    return dt.date(date_key // 10000, date_key // 100 % 100, date_key % 100)


def instant(day: dt.date, place: int) -> dt.datetime:
    """When the request at this place of a day's queue is checked, UTC."""
    return dt.datetime(day.year, day.month, day.day, _OPENING_HOUR + place, 30, tzinfo=dt.UTC)


def day_row(day: dt.date, number: int) -> dict[str, Any]:
    """The day's row of gold_date_dim, ``number`` being its place in the horizon from 1."""
    return {
        "date_key": key(day),
        "calendar_date": day,
        "day_number": number,
        "day_of_week": day.isoweekday(),
        "is_weekend": day.isoweekday() > 5,
        "month": day.month,
        "quarter": (day.month + 2) // 3,
        "year": day.year,
        "season": _SEASONS[day.month % 12 // 3],
        "is_holiday": False,
        "is_peak_season": day.month > 10,
        "is_sale_period": False,
        "demand_multiplier": 1.0,
    }
