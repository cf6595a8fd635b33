"""REQ and SAL, in plain Python: what was asked for, and what was sold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from oracle.world import Row, Spoken, World, agree, at, by, day, iff, key, known, minute, near, place, same, total

_ADDED = ("stockout_flag", "lost_sales_qty", "inventory_check_timestamp")
_OF_ONE_ORDER = ("customer_key", "date_key", "location_key", "channel_key", "transaction_id")
_TOLD_BY_BOTH = (
    *("customer_key", "product_key", "location_key", "channel_key", "date_key", "order_number"),
    *("quantity_requested", "inventory_at_purchase", "unit_price", "inventory_check_timestamp"),
)


def requests(world: World) -> Spoken:
    """REQ-1 to REQ-9, without REQ-7."""
    for row in world["request"]:
        asked, sees, gets, lost = (
            row[name] for name in ("quantity_requested", "inventory_at_purchase", "quantity_allocated", "lost_sales_qty")
        )
        yield "REQ-1", known(asked, sees, gets) and gets == min(asked, sees)
        yield "REQ-2", known(asked, gets) and iff(row["is_inventory_constrained"], gets < asked)
        yield "REQ-3", known(asked, gets, lost) and lost == asked - gets
        yield "REQ-4", known(lost) and iff(row["stockout_flag"], lost > 0)
        checked = row["inventory_check_timestamp"]
        yield "REQ-5", known(checked, day(row["date_key"])) and checked.date() == day(row["date_key"])
        yield from _not_too_early("REQ-8", row, world)
        product = world.entity("product", row)
        if product and product["base_price"] is not None:
            yield "REQ-9", same(row["unit_price"], product["base_price"])
    yield from _request_chain(world)


def _not_too_early(law: str, row: Row, world: World) -> Spoken:
    product, customer = world.entity("product", row), world.entity("customer", row)
    since = [product and product["launch_date"], customer and customer["acquisition_date"]]
    begun = [key(first) for first in since if first]
    if begun:
        yield law, row["date_key"] is not None and row["date_key"] >= max(begun)


def _request_chain(world: World) -> Spoken:
    older = {at(line) for line in world.sold_lines if all(line[name] is None for name in _ADDED)}
    for where, rows in world.asked.items():
        if where in older:
            continue
        yield from _chained("REQ-6", rows, opening_as_moved(rows[0], world), "quantity_allocated", "request_id")


def arrival(row: Row, number: str) -> tuple[Any, ...]:
    """What requests and lines of a day are ordered by; what has no time or number comes first."""
    return row["inventory_check_timestamp"] or datetime.min, row[number] is not None, row[number] or 0


def _chained(law: str, rows: Sequence[Row], opening: int | None, takes: str, number: str) -> Spoken:
    """Each sees what the one before left; the first, the opening stock, where that is known."""
    left = opening
    for row in sorted(rows, key=lambda row: arrival(row, number)):
        sees = row["inventory_at_purchase"]
        if left is not None and (sees is not None or law == "REQ-6"):
            yield law, same(sees, left)
        left = sees - row[takes] if known(sees, row[takes]) else None


def opening_as_moved(row: Row, world: World) -> int | None:
    """Opening stock by the movements: the evening before, and what came in; None where no evening is known."""
    came = total((told for told in world.moved.get(at(row), []) if told["movement_type"] != "SALE"), "available_change")
    today = day(row["date_key"])
    if world.horizon and today == world.horizon[0]:
        return came
    before = world.close(place(row), today and today - timedelta(days=1))
    return before["quantity_available"] + came if before and before["quantity_available"] is not None else None


def sales(world: World) -> Spoken:
    """SAL-1 to SAL-15."""
    for line in world.sold_lines:
        yield from _line(line)
        yield from _not_too_early("SAL-14", line, world)
        yield from _channel_fits(line, world)
    for line in world["sales"]:
        yield from _amounts(line, world)
    for lines in by(world["sales"], "order_number").values():
        kinds = {line["is_return"] for line in lines}
        yield "SAL-12", agree(lines, *_OF_ONE_ORDER) and not kinds >= {True, False}
    yield from _within_opening(world)
    yield from _line_of_request(world)
    yield from _line_chain(world)


def _line(line: Row) -> Spoken:
    sold, asked, sees, lost = (line[name] for name in ("quantity_sold", "quantity_requested", "inventory_at_purchase", "lost_sales_qty"))
    if asked is not None:
        yield "SAL-1", known(sold) and sold <= asked
        yield "SAL-3", known(sold) and iff(line["is_inventory_constrained"], sold < asked)
    if sees is not None:
        yield "SAL-2", known(sold) and sold <= sees
    added = [line[name] is not None for name in _ADDED]
    if known(lost, asked):
        yield "SAL-4", known(sold) and lost == asked - sold
    if known(lost, line["stockout_flag"]):
        yield "SAL-5", iff(line["stockout_flag"], lost > 0)
    yield "SAL-6", all(added) or not any(added)
    if line["inventory_check_timestamp"] is not None:
        yield "SAL-15", same(line["time_key"], minute(line["inventory_check_timestamp"]))


def _channel_fits(line: Row, world: World) -> Spoken:
    channel, location = world.entity("channel", line), world.entity("location", line)
    if channel and location and known(channel["is_digital"]) and location["location_type"] in ("store", "warehouse", "dc"):
        yield "SAL-13", iff(channel["is_digital"], location["location_type"] in ("warehouse", "dc"))


def _amounts(line: Row, world: World) -> Spoken:
    product, location = world.entity("product", line), world.entity("location", line)
    if not product or not location:
        return
    price, discount, sold = line["unit_price"], line["discount_amount"], line["quantity_sold"]
    cost, rate = product["unit_cost"], location["state_tax_rate"]
    if not known(cost, rate):
        return
    if not known(price, discount, sold):
        yield "SAL-11", False
        return
    net: Decimal = (price - discount) * sold
    amounts = ((line["net_sales_amount"], net), (line["tax_amount"], net * rate), (line["gross_margin_amount"], net - cost * sold))
    yield "SAL-11", 0 <= discount <= price and all(near(*both) for both in amounts)


def _within_opening(world: World) -> Spoken:
    for closes in world.listed.values():
        for close in closes:
            if not world.evening_before(close):
                continue
            opening, sold = opening_from_facts(close, world), total(world.sold.get(at(close), []), "quantity_sold")
            if sold > 0:
                yield "SAL-7", opening is not None and sold <= opening
            if opening is not None and opening <= 0:
                yield "SAL-8", sold == 0


def opening_from_facts(close: Row, world: World) -> int | None:
    """What was available, what came back and can be sold, and what was due to arrive; None where something is missing (V5)."""
    before = world.evening_before(close)
    if not before:
        return None
    back = total(world.restocked.get(at(close), []), "quantity_sold")
    arrived = before["quantity_in_transit"] if same(before["next_replenishment_date"], day(close["date_key"])) else 0
    parts = (before["quantity_available"], close["quantity_damaged"], before["quantity_damaged"], arrived)
    return parts[0] + back - (parts[1] - parts[2]) + parts[3] if known(*parts) else None


def _line_of_request(world: World) -> Spoken:
    lines, asked = by(world["sales"], "request_id"), by(world["request"], "request_id")
    for row in world["request"]:
        answers = lines.get(row["request_id"], [])
        if not answers:
            yield "SAL-9", same(row["quantity_allocated"], 0)
        yield from (("SAL-9", len(answers) == 1 and _same_story(row, line)) for line in answers)
    for line in world["sales"]:
        number = line["request_id"]
        is_new = line["is_return"] is False and all(line[name] is not None for name in _ADDED)
        if (number is not None and number not in asked) or (number is None and is_new):
            yield "SAL-9", False


def _same_story(asked: Row, line: Row) -> bool:
    gets = asked["quantity_allocated"]
    return (
        line["is_return"] is False
        and same(gets, line["quantity_sold"])
        and gets > 0
        and all(same(asked[name], line[name]) for name in _TOLD_BY_BOTH)
    )


def _line_chain(world: World) -> Spoken:
    first = {at(close): opening_from_facts(close, world) for rows in world.listed.values() for close in rows if world.evening_before(close)}
    for where, rows in world.sold.items():
        times: list[Any] = [line["inventory_check_timestamp"] for line in rows]
        if known(*times) and len(set(times)) == len(times):
            yield from _chained("SAL-10", rows, first.get(where), "quantity_sold", "line_item_id")
