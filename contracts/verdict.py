"""What a judgement says: verdicts, results and the report, the one model that every output draws from."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from contracts.invariants.law import FAMILIES, Invariant, Severity
from contracts.parameters import Setting
from contracts.tables import SCHEMA_VERSION

WITNESS_LIMIT = 20
"""Most witnesses that a report holds per law."""


def settled(measured: Any) -> float:
    """A measured value to twelve digits; those after them depend on the order in which an engine adds up."""
    return float(f"{float(measured):.12g}")


class Verdict(StrEnum):
    """Three answers: a law that could not be judged neither holds nor is broken."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class ExitStatus(IntEnum):
    """What the command tells a pipeline."""

    SOUND = 0
    BROKEN = 1
    BAD_INPUT = 2
    UNKNOWN = 3


@dataclass(frozen=True)
class Observed:
    """What a statistical law measured, where it came closest to its bounds or furthest beyond.

    ``tolerance`` already holds the standard error times z; ``expected`` are the bounds before it. ``row`` is the whole row of the
    relation that says so.
    """

    value: float
    expected: tuple[float, float]
    sample: int
    tolerance: float
    row: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """One law's verdict: how many rows were judged, how many broke it, and up to 20 of these with their context.

    ``key`` names the columns that identify a witness; ``seconds`` is the law's share of the pass that judged it.

    Raises:
        ValueError: for a verdict that its counts contradict; a law of which nothing was judged cannot hold.
    """

    law: Invariant
    verdict: Verdict
    judged: int = 0
    broken: int = 0
    reason: str | None = None
    observed: Observed | None = None
    seconds: float = 0.0
    witnesses: tuple[Mapping[str, Any], ...] = ()
    key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        possible = {
            Verdict.HOLDS: self.judged > 0 and self.broken == 0,
            Verdict.BROKEN: self.judged >= self.broken > 0,
            Verdict.UNKNOWN: bool(self.reason) and self.broken == 0,
        }
        if not possible[self.verdict]:
            raise ValueError(f"{self.law.id} cannot be {self.verdict}: {self.judged} judged, {self.broken} broken, reason {self.reason!r}")

    @property
    def is_alarm(self) -> bool:
        """Whether the data contradict the sources: broken, and more than a warning."""
        return self.verdict is Verdict.BROKEN and self.law.severity is Severity.ERROR


@dataclass(frozen=True)
class TableSize:
    """Rows of a table and columns found in it, declared or not."""

    rows: int
    columns: int


@dataclass(frozen=True)
class Report:
    """Everything one judgement found; the results are in the order of the catalogue. ``mapping`` is the file given beside the target."""

    target: str
    engine: str
    seconds: float
    parameters: Mapping[str, Setting]
    tables: Mapping[str, TableSize]
    results: tuple[Result, ...]
    contract: str = field(default=SCHEMA_VERSION)
    mapping: str | None = None

    @property
    def typed(self) -> str:
        """What was judged, as one types it after a command."""
        given = [
            self.target,
            *(["--mapping", self.mapping] if self.mapping else []),
            *(["--engine", self.engine] if self.engine == "spark" else []),
        ]
        return shlex.join(given)

    @property
    def summary(self) -> dict[str, int]:
        """Laws by verdict; a broken warning counts as ``warnings`` only."""
        return _counted(self.results)

    @property
    def families(self) -> dict[str, tuple[dict[str, int], tuple[Result, ...]]]:
        """Of each family of which a law was asked: its laws by verdict, counted as in ``summary``, and their results in order."""
        by_family: dict[str, list[Result]] = {}
        for result in self.results:
            by_family.setdefault(result.law.family, []).append(result)
        ordered = (family for family in dict.fromkeys(FAMILIES.values()) if family in by_family)
        return {family: (_counted(by_family[family]), tuple(by_family[family])) for family in ordered}

    def of(self, verdict: Verdict) -> tuple[Result, ...]:
        """The results with this verdict, in order."""
        return tuple(result for result in self.results if result.verdict is verdict)

    @property
    def by_weight(self) -> tuple[Result, ...]:
        """What is broken, the heaviest first: errors before warnings, columns before rows, and then those that most rows break.

        Of a column that is missing or of a wrong type much follows, which its own law, counted in columns, would else come after.
        """
        return tuple(
            sorted(self.of(Verdict.BROKEN), key=lambda result: (not result.is_alarm, not result.law.is_of_columns, -result.broken))
        )

    @property
    def by_reason(self) -> dict[str, list[Result]]:
        """What could not be judged, together where the reason is the same, the reasons of most laws first."""
        found: dict[str, list[Result]] = {}
        for result in self.of(Verdict.UNKNOWN):
            found.setdefault(result.reason or "", []).append(result)
        return dict(sorted(found.items(), key=lambda reason: -len(reason[1])))

    def exit_status(self, strict: bool = False) -> ExitStatus:
        """0 unless an error is broken (1) or, when strict, something could not be judged (3)."""
        if any(result.is_alarm for result in self.results):
            return ExitStatus.BROKEN
        return ExitStatus.UNKNOWN if strict and self.of(Verdict.UNKNOWN) else ExitStatus.SOUND


def _counted(results: Iterable[Result]) -> dict[str, int]:
    counts = {"holds": 0, "broken": 0, "unknown": 0, "warnings": 0}
    for result in results:
        is_warning = result.verdict is Verdict.BROKEN and not result.is_alarm
        counts["warnings" if is_warning else result.verdict.value] += 1
    return counts
