"""Replenishment: a schedule that nothing but the calendar moves, and the levels that its dispatches fill up to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.calendar import multipliers
from generator.demand import daily_rate
from generator.location import Band, open_band
from generator.replenishment import Cycle, Levels, Schedule, cycle_of, order_up_to, rates, schedule, source_opening
from generator.world import World

Worlds = Callable[..., World]
Bands = Callable[[World, int], Band]
Near = Callable[[float, float, float], None]

cycles = st.integers(1, 14).flatmap(lambda review: st.tuples(st.just(review), st.integers(1, review)))
phases = st.lists(st.integers(0, 13), min_size=1, max_size=6)


def scheduled(cycle: tuple[int, int], phase: list[int]) -> Schedule:
    review, lead = cycle
    return Schedule(review, lead, np.array(phase) % review)


@given(cycles, phases, st.integers(3_000, 90_000))
def test_the_next_receipt_is_the_first_day_on_which_the_position_is_due(cycle: tuple[int, int], phase: list[int], day: int) -> None:
    plan = scheduled(cycle, phase)
    for position, due in enumerate(plan.next_receipt(np.array([day]))[:, 0].tolist()):
        ahead = [later for later in range(day + 1, day + 1 + plan.review_days) if position in plan.receiving(later)]
        assert ahead == [due]


def test_the_days_of_receipts_take_no_more_room_than_the_closes() -> None:
    assert scheduled((7, 3), [2]).next_receipt(np.arange(20_000, 20_040)).dtype == np.int32


@given(cycles, phases, st.integers(3_000, 90_000))
def test_units_leave_a_lead_time_before_they_are_due(cycle: tuple[int, int], phase: list[int], day: int) -> None:
    plan = scheduled(cycle, phase)
    for position, leaving in enumerate(plan.next_dispatch(day).tolist()):
        assert day <= leaving < day + plan.review_days
        assert position in plan.dispatching(leaving)
        assert position in plan.receiving(leaving + plan.lead_days)


@given(cycles, phases, st.integers(3_000, 90_000))
def test_at_most_one_dispatch_is_on_its_way(cycle: tuple[int, int], phase: list[int], day: int) -> None:
    plan = scheduled(cycle, phase)
    leaving = plan.next_dispatch(day)
    assert (plan.next_dispatch(day) == leaving).all()
    assert all(int(plan.next_receipt(np.array([at]))[position, 0]) == at + plan.lead_days for position, at in enumerate(leaving.tolist()))


def test_positions_are_spread_over_the_days_of_the_cycle(world_of: Worlds, band_at: Bands) -> None:
    band = band_at(world_of(products=2_000), 0)
    counts = np.bincount(band.schedule.phase, minlength=band.schedule.review_days)
    assert counts.min() > 0.7 * counts.mean()


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("cut", [1, 2, 6, 13, 29])
def test_levels_do_not_depend_on_where_chunks_are_cut(at: int, cut: int, world_of: Worlds, band_at: Bands) -> None:
    world = world_of(products=60)
    band, first, last = band_at(world, at), world.first_day, world.first_day + 29

    def level(begin: int, end: int) -> np.ndarray:
        return order_up_to(world, band.location, band.products, band.levels, band.schedule, begin, end)

    assert np.array_equal(level(first, last), np.hstack([level(first, first + cut - 1), level(first + cut, last)]))


@pytest.mark.parametrize("phase", range(6))
def test_a_position_alone_has_its_level_on_whatever_day_of_the_cycle_it_is_due(phase: int, world_of: Worlds) -> None:
    world = world_of(products=1, return_rate=0.0)
    location, first = world.locations[0], world.first_day
    rate = daily_rate(world.products, location)
    levels = Levels(np.log([rate[0] / 10, rate[0] * 10]), np.array([30.0, 30.0]) + phase)  # of its own: what was left unset shows
    level = order_up_to(world, location, world.products, levels, Schedule(6, 2, np.array([phase])), first, first + 20)
    assert set(level.ravel().tolist()) == {30 + phase}


def test_a_level_stands_until_the_dispatch_that_fills_up_to_it(world_of: Worlds, band_at: Bands) -> None:
    world = world_of(products=100, start="2024-11-01")
    band, first = band_at(world, 0), world.first_day
    level = order_up_to(world, band.location, band.products, band.levels, band.schedule, first, first + 59)
    moved = 0
    for position in range(len(band.products.key)):
        for day in range(59):
            is_dispatch = position in band.schedule.dispatching(first + day)
            assert is_dispatch or level[position, day + 1] == level[position, day]
            moved += int(level[position, day + 1] != level[position, day])
    assert moved > 10


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("days_on", [0, 6, 10, 20])
def test_a_level_covers_the_days_from_its_dispatch_to_the_receipt_after_next(
    at: int, days_on: int, world_of: Worlds, band_at: Bands, assert_near: Near
) -> None:
    world = world_of(products=3_000, start="2024-10-20", store_requests_per_day=0.3)
    band, day = band_at(world, at), world.first_day + days_on
    plan, rate = band.schedule, daily_rate(band.products, band.location)
    level = order_up_to(world, band.location, band.products, band.levels, plan, day, day)[:, 0]
    evening = plan.next_dispatch(day)  # the next receipt but one comes a lead time and a review period after it
    ahead = [multipliers(first + 1, first + plan.lead_days + plan.review_days - 1).mean() for first in evening.tolist()]
    wanted = band.levels.at(rate * np.array(ahead))
    assert (np.abs(level - wanted) < 1).all()
    assert_near(float((level - wanted).mean()), 0.0, 0.5 / np.sqrt(len(level)))  # rounded up or down by chance


def test_levels_rise_before_the_season_does(world_of: Worlds, band_at: Bands) -> None:
    world = world_of(products=200, start="2024-10-01")
    band, first = band_at(world, 0), world.first_day
    level = order_up_to(world, band.location, band.products, band.levels, band.schedule, first, first + 60).sum(axis=0)
    assert level[31] > level[20] > 0  # on the first of November it is ordered for peak season already


@pytest.mark.parametrize("more", [{"products": 21}, {"locations": 5}, {"products": 400, "locations": 26}, {"days": 60}, {"customers": 201}])
def test_no_newcomer_moves_the_rates_that_levels_are_made_for(more: dict[str, int], world_of: Worlds) -> None:
    for seed in range(20):
        assert rates(world_of(random_seed=seed)) == rates(world_of(random_seed=seed, **more))


@pytest.mark.parametrize(("seed", "more"), [(18, {"products": 21}), (30, {"products": 21}), (11, {"locations": 5}), (32, {"locations": 5})])
def test_no_newcomer_however_popular_moves_the_levels_of_others(seed: int, more: dict[str, int], world_of: Worlds, band_at: Bands) -> None:
    for at in range(4):
        few, many = (band_at(world_of(random_seed=seed, **values), at) for values in ({}, more))
        rate = daily_rate(few.products, few.location)
        assert np.array_equal(few.levels.at(rate), many.levels.at(rate))


def test_no_position_expects_demand_beyond_those_rates(world_of: Worlds) -> None:
    world = world_of(products=5_000, locations=26)
    lowest, highest = rates(world)
    for location in world.locations:
        rate = daily_rate(world.products, location)
        assert lowest <= rate.min() * 0.88
        assert rate.max() * 1.96 <= highest


def test_a_location_has_the_cycle_that_it_is_replenished_in(world_of: Worlds) -> None:
    world = world_of(return_rate=0.2, unsellable_share=0.0, target_stockout_rate=0.06)
    for location in world.locations:
        assert cycle_of(world.config, location) == Cycle(location.review_days, location.lead_days, 0.06, 0.2)


def test_what_is_unsellable_is_no_supply(world_of: Worlds) -> None:
    world = world_of(return_rate=0.2, unsellable_share=0.5)
    assert cycle_of(world.config, world.locations[0]).return_rate == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("at", "phase", "level", "opening"),
    [
        (0, [2, 2, 5, 2, 1, 5, 3, 5], [3, 3, 4, 3, 4, 5, 3, 3], [59, 78, 36, 77, 29, 75, 15, 39]),
        (2, [0, 3, 3, 1, 3, 4, 1, 4], [4, 3, 4, 3, 5, 6, 4, 3], [124, 114, 54, 34, 48, 80, 85, 35]),
    ],
    ids=["one store", "another"],
)
def test_how_the_positions_of_a_seed_are_replenished_is_the_same_in_every_version(
    at: int, phase: list[int], level: list[int], opening: list[int], world_of: Worlds, band_at: Bands
) -> None:
    world = world_of(random_seed=42)
    location, products, first = world.locations[at], world.products, world.first_day
    plan = schedule(world, location, products)
    levels = order_up_to(world, location, products, band_at(world, at).levels, plan, first, first)
    assert plan.phase[:8].tolist() == phase
    assert levels[:8, 0].tolist() == level
    assert source_opening(world, location, products, 1.0)[:8].tolist() == opening


@pytest.mark.parametrize(("at", "low", "high"), [(0, 5, 150), (1, 100, 1200), (6, 250, 3000)], ids=["store", "warehouse", "dc"])
def test_the_opening_of_the_sources_is_drawn_from_the_range_of_the_type(at: int, low: int, high: int, world_of: Worlds) -> None:
    world = world_of(products=3_000, locations=7)
    drawn = source_opening(world, world.locations[at], world.products, 1.0)
    assert low <= drawn.min() < 2 * low
    assert 0.8 * high < drawn.max() <= high


def test_a_season_with_more_demand_opens_with_more(world_of: Worlds) -> None:
    world = world_of()
    ordinary, peak = (source_opening(world, world.locations[0], world.products, multiplier) for multiplier in (1.0, 2.0))
    assert (np.abs(peak - 2 * ordinary) <= 2).all()


def test_a_world_opens_as_if_it_had_traded_before(world_of: Worlds, band_at: Bands) -> None:
    world = world_of(products=2_000)
    band = band_at(world, 0)
    state = open_band(world, band)
    level = order_up_to(world, band.location, band.products, band.levels, band.schedule, world.first_day - 40, world.first_day)
    assert (state.stock.available + state.stock.in_transit <= level.max(axis=1)).all()
    assert 0.03 < (state.stock.available == 0).mean() < 0.12
    assert (state.stock.in_transit > 0).any()
    assert not state.stock.damaged.any()


def test_a_world_may_open_with_the_draw_of_the_sources_and_nothing_on_its_way(world_of: Worlds, band_at: Bands) -> None:
    world = world_of(opening_stock="source")
    state = open_band(world, band_at(world, 0))
    assert state.stock.available.min() >= 3
    assert not state.stock.in_transit.any()
