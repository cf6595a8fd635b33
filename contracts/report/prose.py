"""A result in plain sentences, for outputs that hold text: what was counted, what was measured, what one row contradicts."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.invariants.law import Severity
from contracts.report.measurement import measured
from contracts.report.values import shown
from contracts.report.witness import Told, decisive, told
from contracts.verdict import Report, Result, Verdict

MOST_REASONS = 12
"""Why laws could not be judged: as many reasons are shown at once."""

MOST_IDS = 6
"""Of the laws that share a reason, as many are shown at once."""


def rows(number: int, relation: str) -> str:
    """``1 row of request``, ``117,000 rows of position_day``."""
    return f"{number:,} {'row' if number == 1 else 'rows'} of {relation}"


def duration(seconds: float, decimals: int = 1) -> str:
    """A time in the units that a person would use: 0.4 s, 48.2 s, 3 min 34 s, 1 h 5 min; decimals are of seconds alone."""
    if round(seconds, decimals) < 60:
        return f"{seconds:.{decimals}f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def counted(result: Result) -> str:
    """How much was judged and how much broke it, or why nothing could be judged."""
    if result.verdict is Verdict.UNKNOWN:
        return result.reason or ""
    judged = rows(result.judged, result.law.relation)
    return judged if result.verdict is Verdict.HOLDS else f"{result.broken:,} of {judged}"


def standing(result: Result) -> str:
    """Where the law comes from, and whether it is a warning only."""
    return result.law.source + (", a warning" if result.law.severity is Severity.WARNING else "")


def lines(result: Result, report: Report) -> Iterator[str]:
    """Everything there is to say of a result but its sentence."""
    yield f"{counted(result)} ({standing(result)})"
    if found := measured(result):
        yield found
    if result.witnesses:
        yield from _told(told(result, decisive(result), report.parameters))


def _told(witness: Told) -> Iterator[str]:
    for claim in witness.claims:
        yield f"must be  {claim.claim}"
        yield f"but      {claim.found}"
    yield "for one  " + ", ".join(f"{name} {shown(witness.row[name])}" for name in (*witness.about, *witness.compared))
