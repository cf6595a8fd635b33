"""A position's days as a picture: available stock as steps, what came and went in lanes below, the violation marked.

Plain SVG; colours come from the page's style, so that it suits light and dark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.explain.chapters import calendar
from contracts.explain.days import Day

MOST_DAYS = 92
"""Days that a picture shows, those around the violation."""

WIDTH = 1040
_LEFT, _RIGHT, _TOP = 78, 12, 26
_STOCK, _LANE = 190, 34
_AXIS = 22
_TICKS = 5
_LANES = (("received", "holds"), ("restocked", "restock"), ("sold", "sale"), ("lost", "broken"))
"""What has a lane below the stock, with its colour."""


@dataclass(frozen=True)
class Frame:
    """What the picture shows and its scales: days from left to right, units from bottom to top."""

    days: tuple[Day, ...]
    first: date
    last: date
    most: int

    @property
    def step(self) -> float:
        """Width of a day."""
        return (WIDTH - _LEFT - _RIGHT) / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """Left edge of a day."""
        return round(_LEFT + self.step * (day - self.first).days, 1)

    def y(self, units: float) -> float:
        """Height of so many units."""
        return round(_TOP + _STOCK * (1 - units / self.most), 1)

    @property
    def lanes(self) -> float:
        """Top of the first lane."""
        return _TOP + _STOCK + 14

    @property
    def height(self) -> float:
        """Height of the whole picture."""
        return self.lanes + _LANE * len(_LANES) + _AXIS


def timeline(days: Sequence[Day], day: int | None) -> str:
    """The SVG of a position's days around one of them; empty if no day is one of the calendar."""
    frame = _frame(days, calendar(day))
    if frame is None:
        return ""
    marks = _violation(frame, calendar(day))
    parts = (*_zero_days(frame), *marks, *_scale(frame), *_steps(frame), *_unexpected(frame), *_lanes(frame), *_dates(frame))
    label = f"Stock of the position from {frame.first} to {frame.last}"
    return (
        f'<svg viewBox="0 0 {WIDTH} {frame.height:.0f}" width="100%" role="img" aria-label="{label}" font-family="system-ui">'
        f"{''.join(parts)}</svg>"
    )


def _frame(days: Sequence[Day], middle: date | None) -> Frame | None:
    dated = {found: day for day in days if (found := calendar(day.key))}
    if not dated:
        return None
    first, last = min(dated), max(dated)
    centre = middle or first
    if (last - first).days >= MOST_DAYS:
        first = max(first, min(centre - timedelta(days=MOST_DAYS // 2), last - timedelta(days=MOST_DAYS - 1)))
        last = first + timedelta(days=MOST_DAYS - 1)
    shown = tuple(day for found, day in sorted(dated.items()) if first <= found <= last)
    return Frame(shown, first, last, max(1, *(day.available or 0 for day in shown), *(day.expected or 0 for day in shown)))


def _dated(frame: Frame) -> Iterator[tuple[date, Day]]:
    for day in frame.days:
        found = calendar(day.key)
        if found:
            yield found, day


def _zero_days(frame: Frame) -> Iterator[str]:
    """A tinted column for each day that closes with nothing available."""
    height = _STOCK + 14 + _LANE * len(_LANES)
    for found, day in _dated(frame):
        if day.available == 0:
            yield f'<rect x="{frame.x(found)}" y="{_TOP}" width="{frame.step:.1f}" height="{height}" fill="var(--zero)"/>'


def _violation(frame: Frame, day: date | None) -> Iterator[str]:
    """The day of the story, framed from top to bottom."""
    if day is None or not frame.first <= day <= frame.last:
        return
    left, middle = frame.x(day), frame.x(day) + frame.step / 2
    height = frame.height - _AXIS - _TOP + 6
    yield (
        f'<rect x="{left - 1}" y="{_TOP - 6}" width="{frame.step + 2:.1f}" height="{height:.1f}" rx="3" fill="none"'
        ' stroke="var(--broken)" stroke-width="2"/>'
    )
    anchor = "start" if middle < WIDTH * 0.1 else "end" if middle > WIDTH * 0.9 else "middle"
    yield f'<text x="{middle:.1f}" y="{_TOP - 11}" text-anchor="{anchor}" class="strong">{day}</text>'


def _scale(frame: Frame) -> Iterator[str]:
    """Lines across for round numbers of units."""
    step = max(1, _round_up(frame.most / _TICKS))
    yield f'<text x="6" y="{_TOP + 4}" class="strong">available</text>'
    for units in range(0, frame.most + 1, step):
        y = frame.y(units)
        yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="var(--line)" stroke-width="1"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{units}</text>'


def _round_up(value: float) -> int:
    """The next number of the series 1, 2, 5, 10, 20, 50, ..."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= value:
                return factor * power
        power *= 10


def _steps(frame: Frame) -> Iterator[str]:
    """Available at close, a level for each day; a missing day leaves a gap."""
    path: list[str] = []
    before: date | None = None
    for found, day in _dated(frame):
        if day.available is None:
            continue
        left, y = frame.x(found), frame.y(max(day.available, 0))
        joined = before is not None and (found - before).days == 1
        path.append(f"{'L' if joined else 'M'}{left} {y}H{left + frame.step:.1f}")
        before = found
        yield (
            f'<rect x="{left}" y="{y}" width="{frame.step:.1f}" height="{_TOP + _STOCK - y:.1f}" fill="var(--stock)" opacity=".16">'
            f"<title>{_said(found, day)}</title></rect>"
        )
    yield f'<path d="{" ".join(path)}" fill="none" stroke="var(--stock)" stroke-width="2"/>'


def _said(found: date, day: Day) -> str:
    counts = ", ".join(f"{name} {day.units(name)}" for name, _ in _LANES if day.units(name))
    return f"{found}: {day.available} available" + (f"; {counts}" if counts else "")


def _unexpected(frame: Frame) -> Iterator[str]:
    """What should be available, where it is not what is there."""
    for found, day in _dated(frame):
        if day.expected is not None and day.available is not None and day.expected != day.available:
            y, left = frame.y(max(day.expected, 0)), frame.x(found)
            yield (
                f'<line x1="{left}" x2="{left + frame.step:.1f}" y1="{y}" y2="{y}" stroke="var(--broken)" stroke-width="2.5"'
                f' stroke-dasharray="3 2"><title>{found}: {day.expected} by the movements</title></line>'
            )


def _lanes(frame: Frame) -> Iterator[str]:
    """A lane of bars for what was received, restocked, sold and lost."""
    for place, (name, colour) in enumerate(_LANES):
        base = frame.lanes + _LANE * (place + 1)
        most = max((day.units(name) for day in frame.days), default=0)
        yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{base}" y2="{base}" stroke="var(--line)"/>'
        yield f'<text x="6" y="{base - 4}" class="strong">{name}</text>'
        for found, day in _dated(frame):
            units = day.units(name)
            if units > 0:
                yield _bar(frame, found, base, units / most, colour, units)


def _bar(frame: Frame, found: date, base: float, share: float, colour: str, units: int) -> str:
    height = round(4 + (_LANE - 18) * share, 1)
    left, middle = frame.x(found) + frame.step * 0.15, frame.x(found) + frame.step / 2
    return (
        f'<rect x="{left:.1f}" y="{base - height:.1f}" width="{frame.step * 0.7:.1f}" height="{height}" fill="var(--{colour})">'
        f"<title>{found}: {units}</title></rect>"
        f'<text x="{middle:.1f}" y="{base - height - 2:.1f}" text-anchor="middle" style="font-size: 9px">{units}</text>'
    )


def _dates(frame: Frame) -> Iterator[str]:
    """A date under each Monday, with the month where there is room."""
    y = frame.height - 6
    mondays = [frame.first + timedelta(days=n) for n in range((frame.last - frame.first).days + 1)]
    for day in (day for day in mondays if day.weekday() == 0):
        x = frame.x(day)
        yield f'<line x1="{x}" x2="{x}" y1="{y - 14}" y2="{y - 10}" stroke="var(--quiet)"/>'
        yield f'<text x="{x}" y="{y}">{day:%d %b}</text>'
