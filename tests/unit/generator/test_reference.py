"""RA's three classes: the ledger and the allocation as they are specified, one request at a time."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.reference import InventoryManager, Reference, SalesValidator, StockoutGenerator, make

Fits = Callable[[object, object], None]
TODAY, TOMORROW = 20250101, 20250102
NOT_UNITS = [-1, 1.5, True, "2", None]

queues = st.lists(
    st.fixed_dictionaries(
        {"customer": st.integers(1, 5), "qty": st.integers(0, 4), "segment": st.sampled_from(["vip", "premium", "loyal", "regular", "new"])}
    ),
    max_size=12,
)


def stocked(available: int, reserved: int = 0) -> InventoryManager:
    """Product 1 at location 1 with so much to sell, and product 2 beside it with 7."""
    manager = InventoryManager()
    manager.inventory_state[1, 1, TODAY] = {
        "qty_available": available,
        "qty_on_hand": available + reserved,
        "qty_reserved": reserved,
    }
    manager.inventory_state[2, 1, TODAY] = {"qty_available": 7, "qty_on_hand": 7, "qty_reserved": 0}
    return manager


def test_a_state_set_by_hand_is_deducted_from_until_it_is_gone() -> None:
    manager = InventoryManager()
    manager.initialize_inventory(date_key=TODAY, product_keys=[1], location_keys=[1])
    manager.inventory_state[1, 1, TODAY] = {"qty_available": 10, "qty_on_hand": 10}
    assert manager.deduct_inventory(1, 1, TODAY, 5) == 5
    assert manager.inventory_state[1, 1, TODAY]["qty_available"] == 5
    assert manager.deduct_inventory(1, 1, TODAY, 10) == 5
    assert manager.inventory_state[1, 1, TODAY] == {"qty_available": 0, "qty_on_hand": 0}
    assert manager.get_snapshot(1, 1, TODAY) == {"qty_available": 0, "qty_on_hand": 0, "qty_reserved": 0}


@pytest.mark.parametrize(("location", "low", "high"), [(1, 5, 150), (2, 100, 1200), (7, 250, 3000)], ids=["store", "warehouse", "dc"])
def test_an_opening_lies_in_the_range_of_its_location_type(location: int, low: int, high: int) -> None:
    manager = InventoryManager()
    manager.initialize_inventory(TODAY, range(1, 2001), [location])
    opening = [manager.get_available_inventory(product, location, TODAY) for product in range(1, 2001)]
    assert low <= min(opening) < low * 2
    assert high * 0.75 < max(opening) <= high


def test_an_opening_covers_every_product_at_every_location_even_from_iterators() -> None:
    manager = InventoryManager()
    manager.initialize_inventory(TODAY, iter([1, 2]), iter([1, 2, 3]))
    assert set(manager.inventory_state) == {(product, place, TODAY) for product in (1, 2) for place in (1, 2, 3)}


@given(st.integers(0, 9), st.integers(0, 3), st.integers(0, 12))
def test_a_deduction_takes_what_there_is_from_available_and_on_hand(available: int, reserved: int, wanted: int) -> None:
    manager = stocked(available, reserved)
    taken = manager.deduct_inventory(1, 1, TODAY, wanted)
    assert taken == min(available, wanted)
    assert manager.get_snapshot(1, 1, TODAY) == {
        "qty_available": available - taken,
        "qty_on_hand": available + reserved - taken,
        "qty_reserved": reserved,
    }


@given(st.integers(0, 9))
def test_no_other_position_changes(units: int) -> None:
    manager = stocked(5)
    manager.deduct_inventory(1, 1, TODAY, units)
    manager.restock(1, 1, TODAY, units)
    manager.receive(1, 1, TOMORROW, units)
    assert manager.get_snapshot(2, 1, TODAY) == {"qty_available": 7, "qty_on_hand": 7, "qty_reserved": 0}


@pytest.mark.parametrize("arrive", [InventoryManager.restock, InventoryManager.receive], ids=["restock", "receive"])
def test_what_arrives_today_is_there_at_once_and_only_once(arrive: Callable[..., None]) -> None:
    manager = stocked(2, reserved=1)
    arrive(manager, 1, 1, TODAY, 3)
    assert manager.get_snapshot(1, 1, TODAY) == {"qty_available": 5, "qty_on_hand": 6, "qty_reserved": 1}
    manager.close_day(TODAY, TOMORROW)
    assert manager.get_available_inventory(1, 1, TOMORROW) == 5


@pytest.mark.parametrize("arrive", [InventoryManager.restock, InventoryManager.receive], ids=["restock", "receive"])
def test_what_arrives_later_is_there_on_its_day_and_not_before(arrive: Callable[..., None]) -> None:
    manager = stocked(2)
    arrive(manager, 1, 1, 20250103, 3)
    arrive(manager, 1, 1, 20250103, 4)
    seen = [manager.get_available_inventory(1, 1, TODAY)]
    for today, tomorrow in [(TODAY, TOMORROW), (TOMORROW, 20250103), (20250103, 20250104)]:
        manager.close_day(today, tomorrow)
        seen.append(manager.get_available_inventory(1, 1, tomorrow))
    assert seen == [2, 2, 9, 9]


def test_what_is_due_while_nobody_opens_is_there_on_the_next_open_day() -> None:
    manager = stocked(2)
    manager.receive(1, 1, TOMORROW, 3)
    manager.restock(1, 1, 20250105, 4)
    manager.receive(1, 1, 20250107, 5)
    manager.close_day(TODAY, 20250106)
    assert manager.get_available_inventory(1, 1, 20250106) == 9
    manager.close_day(20250106, 20250107)
    assert manager.get_available_inventory(1, 1, 20250107) == 14


def test_closing_a_day_leaves_alone_who_is_at_another() -> None:
    manager = stocked(2)
    manager.inventory_state[2, 1, 20250105] = manager.inventory_state.pop((2, 1, TODAY))
    manager.receive(2, 1, 20250107, 5)
    manager.close_day(TODAY, 20250107)
    assert manager.get_available_inventory(2, 1, 20250105) == 7
    manager.close_day(20250105, 20250107)
    assert manager.get_available_inventory(2, 1, 20250107) == 12


def test_nothing_arrives_on_a_day_that_is_over() -> None:
    manager = stocked(2)
    manager.close_day(TODAY, TOMORROW)
    with pytest.raises(ValueError, match="20250102, the open day, or later"):
        manager.restock(1, 1, TODAY, 1)
    assert manager.get_available_inventory(1, 1, TOMORROW) == 2


def test_a_snapshot_handed_out_never_changes() -> None:
    manager = stocked(5)
    before = manager.get_snapshot(1, 1, TODAY)
    manager.deduct_inventory(1, 1, TODAY, 3)
    manager.close_day(TODAY, TOMORROW)
    assert before == {"qty_available": 5, "qty_on_hand": 5, "qty_reserved": 0}


def test_changing_a_snapshot_changes_no_stock() -> None:
    manager = stocked(5)
    manager.get_snapshot(1, 1, TODAY)["qty_available"] = 99
    assert manager.get_available_inventory(1, 1, TODAY) == 5


def test_closing_a_day_carries_everything_to_the_next() -> None:
    manager = stocked(5, reserved=2)
    manager.close_day(TODAY, TOMORROW)
    assert manager.inventory_state == {
        (1, 1, TOMORROW): {"qty_available": 5, "qty_on_hand": 7, "qty_reserved": 2},
        (2, 1, TOMORROW): {"qty_available": 7, "qty_on_hand": 7, "qty_reserved": 0},
    }


def test_a_day_is_followed_by_a_later_one() -> None:
    manager = stocked(5)
    with pytest.raises(ValueError, match="a day after 20250101"):
        manager.close_day(TODAY, TODAY)
    assert manager.get_available_inventory(1, 1, TODAY) == 5


@pytest.mark.parametrize("units", NOT_UNITS)
@pytest.mark.parametrize("what", ["deduct_inventory", "restock", "receive"])
def test_what_is_no_number_of_units_is_refused_and_changes_nothing(what: str, units: Any) -> None:
    manager = stocked(5)
    before = copy.deepcopy(manager.inventory_state)
    with pytest.raises((ValueError, TypeError), match="quantity = "):
        getattr(manager, what)(1, 1, TODAY, units)
    assert manager.inventory_state == before


@pytest.mark.parametrize("what", ["deduct_inventory", "restock", "receive"])
def test_a_position_that_was_never_opened_is_refused_and_not_made(what: str) -> None:
    manager = stocked(5)
    before = copy.deepcopy(manager.inventory_state)
    with pytest.raises(KeyError, match=r"9, 1, 20250101"):
        getattr(manager, what)(9, 1, TODAY, 1)
    assert manager.inventory_state == before


def test_numbers_of_other_libraries_count_as_units() -> None:
    manager = stocked(5)
    taken = manager.deduct_inventory(1, 1, TODAY, np.int64(3))
    assert (taken, type(taken)) == (3, int)


@given(st.integers(0, 9), st.integers(0, 9))
def test_a_purchase_is_promised_what_there_is_and_nothing_is_taken(available: int, wanted: int) -> None:
    manager = stocked(available)
    assert SalesValidator(manager).validate_purchase(1, 1, TODAY, wanted) == (min(wanted, available), available < wanted)
    assert manager.get_available_inventory(1, 1, TODAY) == available


@given(st.integers(0, 15), queues, st.integers(0, 1000))
def test_allocation_shares_out_what_there_is(available: int, queue: list[dict[str, Any]], seed: int) -> None:
    answers = SalesValidator(stocked(available), seed).allocate_inventory(queue, 1, 1, TODAY)
    assert sum(units for _, units in answers) == min(available, sum(request["qty"] for request in queue))
    assert Counter(customer for customer, _ in answers) == Counter(request["customer"] for request in queue)


@given(st.integers(0, 15), st.lists(st.integers(0, 4), max_size=12), st.integers(0, 1000))
def test_some_order_of_arrival_explains_an_allocation(available: int, wanted: list[int], seed: int) -> None:
    queue = [{"customer": at, "qty": units} for at, units in enumerate(wanted)]
    answers = SalesValidator(stocked(available), seed).allocate_inventory(queue, 1, 1, TODAY)
    assert all(0 <= units <= wanted[customer] for customer, units in answers)
    partly = [customer for customer, units in answers if 0 < units < wanted[customer]]
    assert len(partly) <= 1
    if any(units < wanted[customer] for customer, units in answers):
        assert sum(units for _, units in answers) == available


@given(st.integers(0, 15), queues)
def test_allocation_leaves_list_and_stock_as_they_were(available: int, queue: list[dict[str, Any]]) -> None:
    manager, before = stocked(available), copy.deepcopy(queue)
    SalesValidator(manager).allocate_inventory(queue, 1, 1, TODAY)
    assert queue == before
    assert manager.get_available_inventory(1, 1, TODAY) == available


@pytest.mark.parametrize("units", NOT_UNITS)
def test_a_queue_with_a_request_for_no_number_of_units_is_refused(units: Any) -> None:
    manager = stocked(5)
    with pytest.raises((ValueError, TypeError), match="quantity = "):
        SalesValidator(manager).allocate_inventory([{"customer": 1, "qty": 2}, {"customer": 2, "qty": units}], 1, 1, TODAY)
    assert manager.get_available_inventory(1, 1, TODAY) == 5


def test_every_set_of_winners_is_alike_likely(assert_fits: Fits) -> None:
    queue = [{"customer": c, "qty": 1, "segment": s} for c, s in enumerate(["vip", "regular", "new", "regular", "vip"])]
    validator = SalesValidator(stocked(2), random_seed=7)
    winners: Counter[tuple[int, ...]] = Counter()
    for _ in range(8_000):
        winners[tuple(sorted(customer for customer, units in validator.allocate_inventory(queue, 1, 1, TODAY) if units))] += 1
    sets = list(combinations(range(5), 2))
    assert_fits([winners[each] for each in sets], np.full(len(sets), 800))


def test_every_order_of_arrival_is_alike_likely(assert_fits: Fits) -> None:
    queue = [{"customer": c, "qty": 2} for c in range(3)]
    validator = SalesValidator(stocked(3), random_seed=7)
    outcomes: Counter[tuple[tuple[int, int], ...]] = Counter()
    for _ in range(6_000):
        outcomes[tuple(sorted(validator.allocate_inventory(queue, 1, 1, TODAY)))] += 1
    assert len(outcomes) == 6  # one is served, one gets the unit that is left, one nothing
    assert_fits(list(outcomes.values()), np.full(6, 1_000))


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_stockouts_are_the_positions_with_nothing_available(available: list[int]) -> None:
    manager = InventoryManager()
    for product, units in enumerate(available):
        manager.inventory_state[product, 1, TODAY] = {"qty_available": units, "qty_on_hand": units + 4, "qty_reserved": 4}
    found = StockoutGenerator().detect_stockouts(TODAY, manager)
    expected = [{"product_key": p, "location_key": 1, "stockout_start_date_key": TODAY} for p, units in enumerate(available) if not units]
    assert found == expected


def test_a_stockout_of_another_day_is_not_reported() -> None:
    manager = stocked(0)
    manager.close_day(TODAY, TOMORROW)
    assert StockoutGenerator().detect_stockouts(TODAY, manager) == []
    assert len(StockoutGenerator().detect_stockouts(TOMORROW, manager)) == 1


def openings(manager: InventoryManager) -> list[int]:
    """What a hundred positions open with."""
    manager.initialize_inventory(TODAY, range(1, 101), [1])
    return [manager.get_available_inventory(product, 1, TODAY) for product in range(1, 101)]


def arrivals(validator: SalesValidator) -> list[Any]:
    """The order in which a hundred customers arrive."""
    queue = [{"customer": customer, "qty": 1, "segment": "new"} for customer in range(100)]
    return [customer for customer, _ in validator.allocate_inventory(queue, 1, 1, TODAY)]


def test_the_seed_decides_every_draw_and_is_42_unless_given() -> None:
    assert openings(InventoryManager()) == openings(InventoryManager(42)) != openings(InventoryManager(43))
    assert arrivals(SalesValidator(stocked(9))) == arrivals(SalesValidator(stocked(9), 42)) != arrivals(SalesValidator(stocked(9), 43))


@pytest.mark.parametrize(("made", "seed"), [(make, 42), (Reference, 42), (lambda: Reference(7), 7)], ids=["made", "default", "seed 7"])
def test_the_reference_is_three_classes_around_one_inventory_with_one_seed(made: Callable[[], Reference], seed: int) -> None:
    reference = made()
    assert reference.sales_validator.inventory_manager is reference.inventory_manager
    assert isinstance(reference.stockout_generator, StockoutGenerator)
    assert openings(reference.inventory_manager) == openings(InventoryManager(seed))
    reference.inventory_manager.inventory_state[1, 1, TODAY] = {"qty_available": 9, "qty_on_hand": 9}
    assert arrivals(reference.sales_validator) == arrivals(SalesValidator(stocked(9), seed))
