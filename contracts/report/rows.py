"""Rows as a table for a page: what the law compares comes beside the key, and what contradicts it is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.report.values import shown
from contracts.report.witness import Told


@dataclass(frozen=True)
class Cell:
    """A value as text; ``mark`` is hit (contradicts the law), given (made the law speak), key, or empty."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Line:
    """A row; ``here`` if it is the one that the story is about."""

    cells: tuple[Cell, ...]
    here: bool = False


@dataclass(frozen=True)
class Table:
    """Columns in order, those that the law compares among them, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[Line, ...]
    compared: frozenset[str] = frozenset()


def table_of(witnesses: Sequence[Told], key: Sequence[str]) -> Table:
    """Witnesses of one law: key, what is compared, what was given, then the rest."""
    compared = dict.fromkeys(name for witness in witnesses for name in witness.compared)
    about = dict.fromkeys(name for witness in witnesses for name in witness.about)
    columns = tuple(dict.fromkeys((*key, *compared, *about, *(name for witness in witnesses for name in witness.row))))
    return Table(columns, tuple(_line(witness, columns, key) for witness in witnesses), frozenset(compared))


def plain_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Table:
    """Rows with nothing marked."""
    return Table(tuple(columns), tuple(Line(tuple(Cell(shown(row.get(name))) for name in columns)) for row in rows))


def _line(witness: Told, columns: Sequence[str], key: Sequence[str]) -> Line:
    given = {name for claim in witness.claims for name in claim.given}

    def mark(name: str) -> str:
        return "hit" if name in witness.compared else "key" if name in key else "given" if name in given else ""

    return Line(tuple(Cell(shown(witness.row.get(name)), mark(name)) for name in columns))
