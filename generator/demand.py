"""Demand: how many requests a position gets on a day, of how many units, from whom, when.

Each position-day draws its own number of requests, so popularity is absolute and positions share nothing but order slots and the
calendar (D19, D23). A location-day has a fixed number of order slots for each block of 100 products; a slot has a customer, a
channel and an arrival time, drawn by slot and independent of each other: that is the fair shuffle of RE 3. Each request picks a
slot and is checked at the slot's time plus an offset of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator import streams
from generator.config import MAX_CUSTOMERS
from generator.identity import MAX_PER_POSITION_DAY, Kind, block_of, compose, slot_entity
from generator.world import Customers, Location, Products, World, channel_keys

ORDER_SLOTS = 10
UNITS_MOST = 3
"""A request asks for 1, 2 or 3 units, uniformly (RA 2.2)."""

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_OPEN = {True: (0.0, 23.75), False: (9.0, 21.0)}
_OFFSET_SECONDS = 600


@dataclass(frozen=True)
class Requests:
    """Requests of a band's positions, by day, position, arrival time and id; all arrays have one entry a request.

    ``position`` indexes the band's products, ``instant`` counts microseconds from 1970-01-01 UTC, ``asked_before`` is what
    earlier requests of the same position-day asked for together, in units.
    """

    id: NDArray[np.int64]
    day: NDArray[np.int64]
    position: NDArray[np.int64]
    order: NDArray[np.int64]
    customer: NDArray[np.int64]
    channel: NDArray[np.int64]
    instant: NDArray[np.int64]
    units: NDArray[np.int64]
    asked_before: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.id)

    def __getitem__(self, chosen: Any) -> Requests:
        return Requests(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def daily_rate(products: Products, location: Location) -> NDArray[np.float64]:
    """Expected requests of each position on an ordinary day."""
    return products.popularity * location.traffic


def requests(world: World, location: Location, products: Products, days: NDArray[np.int64], multiplier: NDArray[np.float64]) -> Requests:
    """All requests for ``products`` at ``location`` on ``days``, in the order in which stock will meet them."""
    seed = world.seed
    day, position, number = arrivals(seed, "demand.count", location, products, days, multiplier)
    key = products.key[position]
    request = compose(Kind.REQUEST, day, location.key, key, number)
    block = block_of(key)
    slot = streams.integers(seed, "request.slot", 0, ORDER_SLOTS - 1, request)
    order = compose(Kind.SALE, day, location.key, slot_entity(block, slot))
    offset = (streams.uniform(seed, "request.offset", request) * _OFFSET_SECONDS * _SECOND).astype(np.int64)
    instant = day * _DAY + slot_time(seed, "order.time", location, order) + offset
    arrived = _by_arrival(day * len(products.key) + position, instant, request)
    units = streams.integers(seed, "request.units", 1, UNITS_MOST, request)[arrived]
    position, day, order = position[arrived], day[arrived], order[arrived]
    first, channels = channel_keys(location.is_digital)
    return Requests(
        id=request[arrived],
        day=day,
        position=position,
        order=order,
        customer=pick_customers(seed, "order.customer", world.customers, order, day),
        channel=streams.integers(seed, "order.channel", first, first + channels - 1, order),
        instant=instant[arrived],
        units=units,
        asked_before=_asked_before(day * len(products.key) + position, units),
    )


def units_asked(world: World, location: Location, products: Products, day: int, multiplier: float) -> NDArray[np.int64]:
    """Units asked of each position on one day, by the same draws as `requests`."""
    seed = world.seed
    _, position, number = arrivals(seed, "demand.count", location, products, np.array([day]), np.array([multiplier]))
    request = compose(Kind.REQUEST, day, location.key, products.key[position], number)
    units = streams.integers(seed, "request.units", 1, UNITS_MOST, request)
    return np.bincount(position, weights=units, minlength=len(products.key)).astype(np.int64)


def arrivals(
    seed: int, stream: str, location: Location, products: Products, days: NDArray[np.int64], multiplier: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Poisson arrivals, as (day, position, number from 1 within the position-day), one entry an arrival."""
    rate = daily_rate(products, location)
    key = products.key.astype(np.uint64)
    nothing = {m: np.exp(-rate * m) for m in set(multiplier.tolist())}  # chance of an idle day, shared by days alike
    positions, draws = [], []
    for day, m in zip(days.tolist(), multiplier.tolist(), strict=True):
        draw = streams.uniform(seed, stream, location.key, day, key)
        busy = np.flatnonzero(draw >= nothing[m])
        positions.append(busy)
        draws.append(draw[busy])
    at = np.repeat(np.arange(len(days)), [len(busy) for busy in positions])
    position = np.concatenate(positions)
    count = _poisson_from(np.concatenate(draws), rate[position] * multiplier[at])
    return np.repeat(days[at], count), np.repeat(position, count), _numbered(count)


def slot_time(seed: int, stream: str, location: Location, slot: NDArray[np.int64]) -> NDArray[np.int64]:
    """When a slot's customer arrives: microseconds since midnight UTC, uniform over the location's opening hours."""
    opens, closes = _OPEN[location.is_digital]
    share = streams.uniform(seed, stream, slot)
    return ((opens + share * (closes - opens - _OFFSET_SECONDS / 3600)) * 3600 * _SECOND).astype(np.int64)


def pick_customers(seed: int, stream: str, customers: Customers, slot: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """The customer of each slot, as an index into ``customers``: uniform over those there are, none before the day of acquisition.

    A slot walks down from the most customers a world can have, each time to any of those below, until it finds one that is there
    and acquired. So one customer more takes over the slots that stop at the newcomer, and leaves all others as they were (GEN-2):
    consistent hashing as by Lamping and Veach (2014), walked backwards.
    """
    encoded = pa.array(slot).dictionary_encode()  # by hashing: sorting them would cost more than all draws
    distinct, back = encoded.dictionary.to_numpy(), encoded.indices.to_numpy()
    days = np.zeros(len(distinct), dtype=np.int64)
    days[back] = day
    candidate = np.full(len(distinct), MAX_CUSTOMERS)
    walking = np.arange(len(distinct))
    step = 0
    while len(walking):
        below = (streams.uniform(seed, stream, distinct[walking], step) * candidate[walking]).astype(np.int64)
        candidate[walking] = below
        is_there = below < len(customers.acquired)
        is_there[is_there] = customers.acquired[below[is_there]] <= days[walking[is_there]]
        walking = walking[~is_there]
        step += 1
    picked: NDArray[np.int64] = candidate[back]
    return picked


def _poisson_from(draw: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """Poisson counts by inversion of draws that are known to exceed the chance of none."""
    chance = np.exp(-mean) * mean
    reached = np.exp(-mean) + chance
    count = np.ones(len(draw), dtype=np.int64)
    while (more := (draw >= reached) & (count < MAX_PER_POSITION_DAY)).any():
        count += more
        chance = chance * mean / np.maximum(count, 1)
        reached = np.where(more, reached + chance, reached)
    return count


def _numbered(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """1..count for each count, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(counts.sum()) - np.repeat(starts, counts) + 1


def _by_arrival(position_day: NDArray[np.int64], instant: NDArray[np.int64], request: NDArray[np.int64]) -> NDArray[np.intp]:
    """The order of requests by (position_day, instant, request), given that they come by position_day already."""
    same = position_day[1:] == position_day[:-1]
    contested = np.flatnonzero(np.append(same, False) | np.append(False, same))  # all others are alone on their day
    order = np.arange(len(request))
    order[contested] = contested[np.lexsort((request[contested], instant[contested], position_day[contested]))]
    return order


def _asked_before(position_day: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.int64]:
    """What earlier requests of the same (sorted) position-day asked for, in units."""
    total = np.cumsum(units) - units
    starts = np.flatnonzero(np.diff(position_day, prepend=-1))
    return total - np.repeat(total[starts], np.diff(starts, append=len(units)))
