"""The model: a clerk's notebook beside the implementation. It holds what was there at opening, and folds in what happened since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts.fuzz.reading import Stock
from contracts.fuzz.steps import Position

FIRST_DAY = dt.date(2024, 2, 28)
"""The day on which every story opens: in two days it is March, and a leap day lies between."""


def key(day: dt.date) -> int:
    """A day as a date key, YYYYMMDD."""
    return day.year * 10000 + day.month * 100 + day.day


@dataclass(frozen=True)
class Model:
    """The open day, what each position must have, and the units announced for later days."""

    stock: Mapping[Position, Stock]
    day: dt.date = FIRST_DAY
    coming: Mapping[tuple[Position, dt.date], int] = field(default_factory=dict)

    def moved(self, at: Position, change: int) -> Model:
        """Units that leave (a negative change) or arrive at a position, on hand and available."""
        return replace(self, stock={**self.stock, at: moved(self.stock[at], change)})

    def announced(self, at: Position, units: int, days: int) -> Model:
        """Units that arrive today, or are noted for the day on which they will."""
        if not days:
            return self.moved(at, units)
        due = (at, self.day + dt.timedelta(days=days))
        return replace(self, coming={**self.coming, due: self.coming.get(due, 0) + units})

    def due_tomorrow(self, at: Position) -> int:
        """Units that arrive when the open day is closed."""
        return self.coming.get((at, self.day + dt.timedelta(days=1)), 0)

    def closed(self) -> Model:
        """The next day, with what arrives on it."""
        stock = {at: moved(held, self.due_tomorrow(at)) for at, held in self.stock.items()}
        return replace(self, stock=stock, day=self.day + dt.timedelta(days=1))


def moved(held: Stock, change: int) -> Stock:
    """Stock with so many more units on hand and available."""
    return replace(
        held,
        available=None if held.available is None else held.available + change,
        on_hand=None if held.on_hand is None else held.on_hand + change,
    )
