"""The network: RE's thirteen locations, and any other number in their proportion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.network import TYPES, counts_by_type, location_keys, type_of


def test_thirteen_locations_are_those_of_the_research() -> None:
    assert counts_by_type(13) == {"stores": 10, "warehouses": 2, "dcs": 1}


@pytest.mark.parametrize("rounds", [2, 5, 100])
def test_larger_networks_keep_the_proportion(rounds: int) -> None:
    assert counts_by_type(13 * rounds) == {"stores": 10 * rounds, "warehouses": 2 * rounds, "dcs": rounds}


@given(st.integers(2, 500))
def test_every_network_has_a_store_and_digital_stock(locations: int) -> None:
    counts = counts_by_type(locations)
    assert counts["stores"] >= 1
    assert counts["warehouses"] + counts["dcs"] >= 1
    assert sum(counts.values()) == locations


@given(st.integers(2, 500))
def test_the_first_so_many_keys_make_up_a_network(locations: int) -> None:
    assert location_keys(**counts_by_type(locations)) == list(range(1, locations + 1))


@given(st.integers(0, 30), st.integers(0, 8), st.integers(0, 8), st.sampled_from(TYPES))
def test_one_location_more_of_a_type_keeps_all_keys(stores: int, warehouses: int, dcs: int, joining: str) -> None:
    counts = {"store": stores, "warehouse": warehouses, "dc": dcs}
    before = location_keys(*counts.values())
    after = location_keys(*(counts | {joining: counts[joining] + 1}).values())
    newcomers = set(after) - set(before)
    assert set(before) < set(after)
    assert [type_of(key) for key in newcomers] == [joining]
