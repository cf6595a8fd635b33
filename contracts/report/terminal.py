"""The report on a terminal: families and their verdicts, what broke and why, what could not be judged, and one last line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contracts.invariants.law import FAMILIES, Severity
from contracts.parameters import resolve
from contracts.report.json_report import plain
from contracts.verdict import Observed, Report, Result, Verdict

_SIGNS = {Verdict.HOLDS: ("✓", "green"), Verdict.BROKEN: ("✗", "bold red"), Verdict.UNKNOWN: ("?", "yellow")}
_WARNING = ("!", "bold yellow")
_LONGEST_FORMULA = 160
_MOST_IDS = 6
_SMALL_ROW = 8
_EQUATION = re.compile(r"(?:(?<=\()|(?<=AND )|(?<=OR )|(?<=THEN )|(?<=ELSE )|^)(\w+) = (\w+)(?=\)| AND | OR | WHEN | ELSE | END|$)")
_MEASURED = ("observed", "expected_low", "expected_high", "tolerance", "sample")
_TEXT = re.compile(r"'[^']*'")
_WORD = re.compile(r"[A-Za-z_]\w*")


def show(report: Report, console: Console | None = None) -> None:
    """Prints the report; colours only where the terminal takes them (NO_COLOR is honoured)."""
    console = console or Console(highlight=False)
    console.print(Group(_head(report), _families(report), *_broken(report), *_unknown(report), _last_line(report)))


def _head(report: Report) -> RenderableType:
    rows = sum(size.rows for size in report.tables.values())
    about = f"{len(report.tables)} tables, {rows:,} rows, contract {report.contract}, {report.engine}"
    usual = resolve()
    given = [f"{name} = {s.value} ({s.source})" for name, s in report.parameters.items() if s.value != usual[name].value]
    lines = [Text.assemble((report.target, "bold"), "  ", (about, "dim")), *(Text(f"  {line}", style="dim") for line in given)]
    return Group(*lines)


def _families(report: Report) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("family")
    for name in ("holds", "broken", "unknown", "rows judged", "seconds"):
        table.add_column(name, justify="right")
    for family in dict.fromkeys(FAMILIES.values()):
        results = [result for result in report.results if result.law.family == family]
        if results:
            table.add_row(*_family_row(family, results))
    return table


def _family_row(family: str, results: list[Result]) -> Iterable[RenderableType]:
    yield family
    for verdict in Verdict:
        number = sum(result.verdict is verdict for result in results)
        yield Text(str(number) if number else "·", style=_SIGNS[verdict][1] if number else "dim")
    yield f"{sum(result.judged for result in results):,}"
    yield f"{sum(result.seconds for result in results):.2f}"


def _broken(report: Report) -> Iterable[RenderableType]:
    for result in report.of(Verdict.BROKEN):
        yield _title(result)
        yield Padding(Group(*_explanation(result)), (0, 0, 1, 4))


def _title(result: Result) -> RenderableType:
    sign, style = _WARNING if result.law.severity is Severity.WARNING else _SIGNS[Verdict.BROKEN]
    line = Table.grid(padding=(0, 1))
    line.add_column(no_wrap=True)
    line.add_column()
    line.add_row(Text(sign, style), Text.assemble((result.law.id, style), "  ", result.law.title))
    return Padding(line, (0, 0, 0, 1))


def _explanation(result: Result) -> Iterable[RenderableType]:
    law = result.law
    warning = ", a warning" if law.severity is Severity.WARNING else ""
    yield Text(f"{result.broken:,} of {result.judged:,} rows of {law.relation} ({law.source}{warning})", style="dim")
    if len(law.holds) <= _LONGEST_FORMULA:
        yield Text.assemble(("must be  ", "dim"), law.holds)
    if result.observed:
        yield Text(measured(result.observed))
    if result.witnesses:
        yield _witness(result, _decisive(result))


def measured(observed: Observed) -> str:
    """What a statistical law found, in words."""
    low, high = observed.expected
    expected = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    return f"found {observed.value:.4g} in a sample of {observed.sample:,}, expected {expected}, give or take {observed.tolerance:.2g}"


def _witness(result: Result, row: Mapping[str, Any]) -> RenderableType:
    """One row: what identifies it, and side by side the values that the law compares; small rows are shown whole."""
    compared = _compared(result, row)
    others = [name for name in row if name not in {*compared, *_MEASURED}] if len(row) <= _SMALL_ROW else []
    about = [name for name in dict.fromkeys((*result.key, *others)) if name in row and name not in {*compared, *_MEASURED}]
    line = Text()
    for names, style in ((about, ""), (compared, "bold")):
        for name in names:
            line.append(f"{name} ", style="dim").append(f"{_shown(row[name])}   ", style=style)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_row(Text("for one ", style="dim"), line)
    return table


def _compared(result: Result, row: Mapping[str, Any]) -> list[str]:
    """Columns that the law speaks of: not those of an equation that the row satisfies, nor what was said as a measurement."""
    holds = _EQUATION.sub(lambda found: "" if _is_satisfied(found[1], found[2], row) else found[0], _TEXT.sub("", result.law.holds))
    conditions = [name for name in _WORD.findall(_TEXT.sub("", result.law.when)) if not isinstance(row.get(name), bool)]
    said = _MEASURED if result.observed else ()
    return [name for name in dict.fromkeys((*_WORD.findall(holds), *conditions)) if name in row and name not in said]


def _is_satisfied(left: str, right: str, row: Mapping[str, Any]) -> bool:
    return row.get(left) is not None and row[left] == row.get(right)


def _decisive(result: Result) -> Mapping[str, Any]:
    """The witness to show: the first, or the one that a statistical law measured."""
    value = result.observed and result.observed.value
    return next((row for row in result.witnesses if value is not None and row.get("observed") == value), result.witnesses[0])


def _shown(value: object) -> str:
    if isinstance(value, float):
        value = round(value, 6)
    return "NULL" if value is None else str(plain(value))


def _unknown(report: Report) -> Iterable[RenderableType]:
    """Laws that could not be judged, together where the reason is the same."""
    by_reason: dict[str, list[str]] = {}
    for result in report.of(Verdict.UNKNOWN):
        by_reason.setdefault(result.reason or "", []).append(result.law.id)
    if not by_reason:
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column()
    for reason, names in by_reason.items():
        more = f" and {len(names) - _MOST_IDS} more" if len(names) > _MOST_IDS else ""
        listed = ", ".join(names[:_MOST_IDS]) + more
        table.add_row(Text(*_SIGNS[Verdict.UNKNOWN]), Text.assemble(reason, "  ", (listed, "dim")))
    yield Padding(table, (0, 0, 1, 1))


def _last_line(report: Report) -> RenderableType:
    counts = report.summary
    line = Text(" ")
    for name, style in (("holds", "green"), ("broken", "bold red"), ("warnings", "bold yellow"), ("unknown", "yellow")):
        is_plural = (counts[name] != 1) is not (name == "holds")
        noun = name if is_plural else name.removesuffix("s")
        line.append(f"{counts[name]} {noun}", style=style if counts[name] else "dim").append("   ")
    return line.append(f"{report.seconds:.1f} s", style="dim")
