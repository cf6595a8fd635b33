"""Digital carts, judged against the day's closing stock as RA 2.4 does: abandoned more often when an item is low (D8).

A position-day is put into a cart or not, by a draw of its own, and picks one of the cart slots of its block of products, as
requests pick order slots (D23); a cart is what picked its slot. One row per cart, abandoned or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator import streams
from generator.arrow import Nullable, constant, table
from generator.calendar import date_keys
from generator.config import SEGMENTS
from generator.demand import daily_rate, pick_customers, slot_time
from generator.identity import Kind, as_kind, block_of, compose, slot_entity
from generator.world import Location, Products, World, channel_keys

CART_SLOTS = 4
_MINUTE = 60_000_000
_LAST_START = 22 * 60  # minutes of the day: a session is over before midnight
_STAGES = np.array(["cart", "shipping", "payment"], dtype=object)
_REASONS = np.array(["high_shipping", "price_concern", "technical_issue", "payment_issue", "out_of_stock"], dtype=object)
_OUT_OF_STOCK_SHARE = 0.4
_SENT, _OPENED, _CLICKED, _RECOVERED = 0.7, 0.5, 0.4, 0.5
_RECOVERY_DAYS = 7


@dataclass(frozen=True)
class Items:
    """What is in carts, by cart and product: one entry an item; money in cents, ``available`` in units at close."""

    cart: NDArray[np.int64]
    day: NDArray[np.int64]
    position: NDArray[np.int64]
    quantity: NDArray[np.int64]
    available: NDArray[np.int64]


@dataclass(frozen=True)
class Carts:
    """Carts, one entry each, by id; ``first_item`` and ``items`` say where its items stand among `Items`."""

    id: NDArray[np.int64]
    day: NDArray[np.int64]
    customer: NDArray[np.int64]
    channel: NDArray[np.int64]
    minute: NDArray[np.int64]
    first_item: NDArray[np.int64]
    items: NDArray[np.int64]
    low_items: NDArray[np.int64]
    value: NDArray[np.int64]
    is_abandoned: NDArray[np.bool_]


def picks(
    world: World,
    location: Location,
    products: Products,
    days: NDArray[np.int64],
    multiplier: NDArray[np.float64],
    stream: str,
    ratio: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Position-days that somebody picks, ``ratio`` times as many as requests are expected, as (day index, position)."""
    rate = daily_rate(products, location) * ratio
    key = products.key.astype(np.uint64)
    chance = {m: -np.expm1(-rate * m) for m in set(multiplier.tolist())}  # shared by days alike
    picked = [
        np.flatnonzero(streams.uniform(world.seed, stream, location.key, day, key) < chance[m])
        for day, m in zip(days.tolist(), multiplier.tolist(), strict=True)
    ]
    return np.repeat(np.arange(len(days)), [len(positions) for positions in picked]), np.concatenate(picked)


def fill_carts(
    world: World,
    location: Location,
    products: Products,
    days: NDArray[np.int64],
    multiplier: NDArray[np.float64],
    available: NDArray[np.int32],
) -> Items:
    """The items of all carts; ``available`` is each position's at close: positions x days."""
    seed = world.seed
    at, position = picks(world, location, products, days, multiplier, "cart.item", world.config.cart_requests_ratio)
    day, key = days[at], products.key[position]
    slot = streams.integers(seed, "cart.slot", 0, CART_SLOTS - 1, location.key, day, key)
    cart = compose(Kind.CART, day, location.key, slot_entity(block_of(key), slot))
    order = np.lexsort((position, cart))
    quantity = streams.integers(seed, "cart.quantity", 1, 2, location.key, day, key)
    return Items(cart[order], day[order], position[order], quantity[order], available[position, at].astype(np.int64)[order])


def judge_carts(world: World, location: Location, products: Products, items: Items) -> Carts:
    """What becomes of each cart: base rate of the customer's segment, and the increase when any item is low (RA 2.4, D4)."""
    seed, config = world.seed, world.config
    cart, first, count = np.unique(items.cart, return_index=True, return_counts=True)
    day = items.day[first]
    customer = pick_customers(seed, "cart.customer", world.customers, cart, day)
    is_low = items.available < config.low_inventory_threshold
    low = _sums(is_low.astype(np.int64), first)
    base = np.array([config.base_rates()[s] for s in SEGMENTS])[world.customers.segment[customer]]
    chance = base + np.where(low > 0, config.cart_abandonment_increase, 0.0)
    first_channel, channels = channel_keys(is_digital=True)
    return Carts(
        id=cart,
        day=day,
        customer=customer,
        channel=streams.integers(seed, "cart.channel", first_channel, first_channel + channels - 1, cart),
        minute=np.minimum(slot_time(seed, "cart.time", location, cart) // _MINUTE, _LAST_START),
        first_item=first,
        items=count,
        low_items=low,
        value=_sums(items.quantity * products.price[items.position], first),
        is_abandoned=streams.below(seed, "cart.abandoned", chance, cart),
    )


def item_table(location: Location, products: Products, items: Items) -> pa.Table:
    """gold_cart_item_fact."""
    return table(
        "gold_cart_item_fact",
        {
            "cart_id": items.cart,
            "product_key": products.key[items.position],
            "location_key": constant(location.key, len(items.cart)),
            "quantity": items.quantity,
            "unit_price": products.price[items.position],
            "inventory_available": items.available,
        },
        items.day,
    )


def cart_table(world: World, carts: Carts) -> pa.Table:
    """gold_cart_abandonment_fact."""
    seed, left = world.seed, carts.is_abandoned
    is_low = carts.low_items > 0
    out_of_stock = is_low & streams.below(seed, "cart.out_of_stock", _OUT_OF_STOCK_SHARE, carts.id)
    reason = np.where(out_of_stock, len(_REASONS) - 1, streams.integers(seed, "cart.reason", 0, len(_REASONS) - 2, carts.id))
    stage = streams.integers(seed, "cart.stage", 0, len(_STAGES) - 1, carts.id)
    sent = left & streams.below(seed, "cart.sent", _SENT, carts.id)
    opened = sent & streams.below(seed, "cart.opened", _OPENED, carts.id)
    clicked = opened & streams.below(seed, "cart.clicked", _CLICKED, carts.id)
    recovered = clicked & streams.below(seed, "cart.recovered", _RECOVERED, carts.id)
    recovery_day = carts.day + streams.integers(seed, "cart.recovery", 1, _RECOVERY_DAYS, carts.id)
    bought_share = 0.5 + 0.5 * streams.uniform(seed, "cart.bought", carts.id)
    return table(
        "gold_cart_abandonment_fact",
        {
            "abandonment_id": as_kind(carts.id, Kind.ABANDONMENT),
            "cart_id": carts.id,
            "customer_key": carts.customer + 1,
            "channel_key": carts.channel,
            "date_key": date_keys(carts.day),
            "time_key": carts.minute // 60 * 100 + carts.minute % 60,
            "cart_value": carts.value,
            "items_count": carts.items,
            "low_inventory_trigger": is_low,
            "inventory_constrained_items": carts.low_items,
            "is_abandoned": left,
            "abandonment_stage": Nullable(_STAGES[stage], ~left),
            "suspected_reason": Nullable(_REASONS[reason], ~left),
            "minutes_in_cart": streams.integers(seed, "cart.minutes", 1, 90, carts.id),
            "recovery_email_sent": sent,
            "recovery_email_opened": opened,
            "recovery_email_clicked": clicked,
            "is_recovered": recovered,
            "recovery_date_key": Nullable(date_keys(recovery_day), ~recovered),
            "recovery_revenue": np.where(recovered, np.maximum((carts.value * bought_share).astype(np.int64), 1), 0),
        },
        carts.day,
    )


def _sums(values: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums of consecutive groups that begin at ``first``."""
    return np.add.reduceat(values, first) if len(first) else np.zeros(0, dtype=np.int64)
