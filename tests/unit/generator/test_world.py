"""Entities: each drawn from its own key alone, and fit to trade with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from generator.calendar import day_of
from generator.world import World, channel_keys

Worlds = Callable[..., World]
Fits = Callable[[object, object], None]
SEEDS = [1, 2, 3, 42]


@pytest.fixture(scope="module")
def wide(world_of: Worlds) -> World:
    """Many of everything."""
    return world_of(products=20_000, customers=20_000, locations=65)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_product_more_leaves_the_others_as_they_were(seed: int, world_of: Worlds) -> None:
    products = world_of(random_seed=seed, products=20).products
    more = world_of(random_seed=seed, products=21).products
    assert all(np.array_equal(getattr(products, name), getattr(more, name)[:-1]) for name in products.__dataclass_fields__)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("locations", range(2, 15))
def test_one_location_more_leaves_the_others_as_they_were(seed: int, locations: int, world_of: Worlds) -> None:
    places = world_of(random_seed=seed, locations=locations).locations
    more = world_of(random_seed=seed, locations=locations + 1).locations
    assert places == more[:-1]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_customer_more_leaves_the_others_as_they_were(seed: int, world_of: Worlds) -> None:
    customers = world_of(random_seed=seed, customers=200).customers
    more = world_of(random_seed=seed, customers=201).customers
    assert np.array_equal(customers.acquired, more.acquired[:-1])
    assert np.array_equal(customers.segment, more.segment[:-1])


def test_thirty_days_more_change_no_entity(world_of: Worlds) -> None:
    short, long = world_of(days=30), world_of(days=60)
    assert short.locations == long.locations
    assert np.array_equal(short.products.launched, long.products.launched)
    assert np.array_equal(short.customers.acquired, long.customers.acquired)


def test_every_product_sells_above_its_cost(wide: World) -> None:
    assert (wide.products.cost > 0).all()
    assert (wide.products.cost < wide.products.price).all()


def test_prices_end_in_99(wide: World) -> None:
    assert set((wide.products.price % 100).tolist()) == {99}


def test_every_product_is_launched_before_the_horizon_and_its_warm_up(wide: World) -> None:
    assert (wide.products.launched < wide.first_day - 60).all()


def test_popularity_is_one_on_average_with_a_long_tail_a_floor_and_a_cap(wide: World) -> None:
    popularity = wide.products.popularity
    assert popularity.min() >= 1 / 3
    assert popularity.max() <= 6
    assert 0.85 < popularity.mean() < 1.0  # the cap cuts the tail off
    assert np.sort(popularity)[-2_000:].sum() / popularity.sum() > 0.3  # a tenth of the products draws a third of the demand


def test_few_products_are_inactive_and_never_the_first(wide: World) -> None:
    assert wide.products.is_active[0]
    assert 0.01 < 1 - wide.products.is_active.mean() < 0.03


def test_some_customers_are_acquired_during_the_horizon_and_the_first_was_before(wide: World) -> None:
    acquired = wide.customers.acquired
    assert acquired[0] < wide.first_day
    assert 0.08 < (acquired >= wide.first_day).mean() < 0.12
    assert acquired.max() < wide.first_day + 28


def test_segments_have_the_shares_they_are_meant_to(wide: World, assert_fits: Fits) -> None:
    share = np.array([0.10, 0.16, 0.22, 0.32, 0.20])
    assert_fits(np.bincount(wide.customers.segment), share * len(wide.customers.segment))


def test_lead_times_fit_into_review_periods(wide: World) -> None:
    assert all(1 <= place.lead_days <= place.review_days for place in wide.locations)


def test_taxes_are_quarter_points_below_a_tenth(wide: World) -> None:
    assert all(place.tax_rate % 25 == 0 and 0 <= place.tax_rate < 1000 for place in wide.locations)


def test_digital_channels_draw_on_warehouses_and_centres_alone(wide: World) -> None:
    assert {place.type: place.is_digital for place in wide.locations} == {"store": False, "warehouse": True, "dc": True}


def test_no_channel_is_both_digital_and_in_a_store() -> None:
    first, count = channel_keys(is_digital=True)
    assert channel_keys(is_digital=False)[0] == first + count


def test_the_horizon_runs_from_start_to_end(world_of: Worlds) -> None:
    world = world_of(days=30)
    assert world.first_day == day_of(world.config.start)
    assert world.last_day - world.first_day == 29
