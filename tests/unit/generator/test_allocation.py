"""Allocation and ledger in bulk are what RA's classes do one request at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.allocation import allocate
from generator.ledger import Stock, dispatch, receive, restock, sell
from generator.reference import InventoryManager, SalesValidator

LOCATION = 1
units = st.integers(0, 12)


@dataclass(frozen=True)
class Day:
    """What happens on a day: by position, units brought back sellable and unsellable; who is due; the queue of (position, units)."""

    sellable: tuple[int, ...]
    unsellable: tuple[int, ...]
    due: frozenset[int]
    leaving: frozenset[int]
    queue: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Story:
    """Positions with opening units, reserved ones and a level, and the days that follow."""

    opening: tuple[int, ...]
    reserved: tuple[int, ...]
    level: tuple[int, ...]
    days: tuple[Day, ...]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """One to six positions through up to eight days; shrinks to one position with nothing on one quiet day."""
    positions = draw(st.integers(1, 6))
    each = st.tuples(*[units] * positions)
    some = st.frozensets(st.integers(0, positions - 1))
    queue = st.lists(st.tuples(st.integers(0, positions - 1), st.integers(1, 4)), max_size=15).map(tuple)
    day = st.builds(Day, each, each, some, some, queue)
    days = st.lists(day, min_size=1, max_size=8).map(tuple)
    return draw(st.builds(Story, each, each, each, days))


def asked_before(queue: tuple[tuple[int, int], ...]) -> list[int]:
    return [sum(q for p, q in queue[:at] if p == position) for at, (position, _) in enumerate(queue)]


def indexes(chosen: frozenset[int]) -> np.ndarray:
    return np.array(sorted(chosen), dtype=np.intp)


def trade_in_bulk(stock: Stock, queue: tuple[tuple[int, int], ...]) -> tuple[Stock, list[tuple[int, int]]]:
    """A day's trading as the generator does it: (found, allocated) for each request, and the stock afterwards."""
    position = np.array([p for p, _ in queue], dtype=np.intp)
    wanted = np.array([q for _, q in queue], dtype=np.int64)
    found, allocated = allocate(stock.available[position], np.array(asked_before(queue), dtype=np.int64), wanted)
    return sell(stock, position, allocated), list(zip(found.tolist(), allocated.tolist(), strict=True))


def trade_one_by_one(manager: InventoryManager, day: int, queue: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """The same as RA's loop does it: validate, then deduct (RA 2.2)."""
    validator, answers = SalesValidator(manager), []
    for position, wanted in queue:
        found = manager.get_available_inventory(position, LOCATION, day)
        allocated, is_constrained = validator.validate_purchase(position, LOCATION, day, wanted)
        assert manager.deduct_inventory(position, LOCATION, day, allocated) == allocated
        assert is_constrained == (allocated < wanted)
        answers.append((found, allocated))
    return answers


@settings(max_examples=300)
@given(stories())
def test_days_in_bulk_are_days_one_request_at_a_time(story: Story) -> None:
    positions = range(len(story.opening))
    manager = InventoryManager()
    for at, (open_units, reserved) in enumerate(zip(story.opening, story.reserved, strict=True)):
        manager.inventory_state[at, LOCATION, 1] = {
            "qty_available": open_units,
            "qty_on_hand": open_units + reserved,
            "qty_reserved": reserved,
        }
    nothing = np.zeros(len(story.opening), dtype=np.int64)
    stock, in_transit = Stock(np.array(story.opening), nothing, nothing), [0] * len(story.opening)
    for number, day in enumerate(story.days, 1):
        stock = restock(stock, np.array(day.sellable), np.array(day.unsellable))
        stock, arrived = receive(stock, indexes(day.due))
        assert arrived.tolist() == [in_transit[at] for at in sorted(day.due)]
        for at in positions:
            manager.restock(at, LOCATION, number, day.sellable[at])
        for at in day.due:
            manager.receive(at, LOCATION, number, in_transit[at])
            in_transit[at] = 0
        stock, answers = trade_in_bulk(stock, day.queue)
        assert answers == trade_one_by_one(manager, number, day.queue)
        stock = dispatch(stock, indexes(day.leaving), np.array(story.level)[indexes(day.leaving)])
        for at in day.leaving:
            available = manager.get_available_inventory(at, LOCATION, number)
            in_transit[at] += max(0, story.level[at] - available - in_transit[at])
        closing = [manager.get_snapshot(at, LOCATION, number) for at in positions]
        assert stock.available.tolist() == [state["qty_available"] for state in closing]
        assert (stock.available + np.array(story.reserved)).tolist() == [state["qty_on_hand"] for state in closing]
        assert stock.in_transit.tolist() == in_transit
        manager.close_day(number, number + 1)
    assert stock.damaged.tolist() == [sum(day.unsellable[at] for day in story.days) for at in positions]


@given(stories())
def test_no_step_of_a_day_changes_the_stock_it_was_given(story: Story) -> None:
    nothing = np.zeros(len(story.opening), dtype=np.int64)
    before = Stock(np.array(story.opening), nothing.copy(), np.array(story.level))
    day = story.days[0]
    restock(before, np.array(day.sellable), np.array(day.unsellable))
    receive(before, indexes(day.due))
    trade_in_bulk(before, day.queue)
    dispatch(before, indexes(day.leaving), np.array(story.level)[indexes(day.leaving)])
    assert [getattr(before, field.name).tolist() for field in fields(Stock)] == [list(story.opening), nothing.tolist(), list(story.level)]


@given(units, st.lists(st.integers(1, 4), max_size=12))
def test_all_that_is_asked_for_is_given_as_far_as_it_goes(opening: int, queue: list[int]) -> None:
    before = np.cumsum([0, *queue])[:-1].astype(np.int64)
    _, allocated = allocate(np.full(len(queue), opening), before, np.array(queue, dtype=np.int64))
    assert allocated.sum() == min(sum(queue), opening)
    assert ((allocated >= 0) & (allocated <= queue)).all()
    assert ((allocated > 0) & (allocated < queue)).sum() <= 1


def test_the_last_units_go_to_whoever_comes_first() -> None:
    found, allocated = allocate(np.full(4, 4), np.array([0, 3, 5, 7]), np.array([3, 2, 2, 1]))
    assert found.tolist() == [4, 1, 0, 0]
    assert allocated.tolist() == [3, 1, 0, 0]


def test_a_dispatch_fills_up_to_the_level_and_never_above_it() -> None:
    stock = Stock(available=np.array([2, 9, 0, 4]), damaged=np.zeros(4, dtype=np.int64), in_transit=np.array([0, 0, 5, 1]))
    after = dispatch(stock, np.array([0, 1, 2]), np.array([6, 6, 6]))
    assert after.in_transit.tolist() == [4, 0, 6, 1]
    assert after.available.tolist() == [2, 9, 0, 4]


def test_a_receipt_brings_all_that_was_in_transit_to_those_who_are_due() -> None:
    stock = Stock(available=np.array([0, 1, 2]), damaged=np.zeros(3, dtype=np.int64), in_transit=np.array([5, 6, 0]))
    after, arrived = receive(stock, np.array([0, 2]))
    assert arrived.tolist() == [5, 0]
    assert after.available.tolist() == [5, 1, 2]
    assert after.in_transit.tolist() == [0, 6, 0]


def test_damaged_units_come_back_on_hand_and_are_never_for_sale() -> None:
    nothing = np.zeros(1, dtype=np.int64)
    after = restock(Stock(np.array([1]), nothing, nothing), sellable=np.array([2]), unsellable=np.array([3]))
    assert (after.available.tolist(), after.damaged.tolist()) == ([3], [3])
