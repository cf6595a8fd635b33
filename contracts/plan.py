"""What to ask of an engine: laws grouped by relation, and those that cannot be judged set aside with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contracts.dataset import StoredTable
from contracts.invariants.law import Invariant


@dataclass(frozen=True)
class Plan:
    """``groups`` maps a relation's name to the laws that are predicates of it; ``unjudged`` maps ids to reasons."""

    groups: Mapping[str, tuple[Invariant, ...]]
    unjudged: Mapping[str, str]


def plan(laws: Iterable[Invariant], stored: Mapping[str, StoredTable]) -> Plan:
    """Groups the laws that the stored tables allow to be judged."""
    from contracts.lineage import missing_for  # parses SQL only where something is missing

    unjudged: dict[str, str] = {}
    groups: dict[str, list[Invariant]] = {}
    for law in laws:
        reason = missing_for(law, stored)
        if reason:
            unjudged[law.id] = reason
        else:
            groups.setdefault(law.relation, []).append(law)
    return Plan({relation: tuple(together) for relation, together in groups.items()}, unjudged)
