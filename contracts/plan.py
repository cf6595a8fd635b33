"""What to ask of an engine, and in which pieces: laws grouped by relation, and those that cannot be judged set aside with the reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from contracts.dataset import StoredTable
from contracts.invariants.law import Invariant
from contracts.relations import Relation
from contracts.relations.derived import LOCATION
from contracts.tables import TABLES

LOCATED = tuple(table.name for table in TABLES.values() if LOCATION in table.by_name)
"""The tables whose rows name a location: those of which a piece holds only its own rows."""

Find = Callable[[str], Relation]
"""A relation by name."""

Groups = Mapping[str, tuple[Invariant, ...]]
"""Laws by the relation whose rows they speak of."""


@dataclass(frozen=True)
class Plan:
    """``groups`` maps a relation's name to the laws that are predicates of it; ``unjudged`` maps ids to reasons."""

    groups: Groups
    unjudged: Mapping[str, str]


@dataclass(frozen=True)
class Split:
    """Which groups may be judged one piece of the locations after the other, and which take all tables whole.

    ``kept`` names the relations that the pieces compute for the whole: their rows, put together, are those of the whole. ``after`` are
    the groups that read such, and so come after all pieces.
    """

    by_piece: Groups
    whole: Groups
    kept: tuple[str, ...]
    after: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Piece:
    """Some of the locations: a name for people, and the condition that chooses their rows."""

    name: str
    condition: str


def plan(laws: Iterable[Invariant], stored: Mapping[str, StoredTable], others: Collection[str] = ()) -> Plan:
    """Sets aside the laws that need something missing, and groups the others by relation; ``others`` lie beside the tables."""
    laws = tuple(laws)
    unjudged = {} if _is_complete(stored) else _unjudged(laws, stored, others)
    groups: dict[str, list[Invariant]] = {}
    for law in laws:
        if law.id not in unjudged:
            groups.setdefault(law.relation, []).append(law)
    return Plan({relation: tuple(together) for relation, together in groups.items()}, unjudged)


def _is_complete(stored: Mapping[str, StoredTable]) -> bool:
    return all(name in stored and all(column.is_there for column in stored[name].columns) for name in TABLES)


def _unjudged(laws: Iterable[Invariant], stored: Mapping[str, StoredTable], others: Collection[str]) -> dict[str, str]:
    from contracts.lineage import missing_for  # parses every relation, a third of a second that whole datasets need not spend

    reasons = ((law.id, missing_for(law, stored, others)) for law in laws)
    return {name: reason for name, reason in reasons if reason}


def count_located(stored: Mapping[str, StoredTable]) -> int:
    """Rows of all tables that name locations."""
    return sum(stored[name].rows for name in LOCATED if name in stored)


def split(groups: Groups, find: Find) -> Split:
    """Takes the position-local relations apart from the others, by their own marks."""
    local = {name for name in groups if find(name).position_local}
    whole = {name: laws for name, laws in groups.items() if name not in local}
    kept = {relation: tuple(_kept(relation, find)) for relation in whole}
    once = dict.fromkeys(name for names in kept.values() for name in names)
    after = frozenset(relation for relation, names in kept.items() if names)
    return Split({name: groups[name] for name in groups if name in local}, whole, tuple(once), after)


def _kept(name: str, find: Find) -> Iterator[str]:
    """The relations below one that takes all tables whole which are computed once, and can be by piece."""
    for source in find(name).reads:
        if source in TABLES:
            continue
        relation = find(source)
        if relation.position_local and relation.computed_once:
            yield source
        else:
            yield from _kept(source, find)


def pieces(rows_of: Sequence[tuple[Any, int]], rows_at_once: int) -> list[Piece]:
    """The locations in order, as many at a time as have no more rows together than an engine judges well at once.

    ``rows_of`` holds each location's key and rows. Rows without a location are a piece of their own.
    """
    named = sorted((key, rows) for key, rows in rows_of if key is not None)
    starts, filled = [], rows_at_once
    for place, (_, rows) in enumerate(named):
        if filled + rows > rows_at_once:
            starts.append(place)
            filled = 0
        filled += rows
    cut = [_between(named[first][0], named[end - 1][0]) for first, end in pairwise([*starts, len(named)])]
    nowhere = [Piece("rows without a location", f"{LOCATION} IS NULL")] if len(named) < len(rows_of) else []
    return cut + nowhere


def _between(first: int, last: int) -> Piece:
    if first == last:
        return Piece(f"location {first}", f"{LOCATION} = {first}")
    return Piece(f"locations {first} to {last}", f"{LOCATION} BETWEEN {first} AND {last}")
