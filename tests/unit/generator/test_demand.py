"""Demand: how many ask, for how much, who, and when."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.calendar import multipliers
from generator.demand import ORDER_SLOTS, Requests, arrivals, daily_rate, pick_customers, requests, units_asked
from generator.identity import MAX_PER_POSITION_DAY
from generator.world import Customers, Location, Products, World

Worlds = Callable[..., World]
Fits = Callable[[object, object], None]
Near = Callable[[float, float, float], None]
DAY = 86_400_000_000
HOUR = 3_600_000_000


def products_of(popularity: float, count: int) -> Products:
    """Products alike in everything but their keys."""
    same = np.ones(count, dtype=np.int64)
    keys = np.arange(1, count + 1)
    return Products(keys, same, same, np.full(count, popularity), same, same.astype(bool), same)


def place(traffic: float) -> Location:
    return Location(key=2, type="warehouse", traffic=traffic, tax_rate=0, review_days=7, lead_days=3)


def busy(world_of: Worlds) -> World:
    """A world with several requests on most position-days."""
    return world_of(products=150, customers=2_000, store_requests_per_day=2.0, warehouse_requests_per_day=2.0)


@pytest.fixture(scope="module", params=[0, 1], ids=["store", "warehouse"])
def asked(request: pytest.FixtureRequest, world_of: Worlds) -> tuple[World, Location, Requests]:
    world = busy(world_of)
    location = world.locations[request.param]
    days = np.arange(world.first_day, world.first_day + 15)
    return world, location, requests(world, location, world.products, days, multipliers(int(days[0]), int(days[-1])))


@pytest.mark.parametrize("rate", [0.03, 0.4, 3.0, 25.0])
def test_arrivals_are_poisson(rate: float, assert_near: Near) -> None:
    products, days = products_of(rate, 4_000), np.arange(20_000, 20_005)
    day, position, _ = arrivals(1, "demand.count", place(1.0), products, days, np.ones(5))
    count = np.bincount((day - days[0]) * 4_000 + position, minlength=20_000)
    assert_near(count.mean(), rate, np.sqrt(rate / 20_000))
    assert_near(count.var(), rate, np.sqrt((rate + 2 * rate**2) / 20_000))
    assert_near((count == 0).mean(), np.exp(-rate), np.sqrt(np.exp(-rate) * (1 - np.exp(-rate)) / 20_000))


def test_arrivals_follow_popularity_traffic_and_the_day(assert_near: Near) -> None:
    products, days = products_of(0.5, 20_000), np.array([20_000, 20_001])
    day, _, _ = arrivals(1, "demand.count", place(2.0), products, days, np.array([1.0, 3.0]))
    for at, expected in ((20_000, 20_000), (20_001, 60_000)):
        assert_near(float((day == at).sum()), expected, np.sqrt(expected))


def test_arrivals_of_a_position_day_are_numbered_from_one() -> None:
    day, position, number = arrivals(1, "demand.count", place(3.0), products_of(1.0, 50), np.arange(10), np.ones(10))
    for at in set(zip(day.tolist(), position.tolist(), strict=True)):
        numbers = number[(day == at[0]) & (position == at[1])]
        assert numbers.tolist() == list(range(1, len(numbers) + 1))


def test_demand_that_an_id_cannot_number_is_cut_off() -> None:
    _, _, number = arrivals(1, "demand.count", place(200.0), products_of(1.0, 20), np.arange(5), np.ones(5))
    assert number.max() == MAX_PER_POSITION_DAY


def test_arrivals_of_a_day_do_not_depend_on_the_days_around_it() -> None:
    products, days = products_of(0.5, 100), np.arange(20_000, 20_010)
    day, position, number = arrivals(1, "demand.count", place(1.0), products, days, np.linspace(1, 2, 10))
    alone = arrivals(1, "demand.count", place(1.0), products, days[4:5], np.linspace(1, 2, 10)[4:5])
    today = day == days[4]
    assert [array.tolist() for array in alone] == [day[today].tolist(), position[today].tolist(), number[today].tolist()]


def test_requests_come_in_the_order_in_which_stock_meets_them(asked: tuple[World, Location, Requests]) -> None:
    _, _, queue = asked
    order = np.lexsort((queue.id, queue.instant, queue.position, queue.day))
    assert np.array_equal(order, np.arange(len(queue)))


def test_what_was_asked_before_is_the_sum_of_the_queue_ahead(asked: tuple[World, Location, Requests]) -> None:
    _, _, queue = asked
    ahead: dict[tuple[int, int], int] = {}
    columns = (queue.day, queue.position, queue.units, queue.asked_before)
    for day, position, units, before in zip(*(column.tolist() for column in columns), strict=True):
        assert before == ahead.get((day, position), 0)
        ahead[day, position] = before + units
    assert max(ahead.values()) > 10


def test_each_request_has_an_id_of_its_own(asked: tuple[World, Location, Requests]) -> None:
    _, _, queue = asked
    assert len(np.unique(queue.id)) == len(queue)


def test_requests_fall_into_opening_hours_of_their_day(asked: tuple[World, Location, Requests]) -> None:
    _, location, queue = asked
    opens, closes = (0, 23.75 * HOUR) if location.is_digital else (9 * HOUR, 21 * HOUR)
    time = queue.instant - queue.day * DAY
    assert opens <= time.min()
    assert time.max() <= closes


def test_requests_ask_for_one_to_three_units_alike(asked: tuple[World, Location, Requests], assert_fits: Fits) -> None:
    _, _, queue = asked
    assert_fits(np.bincount(queue.units, minlength=4)[1:], np.full(3, len(queue) / 3))


def test_an_order_has_one_customer_and_one_channel(asked: tuple[World, Location, Requests]) -> None:
    _, _, queue = asked
    _, first, order = np.unique(queue.order, return_index=True, return_inverse=True)
    assert len(first) < len(queue)
    assert np.array_equal(queue.customer, queue.customer[first][order])
    assert np.array_equal(queue.channel, queue.channel[first][order])


def test_an_order_holds_products_of_one_block_and_one_day(asked: tuple[World, Location, Requests]) -> None:
    world, _, queue = asked
    block = (world.products.key[queue.position] - 1) // 100
    _, order = np.unique(queue.order, return_inverse=True)
    for kept_together in (block, queue.day):
        assert len(np.unique(order * 1_000_000 + kept_together)) == order.max() + 1


def test_a_location_day_has_ten_orders_for_a_block_of_products_at_most(asked: tuple[World, Location, Requests]) -> None:
    world, _, queue = asked
    block = (world.products.key[queue.position] - 1) // 100
    orders = np.unique(np.column_stack([queue.day * 100 + block, queue.order]), axis=0)
    assert np.unique(orders[:, 0], return_counts=True)[1].max() == ORDER_SLOTS


def test_channels_are_those_that_draw_on_the_location(asked: tuple[World, Location, Requests]) -> None:
    _, location, queue = asked
    assert set(queue.channel.tolist()) == ({1, 2, 3} if location.is_digital else {4, 5})


def test_nobody_asks_before_they_are_acquired(asked: tuple[World, Location, Requests]) -> None:
    world, _, queue = asked
    assert (world.customers.acquired[queue.customer] <= queue.day).all()
    assert (world.customers.acquired[queue.customer] > world.first_day).any()


def test_the_place_in_the_queue_says_nothing_of_the_segment(asked: tuple[World, Location, Requests], assert_near: Near) -> None:
    world, _, queue = asked
    _, first = np.unique(queue.order, return_index=True)
    time, segment = queue.instant[first] % DAY, world.customers.segment[queue.customer[first]]
    rank = np.argsort(np.argsort(time)) / len(time)
    for each in range(5):
        mine = rank[segment == each]
        assert_near(float(mine.mean()), 0.5, np.sqrt(1 / 12 / len(mine)))


def test_the_warm_up_asks_for_what_the_requests_of_the_day_ask_for(world_of: Worlds) -> None:
    world = busy(world_of)
    location, day = world.locations[1], world.first_day + 3
    multiplier = float(multipliers(day, day)[0])
    queue = requests(world, location, world.products, np.array([day]), np.array([multiplier]))
    wanted = np.bincount(queue.position, weights=queue.units, minlength=len(world.products.key))
    assert units_asked(world, location, world.products, day, multiplier).tolist() == wanted.tolist()


def test_days_on_which_nobody_asks_are_no_trouble() -> None:
    day, _, _ = arrivals(1, "demand.count", place(1e-9), products_of(1.0, 3), np.arange(5), np.ones(5))
    assert len(day) == 0


def test_the_rate_of_a_position_is_its_popularity_times_the_traffic(world_of: Worlds) -> None:
    world = world_of()
    rate = daily_rate(world.products, world.locations[0])
    assert rate.tolist() == [p * world.locations[0].traffic for p in world.products.popularity.tolist()]


def customers_acquired(*days: int) -> Customers:
    return Customers(acquired=np.array(days), segment=np.zeros(len(days), dtype=np.int64))


def test_slots_go_to_all_customers_alike(assert_fits: Fits) -> None:
    slots = np.arange(100_000)
    chosen = pick_customers(1, "s", customers_acquired(*[0] * 50), slots, np.full(len(slots), 10))
    assert_fits(np.bincount(chosen, minlength=50), np.full(50, len(slots) / 50))


def test_slots_go_about_alike_to_customers_among_whom_some_are_not_there_yet() -> None:
    acquired = np.where(np.arange(50) % 10 == 9, 20, 0)
    slots = np.arange(100_000)
    chosen = pick_customers(1, "s", customers_acquired(*acquired), slots, np.full(len(slots), 10))
    counts = np.bincount(chosen, minlength=50)
    assert counts[acquired == 20].sum() == 0
    assert counts[acquired == 0].max() < 2 * counts[acquired == 0].min()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.integers(0, 30), st.integers(0, 2**63 - 1))
def test_a_newcomer_takes_slots_of_their_own_and_moves_nobody_else(acquired: list[int], newcomer: int, seed: int) -> None:
    slots, days = np.arange(300), np.arange(300) % 30
    before = pick_customers(seed, "s", customers_acquired(0, *acquired), slots, days)
    after = pick_customers(seed, "s", customers_acquired(0, *acquired, newcomer), slots, days)
    taken = after == len(acquired) + 1
    assert np.array_equal(before[~taken], after[~taken])
    assert (days[taken] >= newcomer).all()


def test_a_newcomer_takes_a_fair_share(assert_near: Near) -> None:
    slots = np.arange(50_000)
    chosen = pick_customers(1, "s", customers_acquired(*[0] * 100), slots, slots)
    assert_near(float((chosen == 99).mean()), 0.01, np.sqrt(0.01 * 0.99 / len(slots)))


def test_customers_buy_from_the_day_they_are_acquired() -> None:
    slots = np.arange(1_000)
    chosen = pick_customers(1, "s", customers_acquired(0, 10), slots, np.where(slots < 500, 9, 10))
    assert set(chosen[:500].tolist()) == {0}
    assert set(chosen[500:].tolist()) == {0, 1}


def test_a_slot_that_comes_up_again_has_the_same_customer() -> None:
    slots = np.array([5, 9, 5, 5, 9])
    chosen = pick_customers(1, "s", customers_acquired(*[0] * 1000), slots, np.full(5, 3))
    assert chosen[0] == chosen[2] == chosen[3]
    assert chosen[1] == chosen[4]
