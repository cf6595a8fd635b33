"""Small charts as plain SVG: lines over months, bars beside names. Colours come from the page's style, so that they suit light and dark.

Each says in words what it shows; nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 340
_LEFT, _RIGHT, _TOP, _PLOT, _AXIS = 38, 10, 10, 140, 24
_ROW, _NAME = 30, 104
_ROOM = 1.15
"""Height of a plot over its greatest value."""

STYLES = (("stock", ""), ("sale", "6 3"), ("restock", "2 3"), ("holds", "8 3 2 3"), ("quiet", "1 4"))
"""Colour and dashes of each line in turn."""


@dataclass(frozen=True)
class Bar:
    """A named share from 0 to 1: what to write beside it, the share that is expected if one is, and whether it is as it should be."""

    name: str
    share: float
    said: str
    expected: float | None = None
    is_right: bool = True


def lines(points: Mapping[str, Mapping[str, float]], steps: Sequence[str], band: tuple[float, float], said: str) -> str:
    """A line of shares for each name, over steps from left to right, before the band of what is allowed."""
    values = [value for line in points.values() for value in line.values()]
    most = max([band[1], *values]) * _ROOM or 1.0

    def x(place: int) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (place + 0.5) / max(len(steps), 1)

    def y(share: float) -> float:
        return _TOP + _PLOT * (1 - share / most)

    parts = [*_band(y, band), *_shares(y, most), *_months(steps, x)]
    for (colour, dashes), line in zip(_styles(len(points)), points.values(), strict=True):
        at = [(x(place), y(line[step])) for place, step in enumerate(steps) if step in line]
        path = " ".join(f"{left:.1f},{top:.1f}" for left, top in at)
        parts.append(f'<polyline points="{path}" fill="none" stroke="var(--{colour})" stroke-width="2" stroke-dasharray="{dashes}"/>')
        parts += [f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3" fill="var(--{colour})"/>' for left, top in at]
    return _svg(_TOP + _PLOT + _AXIS, said, parts)


def _styles(number: int) -> list[tuple[str, str]]:
    return [STYLES[place % len(STYLES)] for place in range(number)]


def swatch(place: int) -> str:
    """The line of a name in a legend."""
    colour, dashes = STYLES[place % len(STYLES)]
    line = f'<line x1="0" x2="26" y1="5" y2="5" stroke="var(--{colour})" stroke-width="2.5" stroke-dasharray="{dashes}"/>'
    return f'<svg width="26" height="10" aria-hidden="true">{line}</svg>'


def _band(y: Callable[[float], float], band: tuple[float, float]) -> Iterator[str]:
    low, high = (y(end) for end in band)
    width = WIDTH - _LEFT - _RIGHT
    yield f'<rect x="{_LEFT}" y="{high:.1f}" width="{width}" height="{low - high:.1f}" fill="var(--holds)" opacity=".14"/>'


def _shares(y: Callable[[float], float], most: float) -> Iterator[str]:
    step = next(each for each in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if most / each <= 6 or each == 1.0)
    for number in range(int(most / step) + 1):
        top = y(number * step)
        yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{top:.1f}" y2="{top:.1f}" stroke="var(--line)"/>'
        yield f'<text x="{_LEFT - 5}" y="{top + 4:.1f}" text-anchor="end">{number * step:.0%}</text>'


def _months(steps: Sequence[str], x: Callable[[int], float]) -> Iterator[str]:
    every = max(1, -(-len(steps) // 6))
    for place, step in enumerate(steps):
        if place % every == 0:
            left = x(place)
            yield f'<text x="{left:.1f}" y="{_TOP + _PLOT + 17}" text-anchor="middle">{escape(step)}</text>'


def bars(rows: Sequence[Bar], said: str, most: float = 1.0) -> str:
    """A bar for each row, its name before it and what it says behind, with a mark where it should end."""
    scale = (WIDTH - _NAME - 66) / most
    parts: list[str] = []
    for place, row in enumerate(rows):
        top = _TOP + _ROW * place
        colour = "stock" if row.is_right else "broken"
        width = max(row.share * scale, 1.0)
        parts.append(f'<text x="0" y="{top + 15}" class="strong">{escape(row.name)}</text>')
        parts.append(f'<rect x="{_NAME}" y="{top + 3}" width="{most * scale:.1f}" height="17" rx="2" fill="var(--code)"/>')
        parts.append(f'<rect x="{_NAME}" y="{top + 3}" width="{width:.1f}" height="17" rx="2" fill="var(--{colour})"/>')
        parts.append(f'<text x="{_NAME + most * scale + 6:.1f}" y="{top + 16}">{escape(row.said)}</text>')
        if row.expected is not None:
            at = _NAME + row.expected * scale
            parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{top + 23}" stroke="var(--text)" stroke-width="2"/>')
    return _svg(_TOP + _ROW * len(rows), said, parts)


def _svg(height: int, said: str, parts: Sequence[str]) -> str:
    return f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(said, quote=True)}">{"".join(parts)}</svg>'
