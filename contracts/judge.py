"""The judge: plans what to ask, has an engine count all predicates of a relation in one pass, and fetches what explains the broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from contracts.dataset import open_folder
from contracts.engines import Count, EngineError, Predicate, Tables, open_tables
from contracts.invariants.catalogue import chosen
from contracts.invariants.law import Invariant
from contracts.parameters import Setting, resolve
from contracts.plan import plan
from contracts.relations import Relation, bind, in_order
from contracts.relations.derived import find
from contracts.verdict import WITNESS_LIMIT, Observed, Report, Result, TableSize, Verdict

Progress = Callable[[int, int, str], None]
"""Told the number of laws judged so far, the number of all, and the relation that comes next."""


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


def _silent(judged: int, laws: int, relation: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class _Judgement:
    """One judgement over opened tables."""

    tables: Tables
    settings: Mapping[str, Setting]

    def of(self, laws: tuple[Invariant, ...], progress: Progress) -> tuple[Result, ...]:
        planned = plan(laws, self.tables.stored)
        self._define(planned.groups)
        results = {id_: self._unjudged(law, planned.unjudged[id_]) for law in laws if (id_ := law.id) in planned.unjudged}
        for relation, together in planned.groups.items():
            progress(len(results), len(laws), relation)
            results |= {result.law.id: result for result in self._judge_group(self._find(relation), together)}
        progress(len(laws), len(laws), "")
        return tuple(results[law.id] for law in laws)

    def _unjudged(self, law: Invariant, reason: str) -> Result:
        return Result(law, Verdict.UNKNOWN, reason=reason)

    def _find(self, name: str) -> Relation:
        return find(name, self.tables.stored)

    def _define(self, relations: Iterable[str]) -> None:
        for relation in in_order(relations, self._find):
            self.tables.define(relation.name, self._bound(relation.sql))

    def _bound(self, sql: str) -> str:
        return bind(sql, {name: setting.literal for name, setting in self.settings.items()})

    def _predicate(self, law: Invariant) -> Predicate:
        return Predicate(self._bound(law.when), self._bound(law.holds))

    def _judge_group(self, relation: Relation, laws: tuple[Invariant, ...]) -> Iterable[Result]:
        started = perf_counter()
        counts = self.tables.count(relation.name, [self._predicate(law) for law in laws])
        seconds = (perf_counter() - started) / len(laws)
        for law, count in zip(laws, counts, strict=True):
            yield self._result(relation, law, count, seconds)

    def _result(self, relation: Relation, law: Invariant, count: Count, seconds: float) -> Result:
        if count.judged == 0:
            return Result(law, Verdict.UNKNOWN, reason="nothing to judge", seconds=seconds)
        if count.broken == 0:
            return Result(law, Verdict.HOLDS, count.judged, seconds=seconds)
        rows = self.tables.fetch(relation.name, self._predicate(law).broken, relation.key, WITNESS_LIMIT)
        return Result(law, Verdict.BROKEN, count.judged, count.broken, seconds=seconds, witnesses=tuple(rows))
