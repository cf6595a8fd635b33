"""The report as one page that needs nothing but a browser: every law with its sentence, predicate, verdict and witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.invariants.law import Invariant
from contracts.report.interval import interval
from contracts.report.measurement import measured
from contracts.report.overview import Overview
from contracts.report.page import fill
from contracts.report.prose import MOST_IDS, MOST_REASONS, counted, standing
from contracts.report.rows import Table, table_of
from contracts.report.witness import Told, decisive, told
from contracts.verdict import Report, Result, Verdict

_TILES = (
    ("holds", "holds", "hold"),
    ("broken", "broken", "broken"),
    ("warnings", "warning", "warnings"),
    ("unknown", "unknown", "unknown"),
)
"""Entry of the summary, kind of verdict, and what to call it."""


@dataclass(frozen=True)
class LawOnPage:
    """A result as the page shows it; ``told`` and ``witnesses`` are there where the law is broken."""

    result: Result
    told: Told | None = None
    witnesses: Table | None = None

    @property
    def law(self) -> Invariant:
        """The law itself."""
        return self.result.law

    @property
    def verdict(self) -> str:
        """holds, broken, unknown, or warning for a broken warning."""
        is_warning = self.result.verdict is Verdict.BROKEN and not self.result.is_alarm
        return "warning" if is_warning else self.result.verdict.value

    @property
    def about(self) -> str:
        """How much was judged and broken, or why nothing was; source, and whether it is a warning."""
        return f"{counted(self.result)} · {standing(self.result)}"

    @property
    def measured(self) -> str | None:
        """What a law about rates found."""
        return measured(self.result)

    @property
    def picture(self) -> str:
        """The observed rate on the scale of what is allowed."""
        return interval(self.result.observed) if self.result.observed else ""

    @property
    def short(self) -> str:
        """The counts in a few characters."""
        if self.result.verdict is Verdict.UNKNOWN:
            return "not judged"
        broken = f"{self.result.broken:,} of " if self.result.broken else ""
        return f"{broken}{self.result.judged:,}"

    @property
    def more(self) -> str:
        """How many witnesses are not shown."""
        rest = self.result.broken - len(self.result.witnesses)
        return f"and {rest:,} more" if rest else ""


def render(report: Report, overview: Overview | None = None) -> str:
    """The report as one HTML document, with pictures and stories if there are any."""
    laws = [_on_page(result, report) for result in report.results]
    return fill(
        "report.html.jinja",
        report=report,
        headline=_headline(report),
        row_count=sum(size.rows for size in report.tables.values()),
        tiles=list(_tiles(report)),
        overview=overview or Overview(),
        broken=[_on_page(result, report) for result in report.by_weight],
        unjudged=report.by_reason,
        most_reasons=MOST_REASONS,
        most_ids=MOST_IDS,
        rates=[law for law in laws if law.result.observed],
        families=list(_families(report, laws)),
    )


def _on_page(result: Result, report: Report) -> LawOnPage:
    if not result.witnesses:
        return LawOnPage(result)
    witnesses = [told(result, row, report.parameters) for row in result.witnesses]
    return LawOnPage(result, told(result, decisive(result), report.parameters), table_of(witnesses, result.key))


def _headline(report: Report) -> str:
    counts, laws = report.summary, len(report.results)
    judged = laws - counts["unknown"]
    if counts["broken"]:
        return f"{counts['broken']} of {laws} laws {'is' if counts['broken'] == 1 else 'are'} broken"
    if not judged:
        return "No law could be judged"
    if counts["warnings"]:
        return f"No law is broken, {counts['warnings']} {'warns' if counts['warnings'] == 1 else 'warn'}"
    return f"All {laws} laws hold" if judged == laws else f"All laws that could be judged hold, {judged} of {laws}"


def _tiles(report: Report) -> Iterator[dict[str, Any]]:
    for entry, kind, label in _TILES:
        count = report.summary[entry]
        yield {"entry": entry, "kind": kind, "count": count, "label": label, "spoken": f"{count} {label}"}


def _families(report: Report, laws: Sequence[LawOnPage]) -> Iterator[dict[str, Any]]:
    for family, (counts, results) in report.families.items():
        totals = {"judged": sum(result.judged for result in results), "seconds": sum(result.seconds for result in results)}
        yield {"name": family, "laws": [law for law in laws if law.law.family == family], "counts": counts, **totals}
