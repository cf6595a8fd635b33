"""A location's days: chunks end to end and bands side by side are the same rows as one long whole (GEN-1), whatever joins (GEN-3)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.location import Band, Tables, make_band, open_band, run_chunk
from generator.world import World

Worlds = Callable[..., World]
Bands = Callable[[World, int], Band]
DAYS = 40


def lived(world: World, band: Band, cuts: list[int]) -> Tables:
    """All rows of a band, made in chunks cut before these days of the horizon."""
    state, made = open_band(world, band), []
    for first, last in zip([0, *cuts], [*cuts, world.config.days], strict=True):
        tables, state = run_chunk(world, band, state, world.first_day + first, world.first_day + last - 1)
        made.append(tables)
    return {name: pa.concat_tables([tables[name] for tables in made]) for name in made[0]}


def in_order(rows: pa.Table) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in rows.column_names if not name.startswith(("is_", "source_"))])


def assert_same(some: Tables, others: Tables) -> None:
    assert some.keys() == others.keys()
    for name in some:
        assert in_order(some[name]).equals(in_order(others[name])), name


@pytest.fixture(scope="module", params=[0, 1], ids=["store", "warehouse"])
def place(request: pytest.FixtureRequest, world_of: Worlds, band_at: Bands) -> tuple[World, Band, Tables]:
    """A location with everything that is carried from day to day: returns on their way, open runs, units in transit."""
    world = world_of(products=50, days=DAYS, target_stockout_rate=0.2, return_rate=0.4, store_requests_per_day=0.5)
    band = band_at(world, request.param)
    return world, band, lived(world, band, [])


@settings(max_examples=25)
@given(st.sets(st.integers(1, DAYS - 1), max_size=6))
def test_chunks_end_to_end_are_one_long_chunk(place: tuple[World, Band, Tables], cuts: set[int]) -> None:
    world, band, whole = place
    assert_same(lived(world, band, sorted(cuts)), whole)


def test_days_one_by_one_are_one_long_chunk(place: tuple[World, Band, Tables]) -> None:
    world, band, whole = place
    assert_same(lived(world, band, list(range(1, DAYS))), whole)


def test_everything_is_carried_across_a_cut_somewhere(place: tuple[World, Band, Tables]) -> None:
    world, band, whole = place
    _, state = run_chunk(world, band, open_band(world, band), world.first_day, world.first_day + 19)
    assert len(state.pending) > 0
    assert state.stock.in_transit.any()
    assert state.stock.damaged.any()
    assert state.last_receipt.any()
    assert (state.open_runs.units > 0).any()
    assert whole["gold_stockout_events"].num_rows > 0


def test_bands_side_by_side_are_one_wide_band(world_of: Worlds, band_at: Bands) -> None:
    world = world_of(products=250, days=12)
    for at in (0, 1):
        wide = band_at(world, at)
        parts = [lived(world, make_band(world, wide.location, wide.levels, *blocks), []) for blocks in ((0, 1), (2, 2))]
        together = {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}
        # A cart or session belongs to one block of products, so that even these never span two bands.
        assert_same(together, lived(world, wide, []))


def test_a_state_is_not_changed_by_going_on_from_it(place: tuple[World, Band, Tables]) -> None:
    world, band, _ = place
    state = open_band(world, band)
    before = state.stock.available.copy()
    once, _ = run_chunk(world, band, state, world.first_day, world.first_day + 9)
    again, _ = run_chunk(world, band, state, world.first_day, world.first_day + 9)
    assert np.array_equal(state.stock.available, before)
    assert_same(once, again)


def test_no_restock_or_receipt_is_recorded_on_the_first_day(place: tuple[World, Band, Tables]) -> None:
    _, band, whole = place
    movements = whole["gold_inventory_movement_fact"].to_pylist()
    first = min(movement["date_key"] for movement in movements)
    assert {m["movement_type"] for m in movements if m["date_key"] == first} <= {"OPENING", "SALE"}
    openings = [m for m in movements if m["movement_type"] == "OPENING"]
    assert [m["product_key"] for m in openings] == band.products.key.tolist()
    assert {m["date_key"] for m in openings} == {first}


@pytest.mark.parametrize(
    "other",
    [{"opening_stock": "source"}, {"return_window_days": 3}, {"return_delay_days": [5, 9]}, {"discount_share": 1.0}],
    ids=lambda other: next(iter(other)),
)
def test_levels_and_schedule_do_not_follow_what_is_sold(other: dict[str, object], world_of: Worlds, band_at: Bands) -> None:
    plain = world_of(products=60, days=30)
    changed = world_of(products=60, days=30, **other)
    one, two = (lived(world, band_at(world, 0), []) for world in (plain, changed))
    planned = ["product_key", "date_key", "order_up_to_level", "next_replenishment_date"]
    assert one["gold_inventory_fact"].select(planned).equals(two["gold_inventory_fact"].select(planned))
    assert not one["gold_sales_fact"].equals(two["gold_sales_fact"])


def test_a_location_without_active_products_has_tables_without_rows(world_of: Worlds, band_at: Bands) -> None:
    world = world_of(products=20, days=5)
    wide = band_at(world, 1)
    nobody = make_band(world, wide.location, wide.levels, 7, 7)
    assert {rows.num_rows for rows in lived(world, nobody, [2]).values()} == {0}
