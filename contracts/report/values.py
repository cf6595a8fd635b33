"""How a value of a row is written for a person to read."""

from __future__ import annotations

from datetime import datetime
from math import isfinite

from contracts.report.json_report import plain

_EXACT = 1e15
"""Doubles up to here hold every whole number."""


def shown(value: object) -> str:
    """A value in a few characters: NULL, TRUE, numbers without the dust of floating point, times without a T."""
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    if isinstance(value, float) and isfinite(value):
        return f"{value:.0f}" if value == int(value) and abs(value) < _EXACT else str(round(value, 6))
    return value.isoformat(" ") if isinstance(value, datetime) else visible(str(plain(value)))


def visible(text: str) -> str:
    """A text whose every character is seen: what would steer a terminal or turn a line around is written as an escape."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
