"""What was counted of a law so far: sums over the pieces that were judged, and the smallest witnesses among theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.verdict import WITNESS_LIMIT

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Tally:
    """Rows judged and broken, the seconds it took, witnesses in order, and why the engine refused, if it did."""

    judged: int = 0
    broken: int = 0
    seconds: float = 0.0
    witnesses: tuple[Row, ...] = ()
    refusal: str | None = None

    def plus(self, other: Tally, key: Sequence[str]) -> Tally:
        """Both together; of the witnesses the smallest by the key and then by all columns from left to right."""
        return Tally(
            self.judged + other.judged,
            self.broken + other.broken,
            self.seconds + other.seconds,
            smallest((*self.witnesses, *other.witnesses), key) if self.witnesses and other.witnesses else self.witnesses or other.witnesses,
            self.refusal or other.refusal,
        )


def smallest(rows: Iterable[Row], key: Sequence[str]) -> tuple[Row, ...]:
    """The first rows in the order in which engines fetch them: by the key, then by all columns, NULL first and NaN last."""
    return tuple(sorted(rows, key=lambda row: _place(row, key))[:WITNESS_LIMIT])


def _place(row: Row, key: Sequence[str]) -> list[tuple[int, Any]]:
    names = [*key, *(name for name in row if name not in key)]
    return [_rank(row[name]) for name in names]


def _rank(value: object) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    return (1, value) if value == value else (2, 0)
