"""What to ask of an engine: laws grouped by relation, and those that cannot be judged set aside with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.dataset import StoredTable
from contracts.invariants.law import Invariant
from contracts.tables import TABLES


@dataclass(frozen=True)
class Plan:
    """``groups`` maps a relation's name to the laws that are predicates of it; ``unjudged`` maps ids to reasons."""

    groups: Mapping[str, tuple[Invariant, ...]]
    unjudged: Mapping[str, str]


def plan(laws: Iterable[Invariant], stored: Mapping[str, StoredTable]) -> Plan:
    """Sets aside the laws that need something missing, and groups the others by relation."""
    laws = tuple(laws)
    unjudged = {} if _is_complete(stored) else _unjudged(laws, stored)
    groups: dict[str, list[Invariant]] = {}
    for law in laws:
        if law.id not in unjudged:
            groups.setdefault(law.relation, []).append(law)
    return Plan({relation: tuple(together) for relation, together in groups.items()}, unjudged)


def _is_complete(stored: Mapping[str, StoredTable]) -> bool:
    return all(name in stored and all(column.is_there for column in stored[name].columns) for name in TABLES)


def _unjudged(laws: Iterable[Invariant], stored: Mapping[str, StoredTable]) -> dict[str, str]:
    from contracts.lineage import missing_for  # parses every relation, a third of a second that whole datasets need not spend

    reasons = ((law.id, missing_for(law, stored)) for law in laws)
    return {name: reason for name, reason in reasons if reason}
