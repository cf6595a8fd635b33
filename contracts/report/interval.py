"""A rate beside what is allowed, as a small picture: a band, its tolerance, a dot."""

from __future__ import annotations

from contracts.verdict import Observed

WIDTH, HEIGHT = 220, 18
_MARGIN = 0.12
"""Room beside what is drawn, as a share of it."""


def interval(observed: Observed) -> str:
    """An SVG of one rate, scaled to hold the allowed range, its tolerance and the observed value."""
    low, high = observed.expected
    ends = (low - observed.tolerance, high + observed.tolerance)
    least, most = min(*ends, observed.value), max(*ends, observed.value)
    room = (most - least) * _MARGIN or 1.0

    def place(value: float) -> float:
        return round(WIDTH * (value - least + room) / (most - least + 2 * room), 1)

    colour = "holds" if ends[0] <= observed.value <= ends[1] else "broken"
    middle = HEIGHT / 2

    def band(start: float, end: float, opacity: float) -> str:
        width = max(place(end) - place(start), 1.5)
        return f'<rect x="{place(start)}" y="4" width="{width:.1f}" height="10" rx="2" fill="var(--holds)" opacity="{opacity}"/>'

    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="observed {observed.value:.4g}">'
        f'<line x1="0" x2="{WIDTH}" y1="{middle}" y2="{middle}" stroke="var(--line)"/>'
        f"{band(*ends, 0.2)}{band(low, high, 0.35)}"
        f'<circle cx="{place(observed.value)}" cy="{middle}" r="4.5" fill="var(--{colour})"/></svg>'
    )
