"""The judge: plans what to ask, has an engine count all predicates of a relation in one pass, and fetches what explains the broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any

from contracts.engines import Opened, Tables, open_tables, open_target
from contracts.invariants.catalogue import chosen
from contracts.invariants.law import Invariant
from contracts.nearest import listed
from contracts.parameters import Setting, resolve
from contracts.plan import LOCATED, Groups, Piece, Split, count_located, pieces, plan, split
from contracts.progress import Progress
from contracts.relations import Relation, in_order, placeholders
from contracts.relations.derived import find
from contracts.scope import Scope
from contracts.tally import Tally
from contracts.verdict import Observed, Report, Result, TableSize, Verdict, settled

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
    session: Any = None,
    mapping: str | Path | None = None,
) -> Report:
    """Judges the tables of a target against the laws of the contract or those named by ``only``.

    The target is a folder, a DuckDB file, a mapping file or ``CATALOG.SCHEMA``; with ``mapping`` its tables are what that file makes of
    them. ``parameters`` override the mapping's, which override what comes with the tables, which overrides the contract's defaults.
    ``session`` is the Spark session to judge in, with the engine ``spark``: without it the active one, or a local one that is made.

    Raises:
        InputError: for a target that cannot be read, an unknown law or parameter, an impossible value.
    """
    started = perf_counter()
    laws = chosen(only)
    dataset = open_target(engine, target, session, mapping)
    settings = resolve(*dataset.settings, ("param", parameters or {}))
    with open_tables(engine, dataset, memory_limit, session, side_by_side=True) as tables:
        results = _Judgement(_scope(tables, settings), progress or _silent, tables, dataset.others).of(laws)
        sizes = {name: TableSize(table.rows, table.width) for name, table in tables.stored.items()}
    return Report(target, engine, perf_counter() - started, settings, sizes, results, mapping=str(mapping) if mapping else None)


def judge_opened(tables: Tables, settings: Mapping[str, Setting], laws: Iterable[Invariant]) -> tuple[Result, ...]:
    """Judges tables that an engine holds open already, by these laws in their order."""
    return _Judgement(_scope(tables, settings), _silent).of(tuple(laws))


def _scope(tables: Tables, settings: Mapping[str, Setting]) -> Scope:
    return Scope(tables, settings, lambda name: find(name, tables.stored))


def _silent(judged: int, laws: int, relation: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class _Judgement:
    """One judgement over opened tables, beside which ``others`` lie; remembers which of them were found sound to their end."""

    whole: Scope
    progress: Progress
    divisible: Opened | None = None
    others: tuple[str, ...] = ()
    read_through: set[str] = field(default_factory=set)

    def of(self, laws: tuple[Invariant, ...]) -> tuple[Result, ...]:
        planned = plan(laws, self.whole.stored, self.others)
        tallies = self._side_by_side(planned.groups, len(laws), self.divisible) if self.divisible else {}
        by_id = {law.id: law for law in laws}
        results = {name: Result(by_id[name], Verdict.UNKNOWN, reason=reason) for name, reason in planned.unjudged.items()}
        for name, together in planned.groups.items():
            relation = self.whole.find(name)
            if together[0].id not in tallies:
                self.progress(len(tallies), len(laws), name)
                tallies |= self.whole.tally(relation, together)
            results |= {law.id: self._result(relation, law, tallies[law.id]) for law in together}
        self.progress(len(laws), len(laws), "")
        return tuple(results[law.id] for law in laws)

    def _side_by_side(self, groups: Groups, laws: int, tables: Opened) -> dict[str, Tally]:
        """Where the tables are large, judges several things at a time: what may be judged so by pieces of the locations, then the rest."""
        rows_at_once = tables.rows_at_once
        if not rows_at_once or count_located(tables.stored) <= rows_at_once:
            return {}
        cut = split(groups, self.whole.find)
        located = pieces(self.whole.rows_of_each_location(), rows_at_once)
        count = _Count(self.progress, laws, len(located))
        tallies: dict[str, Tally] = {}
        with ThreadPoolExecutor(tables.parts_at_once) as pool:
            try:
                in_pieces = [pool.submit(self._of_piece, piece, at % 2 == 1, cut, tables, count) for at, piece in enumerate(located)]
                whole = [pool.submit(self._of_whole, name, cut.whole[name], tables, count) for name in cut.whole if name not in cut.after]
                for found in in_pieces:
                    for law, (tally, key) in found.result().items():
                        tallies[law] = tallies.get(law, Tally()).plus(tally, key)
                self.whole.has(cut.kept)
                whole += [pool.submit(self._of_whole, name, cut.whole[name], tables, count) for name in cut.whole if name in cut.after]
                for counted in whole:
                    tallies |= counted.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                tables.interrupt()
                raise
        return tallies

    def _of_piece(
        self, piece: Piece, backwards: bool, cut: Split, tables: Opened, count: _Count
    ) -> dict[str, tuple[Tally, tuple[str, ...]]]:
        """What was counted of one piece, and the key in whose order its witnesses stand.

        Every other piece is judged from the last relation to the first, so that two do not wait for the same one of the whole.
        """
        found: dict[str, tuple[Tally, tuple[str, ...]]] = {}
        with tables.part(piece.condition, LOCATED) as part:
            scope = self.whole.of_part(part)
            scope.keep(cut.kept, part)
            groups = list(cut.by_piece.items())
            for name, together in reversed(groups) if backwards else groups:
                count.next(f"{name}, {piece.name}", len(together) / count.pieces)
                relation = scope.find(name)
                found |= {law: (tally, relation.key) for law, tally in scope.tally(relation, together).items()}
        return found

    def _of_whole(self, name: str, together: tuple[Invariant, ...], tables: Opened, count: _Count) -> dict[str, Tally]:
        """What was counted of a relation that takes all tables whole."""
        count.next(name, len(together))
        with tables.part("TRUE", ()) as asked:
            return self.whole.tally(self.whole.find(name), together, asked)

    def _result(self, relation: Relation, law: Invariant, tally: Tally) -> Result:
        finish = partial(Result, law, key=relation.key, seconds=tally.seconds)
        if tally.refusal:
            self._refuse_damaged(relation)
            return finish(Verdict.UNKNOWN, reason=f"the engine could not judge it: {tally.refusal}")
        observed = self._observed(relation, law, tally)
        if tally.judged == 0:
            return finish(Verdict.UNKNOWN, reason=self._why_nothing(relation, law, observed), observed=observed)
        if tally.broken == 0:
            return finish(Verdict.HOLDS, tally.judged, observed=observed)
        return finish(Verdict.BROKEN, tally.judged, tally.broken, observed=observed, witnesses=tally.witnesses)

    def _observed(self, relation: Relation, law: Invariant, tally: Tally) -> Observed | None:
        """What a statistical law measured in its decisive row; where nothing could be judged, in the row of the largest sample."""
        if not law.statistical:
            return None
        rows = self.whole.fetch(relation, law.when, _SLACK) if tally.judged else self.whole.fetch(relation, "TRUE", "-sample")
        if not rows or any(rows[0][name] is None for name in _MEASURED):
            return None
        value, low, high, tolerance, sample = (settled(rows[0][name]) for name in _MEASURED)
        return Observed(value, (low, high), int(sample), tolerance, rows[0])

    def _why_nothing(self, relation: Relation, law: Invariant, observed: Observed | None) -> str:
        """Why no row could be judged: a parameter that nobody gave, too small a sample, or no row of the kind."""
        settings = self.whole.settings
        unset = [name for name in placeholders(f"{relation.sql} {law.when} {law.holds}") if settings[name].value is None]
        if unset:
            return f"parameter {unset[0]} is not given"
        if law.statistical:
            found = f": {observed.sample:,} found" if observed else ""
            return f"the sample is too small{found}, {law.sample_needed or 'more'} needed"
        empty = listed(sorted(name for name in self._tables_below(relation) if not self.whole.stored[name].rows))
        where = "" if law.when == "TRUE" else f" where {law.when}"
        return f"there is no such row: no {relation.name}{where}" + (f" (without rows: {empty})" if empty else "")

    def _tables_below(self, relation: Relation) -> set[str]:
        """The tables from which a relation is made, of those that are there."""
        relations = (*in_order(relation.reads, self.whole.find), relation)
        return {name for each in relations for name in each.reads} & set(self.whole.stored)

    def _refuse_damaged(self, relation: Relation) -> None:
        """Raises InputError if what the engine refused is a table, not the law."""
        for table in self._tables_below(relation) - self.read_through:
            self.whole.tables.refuse_damaged(table)
            self.read_through.add(table)


@dataclass
class _Count:
    """How far the judgement is whose relations are judged side by side: those begun, told as laws judged."""

    progress: Progress
    laws: int
    pieces: int
    begun: float = 0
    lock: Lock = field(default_factory=Lock)

    def next(self, what: str, laws: float) -> None:
        """Notes that something is begun with so many laws; those of a piece are a share of their number."""
        with self.lock:
            self.progress(int(self.begun), self.laws, what)
            self.begun += laws
