"""What a look at somebody's texts asks of either engine, and what its answer tells: how all of a column's texts may be read."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dataset import Kind

ROWS = 20_000
"""Rows that are looked at; a look is no judgement."""

_READABLE = ((Kind.INTEGER, "BIGINT"), (Kind.NUMBER, "DOUBLE"), (Kind.DATE, "DATE"), (Kind.TIMESTAMP, "TIMESTAMP"))
"""What texts may be read as, the narrowest first; both engines take an instant for a day, so that a day is one only without its hours."""


def asked(name: str) -> tuple[str, ...]:
    """The aggregates over a column of texts, whose quoted name is given, that ``readable`` understands."""
    return (f"COUNT({name})", f"COALESCE(MAX(LENGTH({name})), 0)", *(f"COUNT(TRY_CAST({name} AS {type_}))" for _, type_ in _READABLE))


def readable(answer: Sequence[int]) -> Kind | None:
    """What all texts of a column may be read as, if that is anything."""
    filled, letters, *counts = answer
    for (kind, _), count in zip(_READABLE, counts, strict=True):
        if filled and count == filled and not (kind is Kind.DATE and letters > len("2024-01-01")):
            return kind
    return None
