"""The bench: faults are laid over opened tables one after the other, and judged by the laws that can tell the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.engines import Predicate, open_tables, open_target
from contracts.faults.fault import TOUCHED, Fault
from contracts.faults.layer import Layer, ground, lay_over
from contracts.faults.scenes import load, sources
from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant
from contracts.judge import judge_opened
from contracts.parameters import Setting, resolve
from contracts.relations import bind, in_order
from contracts.tables import TABLES
from contracts.verdict import Result, Verdict

_PREFIX = "faulty_"
_EVERYTHING = Predicate("TRUE", "TRUE")


@dataclass(frozen=True)
class Trial:
    """What became of a fault: how many places it touched, and the results of the laws that might have seen it."""

    fault: Fault
    touched: int
    results: Mapping[str, Result]

    @property
    def broken(self) -> frozenset[str]:
        """Ids of the laws that are broken with the fault in place."""
        return frozenset(name for name, result in self.results.items() if result.verdict is Verdict.BROKEN)


@dataclass(frozen=True)
class Bench:
    """Tables on which faults are tried, and the parameters and laws by which they are judged."""

    tables: Layer
    settings: Mapping[str, Setting]
    laws: tuple[Invariant, ...] = LAWS

    def as_they_are(self) -> dict[str, Result]:
        """The results of all laws by id, without any fault."""
        return {result.law.id: result for result in judge_opened(self.tables, self.settings, self.laws)}

    def try_out(self, fault: Fault) -> Trial:
        """Lays a fault over the tables and judges what it may have broken; where it touches nothing, nothing is judged.

        Raises:
            EngineError: for a fault whose SELECTs the engine refuses over these tables.
        """
        touched = self._touched(fault)
        if not touched:
            return Trial(fault, 0, {})
        faulty = self._laid_over(fault, with_rows=False)
        concerned = tuple(law for law in self.laws if faulty.concerns(law))
        return Trial(fault, touched, {result.law.id: result for result in judge_opened(faulty, self.settings, concerned)})

    def with_fault(self, fault: Fault, with_rows: bool = False) -> Layer:
        """The tables with a fault laid over them, until the next one is; as they are, where it touches nothing.

        Raises:
            EngineError: for a fault whose SELECTs the engine refuses over these tables.
        """
        self._touched(fault)
        return self._laid_over(fault, with_rows)

    def _laid_over(self, fault: Fault, with_rows: bool) -> Layer:
        return lay_over(self.tables, {table: self._offered(sql) for table, sql in fault.changes.items()}, _PREFIX, with_rows)

    def _touched(self, fault: Fault) -> int:
        self.tables.engine.define(TOUCHED, self.tables.seen(self._offered(fault.touched)), once=True)
        return self.tables.engine.count(TOUCHED, [_EVERYTHING])[0].judged

    def _offered(self, sql: str) -> str:
        """The SELECT with the parameters' values; the relations and scenes that it reads are defined."""
        for relation in in_order(sources(sql) - TABLES.keys(), load):
            self.tables.define(relation.name, self._bound(relation.sql), once=relation.computed_once)
        return self._bound(sql)

    def _bound(self, sql: str) -> str:
        return bind(sql, {name: setting.literal for name, setting in self.settings.items()})


@contextmanager
def opened(
    target: str, engine: str = "duckdb", parameters: Mapping[str, Any] | None = None, mapping: str | Path | None = None
) -> Iterator[Bench]:
    """A bench over the tables of a target, as they are or as a mapping shows them.

    Raises:
        InputError: for a target that cannot be read, an unknown parameter, an impossible value.
    """
    dataset = open_target(engine, target, mapping=mapping)
    settings = resolve(*dataset.settings, ("param", parameters or {}))
    with open_tables(engine, dataset) as tables:
        yield Bench(ground(tables), settings)
