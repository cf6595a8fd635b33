"""Identifiers: composed from keys, readable, never shared, and fit for a bigint."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.config import MAX_LOCATIONS, MAX_PRODUCTS
from generator.identity import BLOCK_PRODUCTS, MAX_PER_POSITION_DAY, Kind, as_kind, block_of, compose, slot_entity

LAST_DAY = 84_006 + 36_500 + 120
"""Past every day on which something of a world may happen: the latest start, the longest horizon, and the longest way back."""

kinds = st.sampled_from(Kind)
entities = st.tuples(
    kinds,
    st.integers(3_652, LAST_DAY),
    st.integers(1, MAX_LOCATIONS),
    st.integers(1, MAX_PRODUCTS),
    st.integers(0, MAX_PER_POSITION_DAY),
)


def test_an_id_is_read_from_left_to_right() -> None:
    assert int(compose(Kind.SALE, 20018, 3, 42, 1)) == 20018_0003_000042_01_1


@given(entities, entities)
def test_two_entities_never_share_an_id(one: tuple[Kind, int, int, int, int], other: tuple[Kind, int, int, int, int]) -> None:
    assert (int(compose(*one)) == int(compose(*other))) == (one == other)


@given(entities)
def test_an_id_gives_back_what_it_was_composed_of(entity: tuple[Kind, int, int, int, int]) -> None:
    rest, kind = divmod(int(compose(*entity)), 10)
    rest, number = divmod(rest, 100)
    rest, product = divmod(rest, 1_000_000)
    day, location = divmod(rest, 10_000)
    assert (Kind(kind), day, location, product, number) == entity


def test_the_greatest_id_fits_a_bigint() -> None:
    greatest = compose(max(Kind), np.array([LAST_DAY]), MAX_LOCATIONS, MAX_PRODUCTS, MAX_PER_POSITION_DAY)
    assert greatest.dtype == np.int64
    assert 0 < int(greatest[0]) < 2**63
    assert str(int(greatest[0])).startswith(str(LAST_DAY))


@given(entities, kinds)
def test_the_id_of_another_kind_stands_for_the_same_entity(entity: tuple[Kind, int, int, int, int], kind: Kind) -> None:
    assert int(as_kind(compose(*entity), kind)) == int(compose(kind, *entity[1:]))


@given(st.integers(1, MAX_PRODUCTS))
def test_a_block_holds_a_hundred_consecutive_products(key: int) -> None:
    block = int(block_of(np.array([key]))[0])
    assert block * BLOCK_PRODUCTS < key <= (block + 1) * BLOCK_PRODUCTS


@given(st.integers(1, MAX_PRODUCTS), st.integers(0, 99))
def test_a_slot_has_a_place_of_its_own_in_an_id(key: int, slot: int) -> None:
    entity = slot_entity(int(block_of(np.array([key]))[0]), slot)
    assert entity < 1_000_000
    assert divmod(entity, 100) == ((key - 1) // 100, slot)


@given(st.integers(1, MAX_PRODUCTS), st.integers(1, MAX_PER_POSITION_DAY), st.integers(0, 9_999), st.integers(0, 99))
def test_an_order_never_has_the_number_of_a_line(product: int, number: int, block: int, slot: int) -> None:
    assert int(compose(Kind.SALE, 20018, 3, product, number)) != int(compose(Kind.SALE, 20018, 3, slot_entity(block, slot)))
