"""The architecture as a picture, drawn from the imports as they are: who stands on whom.

    python scripts/architecture.py docs/architecture.svg

Rooms are drawn above those that they import from, and an arrow is left out where a longer way leads to the same room.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from html import escape
from pathlib import Path

import grimp

ROOMS: Mapping[str, tuple[str, ...]] = {
    "words": ("errors", "columns", "tables", "parameters", "dimensions", "progress"),
    "sources": ("dataset",),
    "relations": ("relations",),
    "laws": ("invariants",),
    "engines and mapping": ("engines", "mapping"),
    "verdict": ("verdict",),
    "judge": ("judge", "plan", "scope", "lineage", "tally", "witnesses", "inquiry"),
    "report": ("report",),
    "explain": ("explain",),
    "faults": ("faults", "sensitivity"),
    "fuzz and strategies": ("fuzz", "strategies", "protocols"),
    "schemas": ("schemas",),
    "reference": ("reference",),
    "conformance": ("conformance",),
    "command": ("cli", "commands", "__main__"),
}
"""Rooms of `contracts`, by the modules and packages that they hold."""

WHAT = {
    "words": "tables and parameters",
    "sources": "the tables of a target",
    "relations": "what is put beside each row",
    "laws": "predicates over relations",
    "engines and mapping": "DuckDB, Spark, anybody's names",
    "verdict": "holds, broken, unknown",
    "judge": "plans, asks, concludes",
    "report": "terminal, JSON, JUnit, HTML",
    "explain": "one violation as a story",
    "faults": "what each law must find",
    "fuzz and strategies": "drive anybody's code",
    "schemas": "pandera, GX, ODCS, SQL",
    "reference": "every law with an example",
    "conformance": "the laws as tests",
    "command": "parsing and printing",
    "generator": "worlds that satisfy the laws",
    "generator command": "stockproof",
}

_WIDTH, _HEIGHT, _ACROSS, _DOWN, _MARGIN = 200, 46, 24, 52, 20

Edges = dict[str, set[str]]


def main(target: str) -> None:
    """Writes the picture."""
    Path(target).write_text(drawn(reduced(imports())), encoding="utf-8")


def imports() -> Edges:
    """Which room imports from which, as the modules do it."""
    graph = grimp.build_graph("contracts", "generator", exclude_type_checking_imports=True)
    found: Edges = {room: set() for room in (*ROOMS, "generator", "generator command")}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            one, other = room_of(module), room_of(imported)
            if one and other and one != other:
                found[one].add(other)
    return found


def room_of(module: str) -> str | None:
    """The room that a module stands in; the packages themselves stand in none."""
    package, _, rest = module.partition(".")
    if package == "generator":
        return "generator command" if rest in ("cli", "__main__") else "generator"
    first = rest.partition(".")[0]
    return next((room for room, parts in ROOMS.items() if first in parts), None)


def reduced(edges: Edges) -> Edges:
    """The edges without those that a longer way makes plain."""
    return {room: {to for to in below if not any(to in reached(other, edges) for other in below - {to})} for room, below in edges.items()}


def reached(room: str, edges: Edges) -> set[str]:
    """All rooms that lie below one."""
    seen: set[str] = set()
    ahead = list(edges[room])
    while ahead:
        at = ahead.pop()
        if at not in seen:
            seen.add(at)
            ahead.extend(edges[at])
    return seen


def drawn(edges: Edges) -> str:
    """The picture as SVG. Raises graphlib.CycleError where rooms import each other in a circle."""
    level: dict[str, int] = {}
    for room in TopologicalSorter(edges).static_order():
        level[room] = 1 + max((level[below] for below in edges[room]), default=-1)
    rows = [[room for room in edges if level[room] == number] for number in range(max(level.values()) + 1)]
    wide = max(map(len, rows)) * (_WIDTH + _ACROSS) - _ACROSS + 2 * _MARGIN
    high = len(rows) * (_HEIGHT + _DOWN) - _DOWN + 2 * _MARGIN
    place = {
        room: spot
        for number, row in enumerate(rows)
        for room, spot in _row(row, high - _MARGIN - _HEIGHT - number * (_HEIGHT + _DOWN), wide)
    }
    arrows = "\n".join(_arrow(place[room], place[below]) for room, belows in edges.items() for below in sorted(belows))
    boxes = "\n".join(_box(room, *place[room]) for room in edges)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img"
  aria-label="Rooms of contracts and generator, each above those it imports">
<style>
rect {{ fill: #f4f7f7; stroke: #00796b }} .generator {{ fill: #fff8e1; stroke: #b26a00 }}
text {{ font: 600 13px system-ui, sans-serif; fill: #12302c; text-anchor: middle }} .what {{ font-weight: 400; font-size: 11px }}
path {{ fill: none; stroke: #8aa39f }} marker path {{ fill: #8aa39f; stroke: none }}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0 8 4 0 8z"/></marker></defs>
<rect x="0" y="0" width="{wide}" height="{high}" style="fill:#fff;stroke:none"/>
{arrows}
{boxes}
</svg>
"""


def _row(rooms: Iterable[str], top: int, wide: int) -> list[tuple[str, tuple[int, int]]]:
    named = list(rooms)
    left = (wide - len(named) * (_WIDTH + _ACROSS) + _ACROSS) // 2
    return [(room, (left + at * (_WIDTH + _ACROSS), top)) for at, room in enumerate(named)]


def _box(room: str, left: int, top: int) -> str:
    kind = ' class="generator"' if room.startswith("generator") else ""
    middle = left + _WIDTH // 2
    return (
        f'<rect{kind} x="{left}" y="{top}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>'
        f'<text x="{middle}" y="{top + 20}">{escape(room)}</text><text class="what" x="{middle}" y="{top + 36}">{escape(WHAT[room])}</text>'
    )


def _arrow(above: tuple[int, int], below: tuple[int, int]) -> str:
    start, end = (above[0] + _WIDTH // 2, above[1] + _HEIGHT), (below[0] + _WIDTH // 2, below[1])
    bend = (start[1] + end[1]) // 2
    return f'<path marker-end="url(#tip)" d="M{start[0]} {start[1]}C{start[0]} {bend} {end[0]} {bend} {end[0]} {end[1]}"/>'


if __name__ == "__main__":
    main(*sys.argv[1:])
