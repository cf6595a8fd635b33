"""One location through one chunk of days: the whole story (RA "Execution Order", RE 1).

Everything here is pure: (world, band, state, days) -> rows and the state to go on from. A band is a range of a location's products
that shares nothing with the rest of the world but the calendar (D19), so bands may run anywhere, in any order; chunks of a band
run one after the other, and chunks end to end give the same rows as one long chunk (GEN-1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator import streams
from generator.allocation import allocate
from generator.calendar import multipliers
from generator.carts import cart_table, fill_carts, item_table, judge_carts
from generator.demand import Requests, requests, units_asked
from generator.events import event_table
from generator.identity import BLOCK_PRODUCTS, Kind, as_kind, block_of
from generator.inventory import Closes, Receipts, movement_table, opening_table, snapshot_table
from generator.ledger import Stock, dispatch, receive, restock, sell
from generator.replenishment import Levels, Schedule, order_up_to, schedule, source_opening
from generator.returns import Returns, comes_back, returns_of
from generator.sales import Trade, request_table, sales_table
from generator.stockouts import OpenRuns, stockout_runs, stockout_table, zero_days
from generator.world import Location, Products, World

_DISPLAY_UNITS_MOST = 2

Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Band:
    """The active products of a range of blocks at one location: the unit of parallel work."""

    location: Location
    products: Products
    levels: Levels
    schedule: Schedule
    reserved: NDArray[np.int64]


@dataclass(frozen=True)
class State:
    """All that a band carries from one close to the next morning; arrays by position.

    ``last_receipt`` is a day, 0 before the first; ``pending`` are the returns not yet restocked, brought back or not.
    """

    stock: Stock
    last_receipt: NDArray[np.int64]
    open_runs: OpenRuns
    pending: Returns


@dataclass(frozen=True)
class _Days:
    """What the walk through a chunk's days leaves behind."""

    stock: Stock
    trade: Trade
    returns: Returns
    receipts: Receipts
    closes: Closes


def make_band(world: World, location: Location, levels: Levels, first_block: int, last_block: int) -> Band:
    """The band of a location's products in blocks first_block..last_block, of 100 consecutive keys each."""
    block = block_of(world.products.key)
    products = world.products[world.products.is_active & (first_block <= block) & (block <= last_block)]
    most = 0 if location.is_digital else _DISPLAY_UNITS_MOST
    return Band(
        location=location,
        products=products,
        levels=levels,
        schedule=schedule(world, location, products),
        reserved=streams.integers(world.seed, "position.reserved", 0, most, location.key, products.key),
    )


def blocks(world: World) -> int:
    """Number of blocks that the world's products fill."""
    return -(-world.config.products // BLOCK_PRODUCTS)


def open_band(world: World, band: Band) -> State:
    """Each position as the first day finds it: after an unrecorded warm-up of two cycles and a lead time, or RA's draw (D17)."""
    first, plan = world.first_day, band.schedule
    nothing = np.zeros(len(band.products.key), dtype=np.int64)
    drawn = source_opening(world, band.location, band.products, float(multipliers(first, first)[0]))
    stock = Stock(np.maximum(drawn - band.reserved, 0), nothing, nothing)
    if world.config.opening_stock == "steady":
        begins = first - 2 * plan.review_days - plan.lead_days
        level = order_up_to(world, band.location, band.products, band.levels, plan, begins, first - 1)
        stock = replace(stock, available=np.minimum(stock.available, level[:, 0]))
        for at, (day, multiplier) in enumerate(zip(range(begins, first), multipliers(begins, first - 1), strict=True)):
            stock, _ = receive(stock, plan.receiving(day))
            asked = units_asked(world, band.location, band.products, day, float(multiplier))
            stock = replace(stock, available=np.maximum(stock.available - asked, 0))
            leaving = plan.dispatching(day)
            stock = dispatch(stock, leaving, level[leaving, at])
        stock, _ = receive(stock, plan.receiving(first))
    return State(stock, nothing, OpenRuns(nothing, nothing, nothing), Returns.none())


def run_chunk(world: World, band: Band, state: State, first: int, last: int) -> tuple[Tables, State]:
    """The rows of days first..last of a band, by table, and the state at the last close."""
    is_first, is_last = first == world.first_day, last == world.last_day
    location, products = band.location, band.products
    days = np.arange(first, last + 1)
    multiplier = multipliers(first, last)
    asked = requests(world, location, products, days, multiplier)
    lived = _live(world, band, state, asked, days)
    trade, closes = lived.trade, lived.closes
    runs, open_runs = stockout_runs(first, closes.zero_days, state.open_runs, trade, is_last)
    everything = Returns.join([state.pending, lived.returns])
    brought_back = everything[(first <= everything.brought_back) & (everything.brought_back <= last)]
    restocked = everything[everything.restocked <= last]
    opening = opening_table(location, products, first, state.stock.available, band.reserved) if is_first else None
    tables = {
        "gold_purchase_request_fact": request_table(location, products, trade),
        "gold_sales_fact": sales_table(world, location, products, trade, brought_back),
        "gold_inventory_fact": snapshot_table(location, products, band.reserved, closes),
        "gold_inventory_movement_fact": movement_table(location, products, trade, restocked, lived.receipts, opening),
        "gold_stockout_events": stockout_table(location, products, runs),
    }
    if location.is_digital:
        tables |= _online(world, band, days, multiplier, closes.available)
    last_receipt = closes.last_receipt[:, -1].astype(np.int64)
    return tables, State(lived.stock, last_receipt, open_runs, everything[everything.restocked > last])


def _live(world: World, band: Band, state: State, asked: Requests, days: NDArray[np.int64]) -> _Days:
    """Day after day: restock, receive, trade, take back, dispatch, close."""
    config, plan = world.config, band.schedule
    first, positions = int(days[0]), len(band.products.key)
    due_back = _DueBack(config.return_window_days + config.return_delay_days[1], positions)
    due_back.expect(state.pending)
    level = order_up_to(world, band.location, band.products, band.levels, plan, first, int(days[-1]))
    line = as_kind(asked.id, Kind.SALE)
    comes_home = comes_back(config, line)
    found, allocated = np.zeros_like(asked.units), np.zeros_like(asked.units)
    days_requests = np.searchsorted(asked.day, np.append(days, days[-1] + 1))
    closing = np.empty((3, len(days), positions), dtype=np.int32)
    took_back: list[Returns] = [Returns.none()]
    receipts: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    stock = state.stock
    for at, day in enumerate(days.tolist()):
        stock = restock(stock, *due_back.collect(day))
        scheduled = plan.receiving(day)  # on the first day of all nothing is left to arrive: the opening has it
        stock, arrived = receive(stock, scheduled)
        receipts.append((scheduled[arrived > 0], arrived[arrived > 0]))

        today = slice(days_requests[at], days_requests[at + 1])
        position, units = asked.position[today], asked.units[today]
        found[today], allocated[today] = allocate(stock.available[position], asked.asked_before[today], units)
        stock = sell(stock, position, allocated[today])

        sold_back = today.start + np.flatnonzero(comes_home[today] & (allocated[today] > 0))
        back = asked[sold_back]
        took_back.append(returns_of(config, line[sold_back], back.position, back.customer, back.channel, back.day, allocated[sold_back]))
        due_back.expect(took_back[-1])

        leaving = plan.dispatching(day)
        stock = dispatch(stock, leaving, level[leaving, at])
        closing[:, at] = stock.available, stock.damaged, stock.in_transit
    received = _receipts(days, receipts)
    return _Days(
        stock=stock,
        trade=Trade(asked, found, allocated),
        returns=Returns.join(took_back),
        receipts=received,
        closes=_closes(state, plan, days, closing, level, received),
    )


class _DueBack:
    """Units on their way back, by day of their restock: a ring of as many days as the longest way takes."""

    def __init__(self, longest: int, positions: int) -> None:
        self._units = np.zeros((2, longest + 1, positions), dtype=np.int64)

    def expect(self, returns: Returns) -> None:
        """Units of each return are restocked on its day."""
        day = returns.restocked % self._units.shape[1]
        np.add.at(self._units, (1 - returns.is_sellable.astype(np.intp), day, returns.position), returns.units)

    def collect(self, day: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Units restocked on a day by position, sellable and unsellable; they are no longer expected after."""
        slot = day % self._units.shape[1]
        sellable, unsellable = self._units[:, slot].copy()
        self._units[:, slot] = 0
        return sellable, unsellable


def _receipts(days: NDArray[np.int64], by_day: list[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> Receipts:
    counts = [len(position) for position, _ in by_day]
    position, units = (np.concatenate(parts) for parts in zip(*by_day, strict=True))
    return Receipts(position, np.repeat(days, counts), units)


def _closes(
    state: State, plan: Schedule, days: NDArray[np.int64], closing: NDArray[np.int32], level: NDArray[np.int32], received: Receipts
) -> Closes:
    available, damaged, in_transit = (np.ascontiguousarray(values.T) for values in closing)
    last_receipt = np.zeros((len(available), len(days) + 1), dtype=np.int32)
    last_receipt[:, 0] = state.last_receipt
    last_receipt[received.position, received.day - days[0] + 1] = received.day
    return Closes(
        days=days,
        available=available,
        damaged=damaged,
        in_transit=in_transit,
        level=level,
        zero_days=zero_days(available, state.open_runs.days),
        last_receipt=np.maximum.accumulate(last_receipt, axis=1, out=last_receipt)[:, 1:],
        next_receipt=plan.next_receipt(days),
    )


def _online(world: World, band: Band, days: NDArray[np.int64], multiplier: NDArray[np.float64], available: NDArray[np.int32]) -> Tables:
    """Carts and sessions of a location that digital channels draw on."""
    location, products = band.location, band.products
    items = fill_carts(world, location, products, days, multiplier, available)
    carts = judge_carts(world, location, products, items)
    return {
        "gold_cart_abandonment_fact": cart_table(world, carts),
        "gold_cart_item_fact": item_table(location, products, items),
        "gold_customer_event_fact": event_table(world, location, products, days, multiplier, carts, items),
    }
