"""INV, in plain Python: the evening's snapshot beside the evening before, and what happened in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from oracle.world import Row, Spoken, World, at, day, iff, key, known, near, same, total

_QUANTITIES = ("quantity_on_hand", "quantity_available", "quantity_reserved", "quantity_damaged", "quantity_in_transit")
_OPENS_WITH = {"dc": 2000, "warehouse": 800, "store": 100}
_SPREAD = 1.5


def inventory(world: World) -> Spoken:
    """INV-1 to INV-12 and INV-16."""
    for row in world["inventory"]:
        yield from _alone(row, world)
    for rows in world.listed.values():
        days = zero_days(rows)
        for row in rows:
            if row["date_key"] is not None:
                yield "INV-4", row["stockout_duration_days"] == days.get(row["date_key"])
            before, is_first = world.evening_before(row), world.is_first(row)
            if before or is_first:
                yield from _day(row, before, world)
            if before:
                yield from _facts(row, before, world)
    yield from _large_openings(world)


def _alone(row: Row, world: World) -> Spoken:
    quantities = {name: row[name] for name in _QUANTITIES}
    yield "INV-1", known(*quantities.values()) and min(quantities.values()) >= 0
    on_hand, available, reserved, damaged, _ = quantities.values()
    yield "INV-2", known(on_hand, available, reserved, damaged) and on_hand == available + reserved + damaged
    yield "INV-3", known(available) and iff(row["is_stockout"], available == 0)
    product = world.entity("product", row)
    if product and known(product["unit_cost"], product["base_price"]):
        values = ((row["inventory_value_cost"], product["unit_cost"]), (row["inventory_value_retail"], product["base_price"]))
        yield "INV-16", known(on_hand) and all(near(said, on_hand * each) for said, each in values)


def zero_days(rows: Sequence[Row]) -> dict[int, int]:
    """By date key of each day with nothing available: for how many days in a row that is so, itself included."""
    count: dict[int, int] = {}
    for key_ in sorted({row["date_key"] for row in rows if row["quantity_available"] == 0} - {None}):
        today = day(key_)
        if today:
            count[key_] = count.get(key(today - timedelta(days=1)), 0) + 1
    return count


def _day(row: Row, before: Row | None, world: World) -> Spoken:
    """What is said of a position's day if it is the first, or if the evening before is there."""
    yield from _conserved(row, before, world)
    due = before is not None and is_due(row, before)
    received = [told["quantity_change"] for told in world.moved.get(at(row), []) if told["movement_type"] == "RECEIPT"]
    if received or due:
        expected = before["quantity_in_transit"] if before and due else None
        brought = sum(units for units in received if units is not None)
        yield "INV-9", expected is not None and brought == expected and len(received) == (expected > 0)
    yield "INV-10", _is_scheduled(row, before, world) and _last_receipt(row, before, bool(received))
    yield from _transit(row, before, world)


def _conserved(row: Row, before: Row | None, world: World) -> Spoken:
    told = world.moved.get(at(row), [])
    for law, column, change in (("INV-5", "quantity_available", "available_change"), ("INV-6", "quantity_on_hand", "quantity_change")):
        earlier = before[column] if before else 0
        yield law, known(row[column], earlier) and row[column] == earlier + total(told, change)


def _facts(row: Row, before: Row, world: World) -> Spoken:
    sold = total(world.sold.get(at(row), []), "quantity_sold")
    back = total(world.restocked.get(at(row), []), "quantity_sold")
    arrived = before["quantity_in_transit"] if is_due(row, before) else 0
    parts = (row["quantity_on_hand"], before["quantity_on_hand"], arrived)
    yield "INV-7", known(*parts) and parts[0] == parts[1] - sold + back + parts[2]
    kept = (before["quantity_reserved"], row["quantity_reserved"], before["quantity_damaged"], row["quantity_damaged"])
    yield "INV-12", known(*kept) and kept[0] == kept[1] and kept[2] <= kept[3]


def is_due(row: Row, before: Row) -> bool:
    """Whether this is the day for which the evening before announced a receipt."""
    return same(before["next_replenishment_date"], day(row["date_key"]))


def _is_scheduled(row: Row, before: Row | None, world: World) -> bool:
    """The next receipt lies ahead; it is the one announced the evening before or, if that came today, one period later."""
    now, location = row["next_replenishment_date"], world.entity("location", row)
    if now is not None and now <= day(row["date_key"]):
        return False
    if not before:
        return True
    if not is_due(row, before):
        return bool(now == before["next_replenishment_date"])
    period = location and location["review_period_days"]
    return period is None or bool(now == before["next_replenishment_date"] + timedelta(days=period))


def _last_receipt(row: Row, before: Row | None, received: bool) -> bool:
    """The last receipt is today's or, if there was none, what it was the evening before; on the first day none was before."""
    last = day(row["date_key"]) if received else before["last_replenishment_date"] if before else None
    return bool(row["last_replenishment_date"] == last)


def _transit(row: Row, before: Row | None, world: World) -> Spoken:
    location, today, ahead = world.entity("location", row), day(row["date_key"]), row["next_replenishment_date"]
    lead_time = location and location["lead_time_days"]
    if lead_time is None or not today:
        return
    is_dispatch = ahead == today + timedelta(days=lead_time)
    now, level, available = row["quantity_in_transit"], row["order_up_to_level"], row["quantity_available"]
    left = 0 if not before or is_due(row, before) else before["quantity_in_transit"]
    if is_dispatch:
        yield "INV-11", known(now, level, available) and now == max(0, level - available) and left == 0
    elif before:
        yield "INV-11", same(now, left)


def _large_openings(world: World) -> Spoken:
    first = world.dates.get(key(world.horizon[0]), []) if world.horizon else []
    demand = max((row["demand_multiplier"] for row in first if row["demand_multiplier"] is not None), default=None)
    for told in world["movement"]:
        location = world.entity("location", told)
        upper = _OPENS_WITH.get(location["location_type"]) if location else None
        if told["movement_type"] == "OPENING" and upper and demand is not None:
            yield "INV-8", known(told["quantity_change"]) and told["quantity_change"] <= upper * _SPREAD * demand
