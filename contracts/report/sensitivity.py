"""Sensitivity on a terminal, and as JSON (format ``stockproof-sensitivity/1``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contracts.faults.finding import FROM_SCHEMA
from contracts.report.prose import duration

if TYPE_CHECKING:
    from contracts.faults.finding import Finding, Sensitivity

FORMAT = "stockproof-sensitivity/1"

_CAUGHT, _MISSED = ("✓", "green"), ("·", "bold yellow")
_ARROW = "→"
_MOST_IDS = 5


def render(found: Sensitivity) -> str:
    """Everything as one JSON document, one fault after the other in the order of the catalogue."""
    data = {
        "format": FORMAT,
        "target": found.target,
        "engine": found.engine,
        "contract": found.contract,
        "seconds": round(found.seconds, 3),
        "parameters": {name: {"value": s.value, "source": s.source} for name, s in found.parameters.items()},
        "sample": {"rows": found.rows.words, "rates": found.rates.words},
        "summary": {"faults": len(found.findings), "caught": len(found.caught)},
        "faults": [
            {
                "id": finding.fault.id,
                "family": finding.family,
                "title": finding.fault.title,
                "tables": list(finding.fault.changes),
                "names": list(finding.fault.breaks),
                "caught_by": list(finding.caught_by),
                "reason": finding.reason,
            }
            for finding in found.findings
        ],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def show(found: Sensitivity, console: Console | None = None) -> None:
    """Prints each fault with what would have caught it; those that follow from the schema only where nothing would."""
    console = console or Console(highlight=False)
    families = list(dict.fromkeys(finding.family for finding in found.findings))
    sections = (part for family in families for part in _family(found, family))
    console.print(Group(_head(found), *sections, _table(found, families), _last_line(found)))


def _head(found: Sensitivity) -> RenderableType:
    judged = f"laws about rows judged on {found.rows.words}; laws about rates on {found.rates.words}"
    return Group(Text.assemble((found.target, "bold"), "  ", (f"contract {found.contract}, {found.engine}", "dim")), Text(judged, "dim"))


def _of(found: Sensitivity, family: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.family == family]


def _family(found: Sensitivity, family: str) -> Iterator[RenderableType]:
    told = [finding for finding in _of(found, family) if family != FROM_SCHEMA or not finding.is_caught]
    if not told:
        return
    yield Text(f"\n{family}", "bold")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for finding in told:
        sign = _CAUGHT if finding.is_caught else _MISSED
        grid.add_row(Text(*sign), Text.assemble(finding.fault.title, f" {_ARROW} ", (_outcome(finding), sign[1])))
    yield grid


def _outcome(finding: Finding) -> str:
    if not finding.is_caught:
        return finding.reason or ""
    more = len(finding.caught_by) - _MOST_IDS
    return ", ".join(finding.caught_by[:_MOST_IDS]) + (f" and {more} more" if more > 0 else "")


def _table(found: Sensitivity, families: Iterable[str]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("faults")
    for name in ("tried", "caught", "not caught"):
        table.add_column(name, justify="right")
    for family in families:
        findings = _of(found, family)
        caught = sum(finding.is_caught for finding in findings)
        missed = len(findings) - caught
        label = "from the schema" if family == FROM_SCHEMA else family
        table.add_row(label, str(len(findings)), str(caught), Text(str(missed) if missed else "·", _MISSED[1] if missed else "dim"))
    return Padding(table, (1, 0, 0, 0))


def _last_line(found: Sensitivity) -> RenderableType:
    total, caught = len(found.findings), len(found.caught)
    return Text.assemble(f" {caught} of {total} faults would have been caught here   ", (duration(found.seconds), "dim"))
