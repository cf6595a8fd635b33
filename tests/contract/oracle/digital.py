"""CRT and EVT, in plain Python: carts with their items, and the clicks of a session."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from oracle.world import Row, Spoken, World, agree, blended, by, iff, key, known, near, place, same

_MAILED = ("is_abandoned", "recovery_email_sent", "recovery_email_opened", "recovery_email_clicked")


def carts(world: World) -> Spoken:
    """CRT-1 to CRT-13, without CRT-6 and CRT-7."""
    items = by(world["item"], "cart_id")
    for cart in world["cart"]:
        yield from _told(cart)
        yield from _with_items(cart, items.get(cart["cart_id"], []), world)
    yield from _closing_stock(world)


def _closing_stock(world: World) -> Spoken:
    whole, closes = by(world["cart"], "cart_id"), by(world["inventory"], "product_key", "location_key", "date_key")
    for item in world["item"]:
        carts_ = whole.get(item["cart_id"])
        there = closes.get((*place(item), blended(carts_)["date_key"])) if carts_ else None
        if there:
            yield "CRT-2", same(item["inventory_available"], blended(there)["quantity_available"])


def _told(cart: Row) -> Spoken:
    low, count = cart["inventory_constrained_items"], cart["items_count"]
    yield "CRT-4", known(low) and iff(cart["low_inventory_trigger"], low > 0)
    yield "CRT-5", known(low, count) and low <= count
    if cart["low_inventory_trigger"] is False:
        yield "CRT-8", cart["suspected_reason"] != "out_of_stock"
    stage, reason = cart["abandonment_stage"] is not None, cart["suspected_reason"] is not None
    yield "CRT-9", iff(cart["is_abandoned"], stage) and iff(cart["is_abandoned"], reason)
    steps = [*pairwise(_MAILED), ("recovery_email_sent", "is_recovered")]
    yield "CRT-10", all(cart[later] is False or cart[earlier] is True for earlier, later in steps)
    yield "CRT-11", _recovery(cart)


def _recovery(cart: Row) -> bool:
    when, revenue, value = cart["recovery_date_key"], cart["recovery_revenue"], cart["cart_value"]
    if cart["is_recovered"] is not True:
        return cart["is_recovered"] is False and when is None and revenue == 0
    today = cart["date_key"]
    return known(today, when, revenue, value) and when > today and 0 < revenue <= value


def _with_items(cart: Row, items: Sequence[Row], world: World) -> Spoken:
    threshold = world.thresholds["low_inventory_threshold"]
    yield "CRT-1", same(cart["items_count"], len(items)) and len({item["location_key"] for item in items} - {None}) <= 1
    available = [item["inventory_available"] for item in items if item["inventory_available"] is not None]
    yield "CRT-3", same(cart["inventory_constrained_items"], sum(left < threshold for left in available))
    yield from _value(cart, items, world)
    yield "CRT-13", _is_allowed(cart, items, world)


def _value(cart: Row, items: Sequence[Row], world: World) -> Spoken:
    products = [world.entity("product", item) for item in items]
    prices = [product["base_price"] for product in products if product and product["base_price"] is not None]
    if len(prices) == len(items):
        at_list = all(item["unit_price"] is None or near(item["unit_price"], price) for item, price in zip(items, prices, strict=True))
        value = sum(price * (item["quantity"] or 0) for item, price in zip(items, prices, strict=True))
        yield "CRT-12", at_list and near(cart["cart_value"], value)


def _is_allowed(cart: Row, items: Sequence[Row], world: World) -> bool:
    channel, customer = world.entity("channel", cart), world.entity("customer", cart)
    products, places = ([world.entity(name, item) for item in items] for name in ("product", "location"))
    since = [customer["acquisition_date"] if customer else None, *(product["launch_date"] for product in products if product)]
    begun = [key(first) for first in since if first]
    is_late = not begun or (cart["date_key"] is not None and cart["date_key"] >= max(begun))
    at_stores = any(place_ and place_["location_type"] == "store" for place_ in places)
    return (channel is None or channel["is_digital"] is not False) and not at_stores and is_late


def events(world: World) -> Spoken:
    """EVT-1 to EVT-3."""
    for clicks in by(world["event"], "session_id").values():
        yield "EVT-3", agree(clicks, "customer_key", "channel_key")
        yield from _completed(clicks)
    for click in world["event"]:
        channel = world.entity("channel", click)
        if channel and channel["is_digital"] is not None:
            yield "EVT-2", channel["is_digital"] is True


def _completed(clicks: Sequence[Row]) -> Spoken:
    started = False
    for click in sorted(clicks, key=_when):
        if click["event_type"] == "checkout_complete":
            yield "EVT-1", started
        started = started or click["event_type"] == "checkout_start"


def _when(click: Row) -> tuple[Any, ...]:
    """By day, time and number; what is missing stands first."""
    return tuple(part for name in ("date_key", "time_key", "event_id") for part in (click[name] is not None, click[name] or 0))
