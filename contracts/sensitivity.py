"""Sensitivity: which mistakes the contract would catch in these tables, by which laws; which it would not, and why.

The faults of the catalogue are laid over the tables as views, one after the other: nothing is written. Laws about rows are
judged on a sample of positions where there are many, which the engine holds, laws about rates on a larger one, and only for faults that
are about rates.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any

from contracts.engines import EngineError
from contracts.faults.bench import Bench, Trial, opened
from contracts.faults.catalogue import DERIVED, STATED
from contracts.faults.fault import Fault
from contracts.faults.finding import FROM_SCHEMA, Finding, Sample, Sensitivity
from contracts.faults.needs import lacking
from contracts.faults.sample import choose, looked_at
from contracts.invariants.catalogue import BY_ID
from contracts.progress import Progress
from contracts.verdict import Result, Verdict

ROW_SNAPSHOTS = 30_000
RATE_SNAPSHOTS = 400_000
"""Snapshots of a sample, for laws about rows and for laws about rates."""

MOST_AT_ONCE = 4

FAULTS = (*STATED, *((FROM_SCHEMA, fault) for fault in DERIVED))
"""Every fault with its family."""

_What = tuple[str, str, Mapping[str, Any] | None, str | Path | None]
"""What is looked at: target, engine, parameters and mapping."""


def sensitivity(
    target: str,
    *,
    engine: str = "duckdb",
    parameters: Mapping[str, Any] | None = None,
    faults: Sequence[tuple[str, Fault]] = FAULTS,
    workers: int | None = None,
    progress: Progress | None = None,
    mapping: str | Path | None = None,
) -> Sensitivity:
    """Tries faults on the tables of a target, all of the catalogue unless given, ``workers`` at a time (as many as cores unless given).

    Raises:
        InputError: for a target that cannot be read, an unknown parameter, an impossible value.
    """
    started = perf_counter()
    tally = _Tally(len(faults), progress)
    at_once = workers or min(os.cpu_count() or 1, MOST_AT_ONCE)
    with ThreadPoolExecutor(at_once) as pool:
        shares = [pool.submit(_share, (target, engine, parameters, mapping), faults[place::at_once], tally) for place in range(at_once)]
        try:
            found = [share.result() for share in shares]
        except BaseException:
            tally.stop()
            raise
    by_id = {finding.fault.id: finding for share in found for finding in share.findings}
    return replace(found[0], seconds=perf_counter() - started, findings=tuple(by_id[fault.id] for _, fault in faults))


def _share(what: _What, faults: Sequence[tuple[str, Fault]], tally: _Tally) -> Sensitivity:
    """What becomes of some of the faults, on tables that nobody else has open."""
    target, engine, _, _ = what
    with opened(*what) as bench:
        rows, rates = _sampled(bench, ROW_SNAPSHOTS, True), _sampled(bench, RATE_SNAPSHOTS, False)
        search = _Search(_on(bench, rows, False), _on(bench, rates, True))
        return Sensitivity(target, engine, 0, bench.settings, rows, rates, tuple(search.findings(faults, tally)))


class _Tally:
    """Counts the faults that are done, wherever they are tried, and tells those who try them to stop."""

    def __init__(self, faults: int, progress: Progress | None) -> None:
        self._faults, self._progress = faults, progress
        self._done, self._is_over = 0, False
        self._one_at_a_time = Lock()

    def next(self, name: str) -> bool:
        """Notes that another fault is tried; whether it should be."""
        with self._one_at_a_time:
            if self._progress and not self._is_over:
                self._progress(self._done, self._faults, name)
            self._done += 1
            return not self._is_over

    def stop(self) -> None:
        """Lets nobody begin with another fault."""
        self._is_over = True


def _sampled(bench: Bench, most_snapshots: int, one_of_each_type: bool) -> Sample:
    try:
        return choose(bench.tables, most_snapshots, one_of_each_type)
    except EngineError:
        return Sample()


def _on(bench: Bench, sample: Sample, statistical: bool) -> Bench:
    laws = tuple(law for law in bench.laws if law.statistical is statistical)
    prefix = "rates_" if statistical else "rows_"
    try:
        tables = looked_at(bench.tables, sample, prefix, held=not statistical)
    except EngineError:
        for table in bench.tables.stored:
            bench.tables.refuse_damaged(table)
        raise
    return replace(bench, tables=tables, laws=laws)


@dataclass(frozen=True)
class _Search:
    """Two benches, for laws about rows and for laws about rates."""

    rows: Bench
    rates: Bench

    def findings(self, faults: Iterable[tuple[str, Fault]], tally: _Tally) -> Iterator[Finding]:
        before = {**self.rows.as_they_are(), **self.rates.as_they_are()}
        for family, fault in faults:
            if not tally.next(fault.id):
                return
            yield self._finding(fault, family, before)

    def _finding(self, fault: Fault, family: str, before: Mapping[str, Result]) -> Finding:
        missing = lacking(fault, self.rows.tables.stored)
        if missing:
            return Finding(fault, family, reason=missing)
        try:
            trials = [bench.try_out(fault) for bench in self._benches(fault)]
        except EngineError as error:
            return Finding(fault, family, reason=f"it cannot be laid over these tables: {error}")
        caught = tuple(name for trial in trials for name in BY_ID if name in trial.broken and before[name].verdict is not Verdict.BROKEN)
        return Finding(fault, family, caught, None if caught else _why_not(fault, trials, before))

    def _benches(self, fault: Fault) -> list[Bench]:
        """Where to try a fault: rates are asked only about what they may see."""
        return [self.rows, self.rates] if any(BY_ID[name].statistical for name in fault.breaks) else [self.rows]


def _why_not(fault: Fault, trials: Iterable[Trial], before: Mapping[str, Result]) -> str:
    if not any(trial.touched for trial in trials):
        return "there is no row here that it could touch"
    reasons: dict[str, list[str]] = {}
    for name in fault.breaks:
        reasons.setdefault(_silence(before[name]), []).append(name)
    return "; ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())


def _silence(before: Result) -> str:
    """Why a law that should have broken did not."""
    if before.verdict is Verdict.BROKEN:
        return "broken already"
    return before.reason or "holds here all the same"
