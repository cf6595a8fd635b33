"""A story on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contracts.explain.chapters import Chapter
from contracts.explain.story import Story
from contracts.explain.words import opening, verdict_at_position
from contracts.report.measurement import measured
from contracts.report.terminal import contradiction, title
from contracts.report.values import shown

_HERE = "▸"
_MOST_LAWS = 12
_GAP = 2
_DECIMALS = 4
_WIDEST = 32
"""Characters of a value that are kept on one line."""


def show(story: Story, console: Console | None = None) -> None:
    """Prints the story; colours only where the terminal takes them (NO_COLOR is honoured)."""
    console = console or Console(highlight=False)
    about = Padding(Group(*_opening(story)), (0, 0, 0, 3))
    console.print(Group(Text(), title(story.result), about, *_chapters(story, console.width), *_first(story)))


def _opening(story: Story) -> Iterable[RenderableType]:
    yield Text(opening(story), style="dim")
    if found := measured(story.result):
        yield Text(found)
    if story.place:
        yield Text(story.place + (f", {verdict_at_position(story)}" if story.witness is None else ""))
    if story.witness:
        yield contradiction(story.witness)


def _chapters(story: Story, width: int) -> Iterable[RenderableType]:
    for chapter in story.chapters:
        columns = _fitting(chapter, width - 1)
        narrow = [heading for name, heading in chapter.columns.items() if name not in columns]
        missing = [Text(f"too narrow for {', '.join(narrow)}: a wider terminal shows more, --html all", "dim")] if narrow else []
        yield Padding(Group(Text(chapter.heading, "bold"), _table(chapter, columns), *missing), (1, 0, 0, 1))


def _table(chapter: Chapter, columns: Mapping[str, int]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("", no_wrap=True, width=1)
    for name, column_width in columns.items():
        values = [row.get(name) for row in chapter.rows]
        is_number = all(value is None or isinstance(value, int | float) for value in values)
        table.add_column(chapter.columns[name], justify="right" if is_number else "left", overflow="fold", width=column_width)
    before, after = chapter.left_out
    if before:
        table.add_row("", Text(f"{before:,} more", "dim"))
    for place, row in enumerate(chapter.rows):
        table.add_row(*_cells(chapter, columns, row, place in chapter.here))
    if after:
        table.add_row("", Text(f"{after:,} more", "dim"))
    return table


def _fitting(chapter: Chapter, width: int) -> dict[str, int]:
    """The columns that fit, with their widths; the last that the law does not compare goes first."""
    widths = {name: _width(chapter, name) for name in chapter.columns}
    while sum(widths.values()) + _GAP * len(widths) + _GAP > width and len(widths) > 1:
        last = next((name for name in reversed(widths) if name not in chapter.compared), next(reversed(widths)))
        del widths[last]
    return widths


def _width(chapter: Chapter, name: str) -> int:
    words = [*(short(row.get(name)) for row in chapter.rows), *chapter.columns[name].split()]
    return min(max(map(len, words)), _WIDEST)


def _cells(chapter: Chapter, columns: Iterable[str], row: Mapping[str, Any], is_here: bool) -> Iterable[Text]:
    yield Text(_HERE if is_here else "", "bold red")
    for name in columns:
        is_hit = is_here and name in chapter.compared
        yield Text(short(row.get(name)), "bold red" if is_hit else "bold" if is_here else "")


def short(value: object) -> str:
    """A value as a cell shows it: a time to the second, a rate to the hundredth of a percent, a dash for what is not there."""
    if value is None:
        return "-"
    if isinstance(value, float) and abs(value) < 1:
        return shown(round(value, _DECIMALS))
    return value.strftime("%H:%M:%S") if isinstance(value, datetime) else shown(value)


def _first(story: Story) -> Iterable[RenderableType]:
    """What is broken at the position, the earliest first."""
    if not story.first:
        yield Text()
        return
    table = Table.grid(padding=(0, 2))
    for column in ("day", "law"):
        table.add_column(column, no_wrap=True)
    table.add_column("title")
    for broken in story.first[:_MOST_LAWS]:
        is_this = "bold" if broken.law.id == story.result.law.id else ""
        table.add_row(Text(shown(broken.day), is_this), Text(broken.law.id, is_this or "red"), Text(broken.law.title, is_this))
    if len(story.first) > _MOST_LAWS:
        table.add_row("", "", Text(f"and {len(story.first) - _MOST_LAWS} more", "dim"))
    yield Padding(Group(Text("What broke first at this position", "bold"), table), (1, 0, 1, 1))
