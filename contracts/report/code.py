"""A report on code, on a terminal: each law and how often it was judged; of each broken one the shortest story, and how to repeat it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contracts.report.measurement import measured
from contracts.report.terminal import last_line, title
from contracts.verdict import Report, Result, Verdict


def show(report: Report, console: Console | None = None) -> None:
    """Prints the report; colours only where the terminal takes them (NO_COLOR is honoured)."""
    console = console or Console(highlight=False)
    console.print(Group(_head(report), Text(), *map(_law, report.results), Text(), last_line(report)))


def _head(report: Report) -> RenderableType:
    about = ", ".join(f"{name} {setting.value:,}" for name, setting in report.parameters.items())
    return Text.assemble((report.target, "bold"), "  ", (f"{about}, {report.engine}", "dim"))


def _law(result: Result) -> RenderableType:
    return Group(title(result), Padding(Group(*_about(result)), (0, 0, 0, 3)))


def _about(result: Result) -> Iterator[RenderableType]:
    yield Text(judged(result), "dim")
    if found := measured(result):
        yield Text(found, "" if result.verdict is Verdict.BROKEN else "dim")
    if result.verdict is Verdict.BROKEN and "call" in result.witnesses[0]:
        yield from _story(result)


def judged(result: Result) -> str:
    """How often a law was judged and broken, or why it could not be."""
    if result.verdict is Verdict.UNKNOWN:
        return result.reason or ""
    what = "sets of winners" if result.law.statistical else "calls"
    number = f"{result.judged:,} {what}"
    return f"{number} ({result.law.source})" if result.verdict is Verdict.HOLDS else f"{result.broken:,} of {number} ({result.law.source})"


def _story(result: Result) -> Iterator[RenderableType]:
    rows = result.witnesses
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("", justify="right", style="dim")
    table.add_column("call", overflow="fold")
    table.add_column("answer", overflow="fold")
    table.add_column("available", justify="right")
    table.add_column("on hand", justify="right")
    for row in rows[1:]:
        said = (Text(str(row[name])) for name in ("step", "call", "answer"))
        table.add_row(*said, _change(row, "available"), _change(row, "on_hand"))
    yield table
    yield Text.assemble(("must be  ", "dim"), str(rows[-1]["must_be"]))
    yield Text.assemble(("but is   ", "dim"), (str(rows[-1]["found"]), "bold"))
    yield Text()
    yield from (Text(line, "cyan", no_wrap=True, overflow="ignore") for line in python(result))
    yield Text()


def python(result: Result) -> Iterator[str]:
    """The lines of Python that repeat a story."""
    for row in result.witnesses:
        yield from str(row["python"]).split("; it = ", 1)[:1] if row["step"] == 0 else (str(row["python"]),)
        if row["step"] == 0:
            yield f"it = {row['call']}"


def _change(row: Mapping[str, Any], name: str) -> str:
    """A number before and after a call, or once where it stayed."""
    before, after = row.get(f"{name}_before"), row.get(f"{name}_after")
    if before is None and after is None:
        return ""
    return str(after) if before == after else f"{before} → {after}"
