"""STO, in plain Python: runs of days with nothing available, the events that describe them, and what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from oracle.world import Position, Row, Spoken, World, by, day, following, iff, key, known, near, same


@dataclass(frozen=True)
class Run:
    """Days in a row on which a position closed with nothing available."""

    position: Position
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def runs(world: World) -> Iterator[Run]:
    """Every maximal run, position by position."""
    zero = [row for row in world["inventory"] if row["quantity_available"] == 0 and day(row["date_key"])]
    for position, rows in by(zero, "product_key", "location_key").items():
        days = sorted({day(row["date_key"]) for row in rows} - {None})
        start = 0
        for place, today in enumerate(days):
            if place + 1 == len(days) or days[place + 1] != following(today):
                yield Run(position, days[start], today)
                start = place + 1


def stockouts(world: World) -> Spoken:
    """STO-1 to STO-11."""
    found = list(runs(world))
    starts = {(*run.position, key(run.first)): run for run in found}
    events = by(world["stockout"], "product_key", "location_key", "stockout_start_date_key")
    for start in starts:
        yield "STO-1", len(events.get(start, [])) == 1
    for event in world["stockout"]:
        run = starts.get((event["product_key"], event["location_key"], event["stockout_start_date_key"]))
        yield "STO-2", run is not None
        yield "STO-9", known(*_lost(event)) and event["lost_sales_quantity"] >= event["lost_sales_attempts"]
        if run:
            yield from _described(event, run, world)
    yield from _lasts(world, starts)
    yield from _apart(world, starts)
    yield from _lost_in_runs(world)


def _lost(event: Row) -> tuple[Any, Any]:
    return event["lost_sales_quantity"], event["lost_sales_attempts"]


def _described(event: Row, run: Run, world: World) -> Spoken:
    assert world.horizon
    end = event["stockout_end_date_key"]
    yield "STO-3", end is None if run.last == world.horizon[1] else same(end, key(run.last))
    missed = [
        row
        for today in run.days
        for row in world.asked.get((*run.position, key(today)), [])
        if known(row["quantity_requested"], row["quantity_allocated"]) and row["quantity_allocated"] < row["quantity_requested"]
    ]
    lost = sum(row["quantity_requested"] - row["quantity_allocated"] for row in missed)
    yield "STO-6", same(event["lost_sales_attempts"], len(missed))
    yield "STO-7", same(event["lost_sales_quantity"], lost)
    product = world.entity("product", event)
    if not missed or (product and product["base_price"] is not None):
        price = product["base_price"] if missed and product else 0
        yield "STO-8", near(event["lost_sales_revenue"], lost * price)
    if all(_calendar_agrees(today, world) for today in run.days):
        yield "STO-10", iff(event["peak_season_flag"], any(today.month >= 11 for today in run.days))


def _calendar_agrees(today: date, world: World) -> bool:
    """Whether the calendar says of a day that it is in peak season exactly when it is; otherwise the calendar is at fault."""
    told = world.dates.get(key(today), [])
    return bool(told) and any(row["is_peak_season"] is True for row in told) is (today.month >= 11)


def _last_day(event: Row, starts: dict[Any, Run], world: World) -> date | None:
    """The event's last day; without an end it lasts as long as its run, and without a run to the horizon (D30)."""
    if event["stockout_end_date_key"] is not None:
        return day(event["stockout_end_date_key"])
    run = starts.get((event["product_key"], event["location_key"], event["stockout_start_date_key"]))
    return run.last if run else world.horizon[1] if world.horizon else None


def _lasts(world: World, starts: dict[Any, Run]) -> Spoken:
    for event in world["stockout"]:
        first, last = day(event["stockout_start_date_key"]), _last_day(event, starts, world)
        if first and last:
            yield "STO-4", same(event["stockout_duration_days"], (last - first).days + 1)


def _apart(world: World, starts: dict[Any, Run]) -> Spoken:
    """Each event begins after a day in stock behind all that began before it."""
    for rows in by(world["stockout"], "product_key", "location_key").values():
        ends: list[date] = []
        for event in sorted(rows, key=_beginning):
            first, last = day(event["stockout_start_date_key"]), _last_day(event, starts, world)
            if first:
                yield "STO-5", all(following(end) < first for end in ends)
            ends += [last] if last else []


def _beginning(event: Row) -> tuple[Any, ...]:
    start, number = event["stockout_start_date_key"], event["stockout_id"]
    return start is not None, start or 0, number is not None, number or 0


def _lost_in_runs(world: World) -> Spoken:
    for row in world["request"]:
        asked, gets = row["quantity_requested"], row["quantity_allocated"]
        close = world.close((row["product_key"], row["location_key"]), day(row["date_key"]))
        if known(asked, gets) and gets < asked and close:
            yield "STO-11", close["quantity_available"] == 0
