"""What a fault is: a small realistic mistake, and the laws that it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TOUCHED = "touched"
"""Name under which a fault's SELECTs find the rows that it touches."""


@dataclass(frozen=True)
class Fault:
    """One mistake of whoever makes the tables.

    ``changes`` maps each table that is wrong to the SELECT over the sound tables which shows it as it would be then. They read the
    tables by their contract names, and under the name ``touched`` what ``touched`` selects: where the mistake happens, chosen
    deterministically, empty where these tables hold no such place. ``breaks`` are exactly the ids of the laws that are broken
    then, if they all held before. The SQL is what every engine runs as it stands, as for relations.
    """

    id: str
    title: str
    touched: str
    changes: Mapping[str, str]
    breaks: tuple[str, ...]
