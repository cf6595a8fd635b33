"""The report on a terminal: what could not be judged and why, what broke by weight, what holds by family, and one last line.

Where few laws were asked for, each is listed with its sentence and what was judged in place of the table of families.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contracts.invariants.law import Severity
from contracts.parameters import resolve
from contracts.report.measurement import in_short, measured
from contracts.report.pieces import Pieces, named
from contracts.report.prose import MOST_IDS, MOST_REASONS, counted, duration, standing
from contracts.report.witness import Told, decisive, told
from contracts.verdict import Report, Result, Verdict

FEW_LAWS = 15
"""At most so many laws are listed one by one."""

_STYLES = {"holds": "green", "broken": "bold red", "warnings": "bold yellow", "unknown": "yellow"}
"""Counts of a summary in their order, and how each is shown."""

_SIGNS = {Verdict.HOLDS: ("✓", _STYLES["holds"]), Verdict.BROKEN: ("✗", _STYLES["broken"]), Verdict.UNKNOWN: ("?", _STYLES["unknown"])}
_WARNING = ("!", _STYLES["warnings"])
_MOST_CLAIMS = 3


def show(report: Report, console: Console | None = None) -> None:
    """Prints the report; colours only where the terminal takes them (NO_COLOR is honoured)."""
    console = console or Console(highlight=False)
    is_short = len(report.results) <= FEW_LAWS
    body = _each(report) if is_short else (Text(), *_unknown(report), *_broken(report), _families(report), *_rates(report))
    console.print(Group(_head(report), *body, last_line(report)))


def _head(report: Report) -> RenderableType:
    rows = sum(size.rows for size in report.tables.values())
    tables = "1 table" if len(report.tables) == 1 else f"{len(report.tables)} tables"
    about = f"{tables}, {rows:,} rows, contract {report.contract}, {report.engine}"
    usual = resolve()
    given = [f"{name} = {s.value} ({s.source})" for name, s in report.parameters.items() if s.value != usual[name].value]
    lines = [Text.assemble((report.target, "bold"), "  ", (about, "dim")), *(Text(f"  {line}", style="dim") for line in given)]
    return Group(*lines)


def _families(report: Report) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("family")
    for name in (*_STYLES, "rows judged", "seconds"):
        table.add_column(name, justify="right")
    for family, (counts, results) in report.families.items():
        table.add_row(*_family_row(family, counts, results))
    return table


def _family_row(family: str, counts: Mapping[str, int], results: Iterable[Result]) -> Iterable[RenderableType]:
    yield family
    for name, style in _STYLES.items():
        yield Text(str(counts[name] or "·"), style=style if counts[name] else "dim")
    yield f"{sum(result.judged for result in results):,}"
    yield f"{sum(result.seconds for result in results):.2f}"


def _rates(report: Report) -> Iterable[RenderableType]:
    """What the laws about rates that hold have measured, a line each."""
    held = [result for result in report.of(Verdict.HOLDS) if result.observed]
    table = _grid()
    for result in held:
        if result.observed:
            table.add_row(Text(result.law.id, "dim"), Text(in_short(result.law, result.observed)))
    if held:
        yield Padding(table, (0, 0, 1, 1))


def _each(report: Report) -> Iterator[RenderableType]:
    yield Text()
    for result in report.results:
        yield title(result)
        yield Padding(Group(*_about(result, report)), (0, 0, 1, 3))


def _about(result: Result, report: Report) -> Iterable[RenderableType]:
    if result.verdict is Verdict.BROKEN:
        yield from _explanation(result, report)
    else:
        source = "" if result.verdict is Verdict.UNKNOWN else f" ({standing(result)})"
        yield Text(counted(result) + source, style="dim")
        if found := measured(result):
            yield Text(found)


def _broken(report: Report) -> Iterable[RenderableType]:
    for result in report.by_weight:
        yield title(result)
        yield Padding(Group(*_explanation(result, report)), (0, 0, 1, 3))


def title(result: Result) -> RenderableType:
    """The law's sign, id and sentence."""
    is_warning = result.verdict is Verdict.BROKEN and result.law.severity is Severity.WARNING
    sign, style = _WARNING if is_warning else _SIGNS[result.verdict]
    line = _grid()
    line.add_row(Text(sign, style), Text.assemble((result.law.id, style), "  ", result.law.title))
    return Padding(line, (0, 0, 0, 1))


def _explanation(result: Result, report: Report) -> Iterable[RenderableType]:
    yield Text(f"{counted(result)} ({standing(result)})", style="dim")
    if found := measured(result):
        yield Text(found)
    if result.witnesses:
        yield contradiction(told(result, decisive(result), report.parameters))


def contradiction(witness: Told) -> RenderableType:
    """What one row contradicts: what must be, the same with the row's numbers, and the row."""
    lines = _grid()
    for claim in witness.claims[:_MOST_CLAIMS]:
        lines.add_row(Text("must be ", "dim"), claim.claim)
        lines.add_row(Text("but", "dim"), Text(claim.found, "bold"))
    if len(witness.claims) > _MOST_CLAIMS:
        lines.add_row("", Text(f"and {len(witness.claims) - _MOST_CLAIMS} more", "dim"))
    values = [(name, witness.row[name]) for name in (*witness.about, *(() if witness.claims else witness.compared))]
    lines.add_row(Text("for one ", "dim"), Pieces(tuple(named(name, value) for name, value in values)))
    return lines


def _grid() -> Table:
    """Two columns: a short word that is never cut, and what it says."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    return grid


def _unknown(report: Report) -> Iterable[RenderableType]:
    reasons = list(report.by_reason.items())
    if not reasons:
        return
    table = _grid()
    for reason, results in reasons[:MOST_REASONS]:
        more = f" and {len(results) - MOST_IDS} more" if len(results) > MOST_IDS else ""
        listed = ", ".join(result.law.id for result in results[:MOST_IDS]) + more
        table.add_row(Text(*_SIGNS[Verdict.UNKNOWN]), Text.assemble(reason, "  ", (listed, "dim")))
    if len(reasons) > MOST_REASONS:
        left = sum(len(results) for _, results in reasons[MOST_REASONS:])
        table.add_row("", Text(f"and {left} more for {len(reasons) - MOST_REASONS} other reasons, which --html and --json tell", "dim"))
    yield Padding(table, (0, 0, 1, 1))


def last_line(report: Report) -> RenderableType:
    """How many laws got which verdict, and the seconds it took."""
    counts = report.summary
    line = Text(" ")
    for name, style in _STYLES.items():
        is_plural = (counts[name] != 1) is not (name == "holds")
        noun = name if is_plural else name.removesuffix("s")
        line.append(f"{counts[name]} {noun}", style=style if counts[name] else "dim").append("   ")
    return line.append(duration(report.seconds), style="dim")
