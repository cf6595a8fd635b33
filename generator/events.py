"""Customer events: the clicks of digital sessions, last in the order of a day (domain step 9).

Every cart is a session in which its items were looked at and put in, and which went as far as the cart did; beside these there
are sessions that only look. Clicks of a session follow each other in time and id.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator import streams
from generator.arrow import Nullable, table
from generator.calendar import date_keys
from generator.carts import CART_SLOTS, Carts, Items, picks
from generator.demand import pick_customers, slot_time
from generator.identity import Kind, as_kind, block_of, compose, slot_entity
from generator.world import Location, Products, World, channel_keys

_BROWSING_FIRST_SLOT = 50  # sessions without a cart use the upper half of a block's slots
_BROWSING_RATIO = 1.5
_MOST_CLICKS = 99
_MINUTE = 60_000_000
_LAST_START = 22 * 60

EVENT_TYPES = pa.array(["page_view", "search", "product_view", "add_to_cart", "remove_from_cart", "checkout_start", "checkout_complete"])
_PAGE, _SEARCH, _VIEW, _ADD, _REMOVE, _START, _COMPLETE = range(len(EVENT_TYPES))


class _Clicks(NamedTuple):
    """Clicks in no order: the session (index), a rank that orders clicks within it, type, position (-1: none), value in cents."""

    session: NDArray[np.int64]
    rank: NDArray[np.int64]
    type: NDArray[np.int64]
    position: NDArray[np.int64]
    value: NDArray[np.int64]


class _Sessions(NamedTuple):
    id: NDArray[np.int64]
    day: NDArray[np.int64]
    customer: NDArray[np.int64]
    channel: NDArray[np.int64]
    minute: NDArray[np.int64]


def event_table(
    world: World,
    location: Location,
    products: Products,
    days: NDArray[np.int64],
    multiplier: NDArray[np.float64],
    carts: Carts,
    items: Items,
) -> pa.Table:
    """gold_customer_event_fact: the clicks of all sessions of a digital location."""
    shopping = _Sessions(as_kind(carts.id, Kind.SESSION), carts.day, carts.customer, carts.channel, carts.minute)
    shopped = _rows(products, shopping, _shopping_clicks(world, products, carts, items))
    browsing, looked = _browsing(world, location, products, days, multiplier)
    return pa.concat_tables([shopped, _rows(products, browsing, looked)])


def _shopping_clicks(world: World, products: Products, carts: Carts, items: Items) -> list[_Clicks]:
    sessions = np.arange(len(carts.id))
    of_item = np.repeat(sessions, carts.items)
    place = np.arange(len(of_item)) - np.repeat(carts.first_item, carts.items)
    price = products.price[items.position]
    none, nothing = np.full(len(sessions), -1), np.zeros(len(sessions), dtype=np.int64)
    stage = streams.integers(world.seed, "cart.stage", 0, 2, carts.id)  # the draw that gold_cart_abandonment_fact shows
    starts = ~carts.is_abandoned | (stage > 0)
    removes = carts.is_abandoned & (stage == 0) & streams.below(world.seed, "session.removes", 0.3, carts.id)
    last = 3 + 2 * carts.items
    return [
        _Clicks(sessions, nothing, nothing + _PAGE, none, nothing),
        _chosen(
            _Clicks(sessions, nothing + 1, nothing + _SEARCH, none, nothing), streams.below(world.seed, "session.searches", 0.4, carts.id)
        ),
        _Clicks(of_item, 2 + 2 * place, np.full(len(of_item), _VIEW), items.position, np.zeros_like(price)),
        _Clicks(of_item, 3 + 2 * place, np.full(len(of_item), _ADD), items.position, price * items.quantity),
        _chosen(_Clicks(sessions, last, nothing + _REMOVE, items.position[carts.first_item], nothing), removes),
        _chosen(_Clicks(sessions, last + 1, nothing + _START, none, carts.value), starts),
        _chosen(_Clicks(sessions, last + 2, nothing + _COMPLETE, none, carts.value), ~carts.is_abandoned),
    ]


def _browsing(
    world: World, location: Location, products: Products, days: NDArray[np.int64], multiplier: NDArray[np.float64]
) -> tuple[_Sessions, list[_Clicks]]:
    slots = min(round(CART_SLOTS * world.config.browsing_sessions_per_cart), 99 - _BROWSING_FIRST_SLOT)
    seed = world.seed
    at, position = picks(world, location, products, days, multiplier, "session.view", _BROWSING_RATIO * world.config.cart_requests_ratio)
    if not slots:
        at, position = at[:0], position[:0]
    day, key = days[at], products.key[position]
    slot = _BROWSING_FIRST_SLOT + streams.integers(seed, "session.slot", 0, max(slots - 1, 0), location.key, day, key)
    session_id = compose(Kind.SESSION, day, location.key, slot_entity(block_of(key), slot))
    session, first, of_view = np.unique(session_id, return_index=True, return_inverse=True)
    first_channel, channels = channel_keys(is_digital=True)
    sessions = _Sessions(
        session,
        day[first],
        pick_customers(seed, "session.customer", world.customers, session, day[first]),
        streams.integers(seed, "session.channel", first_channel, first_channel + channels - 1, session),
        np.minimum(slot_time(seed, "session.time", location, session) // _MINUTE, _LAST_START),
    )
    nothing = np.zeros(len(session), dtype=np.int64)
    views = np.zeros(len(position), dtype=np.int64)
    return sessions, [
        _Clicks(np.arange(len(session)), nothing, nothing + _PAGE, nothing - 1, nothing),
        _Clicks(of_view, 1 + position, views + _VIEW, position, views),
    ]


def _chosen(clicks: _Clicks, chosen: NDArray[Any]) -> _Clicks:
    return _Clicks(*(values[chosen] for values in clicks))


def _rows(products: Products, sessions: _Sessions, parts: list[_Clicks]) -> pa.Table:
    clicks = _Clicks(*(np.concatenate(values) for values in zip(*parts, strict=True)))
    clicks = _chosen(clicks, np.lexsort((clicks.rank, clicks.session)))
    first = np.searchsorted(clicks.session, np.arange(len(sessions.id)))
    number = np.arange(len(clicks.session)) - first[clicks.session]
    clicks, number = _chosen(clicks, number <= _MOST_CLICKS), number[number <= _MOST_CLICKS]
    session = sessions.id[clicks.session]
    minute = sessions.minute[clicks.session] + number
    return table(
        "gold_customer_event_fact",
        {
            "event_id": session + number * 10,
            "session_id": session,
            "customer_key": sessions.customer[clicks.session] + 1,
            "product_key": Nullable(products.key[clicks.position], clicks.position < 0),
            "channel_key": sessions.channel[clicks.session],
            "date_key": date_keys(sessions.day[clicks.session]),
            "time_key": minute // 60 * 100 + minute % 60,
            "event_type": EVENT_TYPES.take(clicks.type),
            "event_value": clicks.value,
        },
        sessions.day[clicks.session],
    )
