"""Draws edits: the slips that a generator of tables makes in single cells and rows, and values that nobody thinks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, TIMESTAMP, Column
from contracts.tables import PROVENANCE, TABLES
from oracle.edits import Clear, Drop, Edit, Put, Repeat, Retype, Swap, Sweep
from oracle.world import Row

_ODD: dict[str, tuple[Any, ...]] = {
    INT: (0, -1, 2**31 - 1, -(2**31) + 1),
    BIGINT: (0, -1, 2**63 - 1),
    BOOLEAN: (None,),
    DATE: (date(1970, 1, 1), date(2100, 12, 31)),
    TIMESTAMP: (datetime(1970, 1, 1), datetime(2100, 12, 31, 23, 59, 59)),
    MONEY: (Decimal("0.00"), Decimal("-0.01"), Decimal("9999999999.99")),
    RATE: (Decimal("0.0000"), Decimal("-0.0001"), Decimal("9.9999")),
    DOUBLE: (0.0, -1.0, 1e300, float("nan"), float("inf")),
}
_ODD_DAYS = (20240230, 20241301, 0, -20241101, 99991231, 2147483647)
_STEPS: dict[str, Any] = {INT: 1, BIGINT: 1, DATE: timedelta(days=1), MONEY: Decimal("0.01"), RATE: Decimal("0.0001"), DOUBLE: 0.5}


@dataclass(frozen=True)
class Chance:
    """A source of edits over a world's tables; the same seed draws the same edits."""

    random: Random
    tables: Mapping[str, Sequence[Row]]

    def edits(self, number: int) -> list[Edit]:
        """So many edits, in tables that have rows."""
        return [self._edit() for _ in range(number)]

    def _edit(self) -> Edit:
        table = self.random.choice([name for name, rows in self.tables.items() if rows])
        row, other = self._row(table), self._row(table)
        column = self._column(table)
        kinds = {"put": 60, "swap": 10, "drop": 12, "repeat": 16, "sweep": 1, "retype": 2, "clear": 0.1}
        (kind,) = self.random.choices(list(kinds), list(kinds.values()))
        if kind == "swap":
            return Swap(table, row, other, column.name)
        if kind == "drop":
            return Drop(table, row)
        if kind == "sweep":
            return Sweep(table, self.random.choice([1, 2, 7]), column.name, self._value(table, row, column))
        if kind == "retype":
            return self._retyped(table, row, column)
        if kind == "clear":
            return Clear(table)
        return (Put if kind == "put" else Repeat)(table, row, column.name, self._value(table, row, column))

    def _retyped(self, table: str, row: int, column: Column) -> Edit:
        """Numbers as doubles, one of them perhaps none; anything else as text, integers perhaps only wider."""
        if column.type in (MONEY, RATE):
            return Retype(table, column.name, "double", row, self.random.choice([None, float("nan"), float("inf")]))
        if column.type is INT and self.random.random() < 0.5:
            return Retype(table, column.name, "bigint")
        return Retype(table, column.name, "double" if column.type is DOUBLE else "string")

    def _row(self, table: str) -> int:
        return self.random.randrange(len(self.tables[table]))

    def _column(self, table: str) -> Column:
        """Any column that a law speaks of."""
        return self.random.choice([column for column in TABLES[table] if column not in PROVENANCE])

    def _value(self, table: str, row: int, column: Column) -> Any:
        now = self.tables[table][row][column.name]
        near = self._near(column, now)
        far = self.tables[table][self._row(table)][column.name]
        odd = self.random.choice(_ODD_DAYS if column.is_date_key else _ODD.get(column.type, ("", "odd")))
        (value,) = self.random.choices([near, far, None, odd, now], [40, 25, 15, 10, 10])
        return value

    def _near(self, column: Column, now: Any) -> Any:
        if column.type is BOOLEAN:
            return not now
        if column.type is TIMESTAMP and now:
            return now + self.random.choice([-1, 1]) * self.random.choice([timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)])
        if column.allowed:
            return self.random.choice(column.allowed)
        step = _STEPS.get(column.type)
        return now if step is None or now is None else now + self.random.choice([-1, 1]) * step
