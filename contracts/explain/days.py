"""A position's days: what it closed with, what came and went, and which laws are broken there first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.engines import EngineError
from contracts.explain.chapters import Chapter, Row, chapter, day_of, literal
from contracts.inquiry import Inquiry, Position
from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant
from contracts.plan import plan
from contracts.relations import Relation
from contracts.relations.derived import COLUMNS
from contracts.report.witness import Told
from contracts.scope import Scope

_COLUMNS = {
    "date_key": "day",
    "previous_available": "evening before",
    "received": "received",
    "restocked": "restocked",
    "sold": "sold",
    "lost": "lost",
    "quantity_available": "available",
}
"""What is shown of each day, with its heading; beside it, what the law compares."""


DENSE = "dense_position"
"""The relation whose rows are positions, not days: the day at fault is one that is not there."""


@dataclass(frozen=True)
class Day:
    """One snapshot of a position beside what happened that day, in units.

    ``row`` is the whole row of position_day with the day's lost units; ``expected`` is what should be available at close by the
    evening before and the movements, None where that is not known.
    """

    row: Row

    @property
    def key(self) -> int:
        """YYYYMMDD."""
        return int(self.row["date_key"])

    @property
    def available(self) -> int | None:
        """Units available at close."""
        available: int | None = self.row["quantity_available"]
        return available

    @property
    def expected(self) -> int | None:
        """Units that should be available at close."""
        before = 0 if self.row["is_first_day"] else self.row["previous_available"] if self.row["follows_a_close"] else None
        moved = self.row["moved_available"]
        return None if before is None or moved is None else int(before + moved)

    def units(self, name: str) -> int:
        """Units received, restocked, sold or lost; 0 where nothing is known."""
        return int(self.row.get(name) or 0)


@dataclass(frozen=True)
class FirstBroken:
    """A law that is broken at a position, and the first day on which it is."""

    law: Invariant
    day: int | None
    rows: int


def days_of(scope: Scope, position: Position) -> tuple[Day, ...]:
    """Every snapshot of a position, in order."""
    lost: dict[int, int] = {}
    for asked in scope.rows("request", f"{position.condition} AND quantity_allocated < quantity_requested"):
        lost[asked["date_key"]] = lost.get(asked["date_key"], 0) + asked["quantity_requested"] - asked["quantity_allocated"]
    snapshots = scope.rows("position_day", f"{position.condition} AND date_key IS NOT NULL", ("date_key",))
    return tuple(Day({**row, "lost": lost.get(row["date_key"], 0)}) for row in snapshots)


def name_of(scope: Scope, position: Position) -> str:
    """The position in words: the product's name and the location's, as far as the tables know them."""
    product = scope.rows("gold_product_dim", f"product_key = {position.product_key}", limit=1)
    location = scope.rows("gold_location_dim", f"location_key = {position.location_key}", limit=1)
    named = f"product {position.product_key}{_in_brackets(product, 'product_name')}"
    return f"{named} at location {position.location_key}{_in_brackets(location, 'location_name', 'location_type')}"


def _in_brackets(rows: Iterable[Mapping[str, Any]], *columns: str) -> str:
    told = ", ".join(str(row[column]) for row in rows for column in columns if row[column] is not None)
    return f" ({told})" if told else ""


def chapter_of_days(witness: Told | None, days: Sequence[Day], day: int | None) -> Iterator[Chapter]:
    """The days around the one that the story is about; the first of the position where it is about none."""
    if days:
        compared = [name for name in (witness.compared if witness else ()) if name in days[0].row]
        columns = _COLUMNS | {name: name.replace("_", " ") for name in compared if name not in _COLUMNS}
        here = [place for place, each in enumerate(days) if each.key == day]
        middle = next((place for place, each in enumerate(days) if day and each.key >= day), 0)
        yield chapter("The days of the position", columns, [each.row for each in days], here, frozenset(compared), middle)


def days_amiss(scope: Scope, days: Sequence[Day]) -> dict[int, int]:
    """Days of the horizon of which the position does not have exactly one snapshot, with their snapshots."""
    snapshots: dict[int, int] = {}
    for day in days:
        snapshots[day.key] = snapshots.get(day.key, 0) + 1
    (horizon,) = scope.rows("horizon_end")
    if horizon["first_day"] is None:
        return {}
    wanted = scope.rows("every_day", f"date_key BETWEEN {literal(horizon['first_day'])} AND {literal(horizon['last_day'])}")
    keys = sorted({*(row["date_key"] for row in wanted), *snapshots})
    return {key: snapshots.get(key, 0) for key in keys if snapshots.get(key, 0) != 1}


def chapter_amiss(amiss: Mapping[int, int]) -> Iterator[Chapter]:
    """The days that are not there exactly once."""
    if amiss:
        rows = [{"day": key, "snapshots": snapshots} for key, snapshots in amiss.items()]
        columns = {"day": "day", "snapshots": "snapshots"}
        yield chapter("Days with no snapshot, or more than one", columns, rows, (), frozenset(columns))


def first_broken(inquiry: Inquiry, scope: Scope, position: Position, days: Sequence[Day]) -> tuple[FirstBroken, ...]:
    """Every law that is broken at the position, the earliest first; where the tables are large, of those judged by position."""
    planned = plan((law for law in LAWS if not law.statistical), scope.stored)
    amiss = days_amiss(scope, days)
    found: list[FirstBroken] = []
    for name, laws in planned.groups.items():
        relation = scope.find(name)
        if _has_position(name) and (relation.position_local or inquiry.is_small):
            known = next(iter(amiss), None) if name == DENSE else None
            found += _broken(scope, _suspects(scope, relation, laws), position, known)
    order = {law.id: place for place, law in enumerate(LAWS)}
    return tuple(sorted(found, key=lambda each: (each.day is None, each.day, order[each.law.id])))


def _suspects(scope: Scope, relation: Relation, laws: Sequence[Invariant]) -> Sequence[Invariant]:
    """The laws that may be broken here: counted in one pass where the scope holds the position's rows alone, else all."""
    if not relation.position_local:
        return laws
    tallies = scope.tally(relation, laws)
    return [law for law in laws if tallies[law.id].broken]


def _has_position(name: str) -> bool:
    """Whether a relation's rows name a product and a location."""
    from contracts.lineage import dependencies_of  # parses SQL, which only stories need

    return not name.startswith(COLUMNS) and {"product_key", "location_key"} <= set(dependencies_of(name).outputs)


def _broken(scope: Scope, laws: Sequence[Invariant], position: Position, known: int | None) -> Iterator[FirstBroken]:
    """The laws of a relation that are broken at a position; ``known`` is the day of rows that do not name theirs."""
    for law in laws:
        try:
            rows = scope.rows(law.relation, f"{scope.breaking(law)} AND {position.condition}")
        except EngineError:
            continue
        if rows:
            days = [day for day in map(day_of, rows) if day is not None]
            yield FirstBroken(law, known or min(days, default=None), len(rows))
