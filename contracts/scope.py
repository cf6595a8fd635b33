"""Asking an engine about laws: relations are defined as they are needed, over the whole tables or over a piece of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from threading import Lock
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from contracts.dataset import StoredTable
from contracts.engines import EngineError, Part, Predicate, Tables
from contracts.invariants.law import Invariant
from contracts.parameters import Setting
from contracts.plan import Find
from contracts.relations import Relation, bind
from contracts.relations.derived import LOCATION, rows_of_each_location
from contracts.tables import TABLES
from contracts.tally import Tally
from contracts.verdict import WITNESS_LIMIT

_ALL = 2**31 - 1
"""As many rows as there are."""


class _Locks:
    """A lock for each relation of the whole. Who holds one waits only for what its relation reads, so that no two wait for each other."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._by_name: dict[str, Lock] = {}

    def of(self, name: str) -> Lock:
        """The lock of the relation of that name."""
        with self._guard:
            return self._by_name.setdefault(name, Lock())


@dataclass(frozen=True)
class Scope:
    """Tables to ask, the contract's parameters, how relations are found, and which of them the engine knows already.

    A part's ``whole`` is the scope that it is part of: relations that need all locations are computed there. Several may be asked side
    by side, parts and the whole itself; of the whole, each relation is defined by one of them, while the others may define others.
    """

    tables: Tables
    settings: Mapping[str, Setting]
    find: Find
    whole: Scope | None = None
    defined: set[str] = field(default_factory=set)
    locks: _Locks = field(default_factory=_Locks)

    @property
    def stored(self) -> Mapping[str, StoredTable]:
        """The tables that are there."""
        return self.tables.stored

    def has(self, names: Iterable[str]) -> None:
        """Notes that the parts have computed these relations."""
        self.defined.update(names)

    def rows_of_each_location(self) -> list[tuple[Any, int]]:
        """Every location key that any table names, None included, with its rows."""
        relation = rows_of_each_location()
        self._define(relation)
        return [(row[LOCATION], row["row_count"]) for row in self.tables.fetch(relation.name, "TRUE", relation.key, _ALL)]

    def tally(self, relation: Relation, laws: Sequence[Invariant], asked: Tables | None = None) -> dict[str, Tally]:
        """Counts all laws of a relation in one pass; if the engine refuses, each alone, so that one cannot fail the others.

        ``asked`` are the same tables for a thread of its own: what is defined here they know.
        """
        started = perf_counter()
        tables = asked or self.tables
        try:
            self._define(replace(relation, computed_once=relation.computed_once or any(law.statistical for law in laws)))
            counts = tables.count(relation.name, [self._predicate(law) for law in laws])
        except EngineError as error:
            if len(laws) > 1:
                return {law.id: self.tally(relation, (law,), asked)[law.id] for law in laws}
            return {laws[0].id: Tally(seconds=perf_counter() - started, refusal=str(error))}
        seconds = (perf_counter() - started) / len(laws)
        counted = {law.id: Tally(count.judged, count.broken, seconds) for law, count in zip(laws, counts, strict=True)}
        return {law.id: self._witnessed(relation, law, counted[law.id], tables) for law in laws}

    def _witnessed(self, relation: Relation, law: Invariant, tally: Tally, tables: Tables) -> Tally:
        if not tally.broken:
            return tally
        started = perf_counter()
        rows = tables.fetch(relation.name, self._predicate(law).broken, relation.key, WITNESS_LIMIT)
        return replace(tally, witnesses=tuple(rows), seconds=tally.seconds + perf_counter() - started)

    def rows(self, name: str, where: str = "TRUE", order_by: Sequence[str] = (), limit: int = _ALL) -> list[dict[str, Any]]:
        """Rows of a relation or table, in this order or else in that of its key.

        Raises:
            EngineError: if the engine refuses.
        """
        if name in TABLES:
            return self.tables.fetch(name, where, order_by or TABLES[name].key, limit)
        relation = self.find(name)
        self._define(relation)
        return self.tables.fetch(name, where, order_by or relation.key, limit)

    def breaking(self, law: Invariant) -> str:
        """SQL that is TRUE of the rows that break a law; its relation is defined from then on."""
        self._define(self.find(law.relation))
        return self._predicate(law).broken

    def obeying(self, law: Invariant) -> str:
        """SQL that is TRUE of the rows that a law speaks of and that do not break it."""
        self._define(self.find(law.relation))
        predicate = self._predicate(law)
        return f"({predicate.when}) AND ({predicate.holds})"

    def define(self, name: str) -> None:
        """Defines a relation by name, so that the engine knows it.

        Raises:
            EngineError: if the engine refuses.
        """
        self._define(self.find(name))

    def of_part(self, part: Part) -> Scope:
        """The scope of a part of these tables."""
        return replace(self, tables=part, whole=self, defined=set())

    def keep(self, names: Iterable[str], part: Part) -> None:
        """Computes these relations over the part that this scope speaks of, and adds their rows to those of the whole."""
        for name in names:
            self._define(self.find(name))
            with self.whole.locks.of(name) if self.whole else nullcontext():
                part.keep(name)

    def fetch(self, relation: Relation, where: str, first: str) -> list[dict[str, Any]]:
        """The row of a relation that comes first by an expression, of those that a condition chooses; none if there is none."""
        return self.tables.fetch(relation.name, self._bound(where), (first,), 1)

    def _define(self, relation: Relation) -> None:
        """Defines a relation after all that it reads; where pieces read it but it needs all locations, once for all of them."""
        if relation.name in self.defined or relation.name in TABLES:
            return
        if self.whole and not relation.position_local:
            self.whole._define(replace(relation, computed_once=True))
            return
        with nullcontext() if self.whole else self.locks.of(relation.name):
            if relation.name in self.defined:
                return
            for name in relation.reads:
                if name not in TABLES:
                    self._define(self.find(name))
            if relation.succession:
                self.tables.define_succession(relation.succession)
            else:
                sql = relation.by_sorting if relation.by_sorting and self.tables.sorts else relation.sql
                self.tables.define(relation.name, self._bound(sql), once=relation.computed_once)
            self.defined.add(relation.name)

    def _bound(self, sql: str) -> str:
        return bind(sql, {name: setting.literal for name, setting in self.settings.items()})

    def _predicate(self, law: Invariant) -> Predicate:
        return Predicate(self._bound(law.when), self._bound(law.holds))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.tables.close()
