"""Successions without a sort: where the rows of a table lie in order, the row before a row is the one read before it.

DuckDB evaluates ``LAG(x) OVER ()`` while it reads, in the order in which the rows lie. They lie in stretches: a row that comes after the
one read before it continues its stretch, and the few others begin a new one. Where the stretches of a unit follow one another, a row
that begins one comes after the last row of the stretch before. Where they do not, where there are too many of them, or where keys are
missing, the table is sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from contracts.relations.succession import BEFORE, IS_THERE, Lying, Succession

_ROWS_PER_STRETCH = 8
"""Stretches shorter than this on average are not worth the trouble."""

Run = Callable[[str], list[tuple[Any, ...]]]
"""Runs a statement and returns its rows."""


def as_it_lies(succession: Succession, run: Run, kind: str = "TEMP") -> str | None:
    """SELECT of the succession that needs no sort, over small tables of a kind that are made here; None where the rows do not lie so."""
    for lying in succession.lying:
        found = _as(succession, lying, run, kind)
        if found:
            return found
    return None


def _as(succession: Succession, lying: Lying, run: Run, kind: str) -> str | None:
    rows = _rows(succession, lying)
    begun, first = f"{succession.name}_begun", f"{succession.name}_first"
    ((count,),) = run(f"SELECT COUNT(*) FROM {succession.table} WHERE {succession.where}")
    most = count // _ROWS_PER_STRETCH
    numbered = f"SELECT *, ROW_NUMBER() OVER () AS stretch FROM ({rows}) AS lying WHERE NOT follows LIMIT {most + 1}"
    # They are in order already. The sort gathers them from all over the table, where storing what comes of each stretch of it costs more.
    run(f"CREATE OR REPLACE {kind} TABLE {begun} AS SELECT * FROM ({numbered}) AS numbered ORDER BY stretch")
    ((stretches,),) = run(f"SELECT COUNT(*) FROM {begun}")
    if stretches > most:
        return None
    run(f"INSERT INTO {begun} BY NAME {_after_the_last(succession, lying, count, stretches)}")
    run(f"CREATE OR REPLACE {kind} TABLE {first} AS {_first_rows(succession, lying, begun, stretches)}")
    ((one_after_the_other,),) = run(f"SELECT COALESCE(BOOL_AND(comes_after), TRUE) FROM {first}")
    if not one_after_the_other:
        return None
    in_one_group = set(succession.group) <= set(lying.unit)
    return f"{_told(succession, rows, 'follows', in_one_group)} UNION ALL {_told(succession, first, 'TRUE', False)}"


def _told(succession: Succession, rows: str, where: str, in_one_group: bool) -> str:
    """The succession's columns; a row of another group than the row before is the first of its own.

    Where a stretch lies in one group, its rows are known to, and need not be asked.
    """
    before = (name if in_one_group else f"CASE WHEN same_group THEN {name} END AS {name}" for name in succession.of_the_row_before)
    source = f"({rows}) AS lying" if rows.startswith("SELECT") else rows
    return f"SELECT {', '.join([*succession.carried, *before])} FROM {source} WHERE {where}"


def _rows(succession: Succession, lying: Lying) -> str:
    """SELECT of the rows as they lie, each beside the row read before it: whether it continues the stretch, and is of the same group."""
    follows = " AND ".join([*_same(lying.unit, "LAG({}) OVER ()", "{}"), _earlier(lying.order, "LAG({}) OVER ()", "{}")])
    group = _same_group(succession, "LAG({}) OVER ()", "{}")
    read = ", ".join(f"LAG({name}) OVER () AS read_{name}" for name in _telling(succession, lying))
    return (
        f"SELECT {succession.beside_the_row_before('()')}, {read},"
        f" COALESCE({follows}, FALSE) AS follows, {group} AS same_group"
        f" FROM {succession.table} WHERE {succession.where}"
    )


def _telling(succession: Succession, lying: Lying) -> tuple[str, ...]:
    """The columns by which rows are told to follow one another."""
    return tuple(dict.fromkeys((*succession.group, *lying.order)))


def _after_the_last(succession: Succession, lying: Lying, rows: int, stretches: int) -> str:
    """SELECT of what would be read beside a row after the last one."""
    before = [f"1 AS {IS_THERE}", *(f"{name} AS {BEFORE}{name}" for name in succession.looked_back)]
    read = [f"{name} AS read_{name}" for name in _telling(succession, lying)]
    last = f"SELECT * FROM {succession.table} WHERE {succession.where} LIMIT 1 OFFSET {max(rows - 1, 0)}"
    return f"SELECT {', '.join([*before, *read])}, {stretches + 1} AS stretch FROM ({last}) AS last_row"


def _first_rows(succession: Succession, lying: Lying, begun: str, stretches: int) -> str:
    """SELECT of the first row of each stretch, beside the last row of its unit's stretch before: the one read before the next began."""
    window = f"PARTITION BY {', '.join(lying.unit)} ORDER BY {', '.join(lying.order)}"
    placed = f"SELECT *, LAG(stretch) OVER ({window}) AS stretch_before FROM {begun} WHERE stretch <= {stretches}"
    own = [f"placed.{name}" for name in succession.carried]
    before = [f"closing.{name}" for name in succession.of_the_row_before]
    group = _same_group(succession, "closing.read_{}", "placed.{}")
    after = _earlier(lying.order, "closing.read_{}", "placed.{}")
    return (
        f"SELECT {', '.join([*own, *before])}, {group} AS same_group,"
        f" placed.stretch_before IS NULL OR COALESCE({after}, FALSE) AS comes_after"
        f" FROM ({placed}) AS placed LEFT JOIN {begun} AS closing ON closing.stretch = placed.stretch_before + 1"
    )


def _same_group(succession: Succession, left: str, right: str) -> str:
    """Condition that two rows are of one group, for which two missing keys are the same, as in any window."""
    return " AND ".join(f"{left.format(name)} IS NOT DISTINCT FROM {right.format(name)}" for name in succession.group)


def _same(names: Sequence[str], left: str, right: str) -> list[str]:
    return [f"{left.format(name)} = {right.format(name)}" for name in names]


def _earlier(names: Sequence[str], left: str, right: str) -> str:
    """Condition that the left values come before the right ones, the first that differ deciding; not TRUE where that one is NULL."""
    name, *rest = names
    one, other = left.format(name), right.format(name)
    return f"({one} < {other}" + (f" OR ({one} = {other} AND {_earlier(rest, left, right)}))" if rest else ")")
