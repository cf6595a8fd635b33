"""What strangers answer is read with goodwill, and what cannot be read is never taken for an answer."""

from __future__ import annotations

from collections import namedtuple
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from contracts.fuzz.reading import Share, Stock, flag, positions, purchase, shares, snapshot, units

Row = namedtuple("Row", "customer allocated fulfilled")


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), 3.0, np.float32(3), Decimal(3), np.array(3)])
def test_units_may_be_numbers_of_any_library(value: Any) -> None:
    assert units(value) == 3


@pytest.mark.parametrize("value", [2.5, float("nan"), float("inf"), None, "3", b"3", [3], {}, np.array([3, 4]), object()])
def test_what_is_no_whole_number_is_none(value: Any) -> None:
    assert units(value) is None


@pytest.mark.parametrize(
    ("value", "read"), [(True, True), (np.bool_(False), False), (0, False), (1, True), (None, None), ("yes", None), (2, None)]
)
def test_flags_may_be_of_any_library(value: Any, read: bool | None) -> None:
    assert flag(value) is read


FULL = {"qty_available": np.int32(2), "qty_on_hand": 3.0, "qty_reserved": 1}


@pytest.mark.parametrize("value", [FULL, SimpleNamespace(**FULL)], ids=["mapping", "object"])
def test_a_snapshot_is_a_mapping_or_an_object(value: Any) -> None:
    assert snapshot(value) == Stock(2, 3, 1)


def test_a_snapshot_without_what_is_available_is_none() -> None:
    assert snapshot({"qty_on_hand": 3}) is None
    assert snapshot(None) is None
    assert snapshot({"qty_available": 2}) == Stock(2)


@pytest.mark.parametrize(
    ("value", "read"), [((2, True), (2, True)), ([np.int64(2), np.bool_(True)], (2, True)), ((2,), None), (2, None), ((2, "x"), None)]
)
def test_a_purchase_is_a_pair(value: Any, read: Any) -> None:
    assert purchase(value) == read


@pytest.mark.parametrize(
    "value",
    [
        [(7, 2)],
        ((np.int64(7), np.int8(2)),),
        iter([[7, 2.0]]),
        {7: 2},
        [{"customer": 7, "allocated_qty": 2}],
        [{"customer_key": 7, "qty": 2}],
    ],
    ids=["pairs", "other numbers", "one by one", "by customer", "mappings", "mappings in other words"],
)
def test_shares_come_in_many_forms(value: Any) -> None:
    assert shares(value) == [Share(7, 2)]


def test_a_third_part_says_whether_it_was_fulfilled() -> None:
    assert shares([Row("anna", 2, True)]) == [Share("anna", 2, True)]


@pytest.mark.parametrize("value", [7, "7", [7], [(7,)], [(7, "two")], [(7, 2), None]])
def test_shares_that_cannot_be_read_are_none(value: Any) -> None:
    assert shares(value) is None


@pytest.mark.parametrize(
    "value",
    [[{"product_key": 1, "location_key": 2}], [SimpleNamespace(product_key=1, location_key=2)], [(1, 2, 20240101)], np.array([[1, 2]])],
)
def test_positions_come_in_many_forms(value: Any) -> None:
    assert positions(value) == [(1, 2)]


def test_no_answer_is_no_position_and_no_share() -> None:
    assert positions(None) == []
    assert shares(None) == []
    assert positions([{"product_key": 1}]) is None
