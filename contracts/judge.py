"""The judge: plans what to ask, has an engine count all predicates of a relation in one pass, and fetches what explains the broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import Any

from contracts.dataset import open_folder
from contracts.engines import Count, EngineError, Predicate, Tables, open_tables
from contracts.invariants.catalogue import chosen
from contracts.invariants.law import Invariant
from contracts.parameters import Setting, resolve
from contracts.plan import plan
from contracts.progress import Progress
from contracts.relations import Relation, bind, in_order, placeholders
from contracts.relations.derived import find
from contracts.verdict import WITNESS_LIMIT, Observed, Report, Result, TableSize, Verdict

_MEASURED = ("observed", "expected_low", "expected_high", "tolerance", "sample")

_SLACK = "LEAST(observed - expected_low + tolerance, expected_high + tolerance - observed)"
"""How far inside its bounds a statistical row lies; least for the row nearest to breaking the law, or furthest beyond."""


def judge(
    target: str,
    *,
    engine: str = "duckdb",
    parameters: Mapping[str, Any] | None = None,
    only: Iterable[str] = (),
    memory_limit: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judges the tables of a folder against the laws of the contract, or against those named by ``only``.

    ``parameters`` override what comes with the tables, which overrides the contract's defaults.

    Raises:
        InputError: for a target that cannot be read, an unknown law or parameter, an impossible value.
    """
    started = perf_counter()
    laws = chosen(only)
    dataset = open_folder(target)
    settings = resolve(("tables", dataset.parameters), ("param", parameters or {}))
    with open_tables(engine, dataset, memory_limit) as tables:
        results = _Judgement(tables, settings).of(laws, progress or _silent)
        sizes = {name: TableSize(table.rows, table.width) for name, table in tables.stored.items()}
    return Report(target, engine, perf_counter() - started, settings, sizes, results)


def judge_opened(tables: Tables, settings: Mapping[str, Setting], laws: Iterable[Invariant]) -> tuple[Result, ...]:
    """Judges tables that an engine holds open already, by these laws in their order."""
    return _Judgement(tables, settings).of(tuple(laws), _silent)


def _silent(judged: int, laws: int, relation: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class _Judgement:
    """One judgement over opened tables; remembers which relations the engine knows already, and which tables are sound."""

    tables: Tables
    settings: Mapping[str, Setting]
    defined: set[str] = field(default_factory=set)
    read_through: set[str] = field(default_factory=set)

    def of(self, laws: tuple[Invariant, ...], progress: Progress) -> tuple[Result, ...]:
        planned = plan(laws, self.tables.stored)
        by_id = {law.id: law for law in laws}
        results = {name: Result(by_id[name], Verdict.UNKNOWN, reason=reason) for name, reason in planned.unjudged.items()}
        for name, together in planned.groups.items():
            progress(len(results), len(laws), name)
            results |= {result.law.id: result for result in self._group(find(name, self.tables.stored), together)}
        progress(len(laws), len(laws), "")
        return tuple(results[law.id] for law in laws)

    def _group(self, relation: Relation, laws: tuple[Invariant, ...]) -> Iterator[Result]:
        """All laws of a relation in one pass; if the engine refuses, each alone, so that one cannot fail the others."""
        started = perf_counter()
        try:
            self._define(replace(relation, computed_once=relation.computed_once or any(law.statistical for law in laws)))
            counts = self.tables.count(relation.name, [self._predicate(law) for law in laws])
            seconds = (perf_counter() - started) / len(laws)
            for law, count in zip(laws, counts, strict=True):
                yield self._result(relation, law, count, seconds)
        except EngineError as error:
            if len(laws) > 1:
                for law in laws:
                    yield from self._group(relation, (law,))
            else:
                self._refuse_damaged(relation)
                yield Result(laws[0], Verdict.UNKNOWN, reason=f"the engine could not judge it: {error}", seconds=perf_counter() - started)

    def _define(self, relation: Relation) -> None:
        for needed in (*in_order(relation.reads, partial(find, stored=self.tables.stored)), relation):
            if needed.name not in self.defined:
                self.tables.define(needed.name, self._bound(needed.sql), once=needed.computed_once)
                self.defined.add(needed.name)

    def _bound(self, sql: str) -> str:
        return bind(sql, {name: setting.literal for name, setting in self.settings.items()})

    def _predicate(self, law: Invariant) -> Predicate:
        return Predicate(self._bound(law.when), self._bound(law.holds))

    def _result(self, relation: Relation, law: Invariant, count: Count, seconds: float) -> Result:
        started = perf_counter()
        finish = partial(Result, law, key=relation.key)
        observed = self._observed(relation, law, count)
        if count.judged == 0:
            reason = self._why_nothing(relation, law, observed)
            return finish(Verdict.UNKNOWN, reason=reason, observed=observed, seconds=seconds)
        if count.broken == 0:
            return finish(Verdict.HOLDS, count.judged, observed=observed, seconds=seconds)
        rows = self.tables.fetch(relation.name, self._predicate(law).broken, relation.key, WITNESS_LIMIT)
        seconds += perf_counter() - started
        return finish(Verdict.BROKEN, count.judged, count.broken, observed=observed, seconds=seconds, witnesses=tuple(rows))

    def _observed(self, relation: Relation, law: Invariant, count: Count) -> Observed | None:
        """What a statistical law measured in its decisive row; where nothing could be judged, in the row of the largest sample."""
        if not law.statistical:
            return None
        where, order = (self._bound(law.when), _SLACK) if count.judged else ("TRUE", "-sample")
        rows = self.tables.fetch(relation.name, where, (order,), 1)
        if not rows or any(rows[0][name] is None for name in _MEASURED):
            return None
        value, low, high, tolerance, sample = (float(rows[0][name]) for name in _MEASURED)
        return Observed(value, (low, high), int(sample), tolerance, rows[0])

    def _why_nothing(self, relation: Relation, law: Invariant, observed: Observed | None) -> str:
        """Why no row could be judged: a parameter that nobody gave, too small a sample, or no row of the kind."""
        unset = [name for name in placeholders(f"{relation.sql} {law.when} {law.holds}") if self.settings[name].value is None]
        if unset:
            return f"parameter {unset[0]} is not given"
        if law.statistical:
            found = f": {observed.sample:,} found" if observed else ""
            return f"the sample is too small{found}, {law.sample_needed or 'more'} needed"
        return f"there is no such row: no {relation.name}" + ("" if law.when == "TRUE" else f" where {law.when}")

    def _refuse_damaged(self, relation: Relation) -> None:
        """Raises InputError if what the engine refused is a table, not the law."""
        relations = (*in_order(relation.reads, partial(find, stored=self.tables.stored)), relation)
        for table in {name for each in relations for name in each.reads} & set(self.tables.stored) - self.read_through:
            self.tables.refuse_damaged(table)
            self.read_through.add(table)
