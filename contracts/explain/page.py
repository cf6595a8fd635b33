"""A story as one page that needs nothing but a browser, with a picture of the position's days."""

from __future__ import annotations

from contracts.explain.chapters import Chapter
from contracts.explain.story import Story
from contracts.explain.terminal import short
from contracts.explain.timeline import timeline
from contracts.explain.words import opening, verdict_at_position
from contracts.report.interval import interval
from contracts.report.measurement import measured
from contracts.report.page import fill
from contracts.report.rows import Cell, Line, Table, plain_table
from contracts.report.values import shown
from contracts.verdict import Verdict


def render(story: Story) -> str:
    """The story as one HTML document."""
    result = story.result
    is_warning = result.verdict is Verdict.BROKEN and not result.is_alarm
    return fill(
        "story.html.jinja",
        story=story,
        law=result.law,
        verdict="warning" if is_warning else result.verdict.value,
        opening=opening(story),
        measured=measured(result),
        interval=interval(result.observed) if result.observed else "",
        at_position=verdict_at_position(story) if story.position and not story.witness else "",
        row=[(name, shown(value)) for name, value in story.witness.row.items()] if story.witness else [],
        picture=timeline(story.days, story.day) if story.days else "",
        chapters=[(chapter, _table(chapter)) for chapter in story.chapters],
        first=[(shown(broken.day), broken) for broken in story.first],
    )


def part(story: Story) -> str:
    """The rows and the picture of a story, to stand inside a page that has told its verdict already."""
    return fill(
        "story_part.html.jinja",
        story=story,
        opening=opening(story),
        picture=timeline(story.days, story.day) if story.days else "",
        chapters=[(chapter, _table(chapter)) for chapter in story.chapters],
    )


def _table(chapter: Chapter) -> Table:
    names = tuple(chapter.columns)
    if not chapter.here:
        return Table(tuple(chapter.columns.values()), plain_table(chapter.rows, names).rows)
    headings = tuple(chapter.columns.values())
    compared = frozenset(chapter.columns[name] for name in chapter.compared if name in chapter.columns)
    lines = (
        Line(tuple(Cell(short(row.get(name)), _mark(chapter, place, name)) for name in names), place in chapter.here)
        for place, row in enumerate(chapter.rows)
    )
    return Table(headings, tuple(lines), compared)


def _mark(chapter: Chapter, place: int, name: str) -> str:
    return "hit" if place in chapter.here and name in chapter.compared else ""
