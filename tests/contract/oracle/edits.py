"""Edits: what is done to single rows and cells of a world, as data, so that any subset of them can be laid over it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oracle.world import Row

Tables = Mapping[str, Sequence[Row]]
Numbered = dict[str, dict[str, Row]]
"""Rows of each table by their number in the sound table, or by what was done to one."""


@dataclass(frozen=True)
class Put:
    """One cell gets another value."""

    table: str
    row: int
    column: str
    value: Any

    def lay(self, tables: Numbered) -> None:
        row = tables[self.table].get(str(self.row))
        if row is not None:
            row[self.column] = self.value


@dataclass(frozen=True)
class Swap:
    """Two rows exchange their values of a column."""

    table: str
    row: int
    other: int
    column: str

    def lay(self, tables: Numbered) -> None:
        one, other = (tables[self.table].get(str(number)) for number in (self.row, self.other))
        if one is not None and other is not None:
            one[self.column], other[self.column] = other[self.column], one[self.column]


@dataclass(frozen=True)
class Drop:
    """A row is lost."""

    table: str
    row: int

    def lay(self, tables: Numbered) -> None:
        tables[self.table].pop(str(self.row), None)


@dataclass(frozen=True)
class Repeat:
    """A row is there once more, perhaps with another value in one column."""

    table: str
    row: int
    column: str
    value: Any

    def lay(self, tables: Numbered) -> None:
        row = tables[self.table].get(str(self.row))
        if row is not None:
            tables[self.table][f"{self.row} again, {self.column} {self.value}"] = {**row, self.column: self.value}


@dataclass(frozen=True)
class Sweep:
    """Every so many rows get the same value in a column."""

    table: str
    every: int
    column: str
    value: Any

    def lay(self, tables: Numbered) -> None:
        for row in list(tables[self.table].values())[:: self.every]:
            row[self.column] = self.value


@dataclass(frozen=True)
class Retype:
    """A column is stored in another type; one row may hold what only that type has."""

    table: str
    column: str
    stored: str
    row: int = 0
    value: Any = None

    def lay(self, tables: Numbered) -> None:
        row = tables[self.table].get(str(self.row))
        if row is not None and self.value is not None:
            row[self.column] = self.value


@dataclass(frozen=True)
class Mistake:
    """A fault of the catalogue: tables as they are with it."""

    fault: str
    shows: Mapping[str, Sequence[Row]] = field(repr=False)

    def lay(self, tables: Numbered) -> None:
        for name, rows in self.shows.items():
            tables[name] = {str(number): dict(row) for number, row in enumerate(rows)}


@dataclass(frozen=True)
class Clear:
    """A table has no rows left."""

    table: str

    def lay(self, tables: Numbered) -> None:
        tables[self.table].clear()


Edit = Put | Swap | Drop | Repeat | Sweep | Retype | Mistake | Clear


def lay_over(tables: Tables, edits: Iterable[Edit]) -> dict[str, list[Row]]:
    """The tables with the edits laid over them one after the other; rows keep their numbers whatever became of others."""
    numbered = {name: {str(number): dict(row) for number, row in enumerate(rows)} for name, rows in tables.items()}
    for edit in edits:
        edit.lay(numbered)
    return {name: list(rows.values()) for name, rows in numbered.items()}
