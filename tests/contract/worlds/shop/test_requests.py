"""Requests: the nearest shop in which somebody got, saw or was told something else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any


def test_a_request_that_gets_less_than_is_there_breaks_the_rule_of_the_lesser(shop: Any, broken: Any) -> None:
    shop.requests[3] |= {"quantity_allocated": 2, "is_inventory_constrained": True, "stockout_flag": True, "lost_sales_qty": 1}
    assert broken(shop) == {"REQ-1", "SAL-9", "STO-11"}


def test_a_request_that_takes_all_there_is_and_all_it_asked_for_is_not_constrained(shop: Any, broken: Any) -> None:
    shop.requests[0] |= {"is_inventory_constrained": True}
    assert broken(shop) == {"REQ-2"}


def test_a_partly_filled_request_loses_only_the_rest(shop: Any, broken: Any) -> None:
    shop.requests[1] |= {"lost_sales_qty": 2}
    assert broken(shop) == {"REQ-3"}


def test_a_partly_filled_request_carries_the_stockout_flag(shop: Any, broken: Any) -> None:
    shop.requests[1] |= {"stockout_flag": False}
    assert broken(shop) == {"REQ-4"}


def test_a_check_of_the_evening_before_is_not_of_the_day(shop: Any, broken: Any) -> None:
    for told in (shop.requests[3], shop.line(4)):
        told["inventory_check_timestamp"] -= timedelta(days=1)
    assert broken(shop) == {"REQ-5"}


def test_the_second_request_does_not_see_the_opening_stock(shop: Any, broken: Any) -> None:
    for told in (shop.requests[1], shop.line(2)):
        told |= {"inventory_at_purchase": 3}
    assert broken(shop) == {"REQ-1", "REQ-6", "SAL-10"}


def test_the_first_request_sees_the_receipt_of_the_morning(shop: Any, broken: Any) -> None:
    for told in (shop.requests[3], shop.line(4)):
        told |= {"inventory_at_purchase": 0}
    assert "REQ-6" in broken(shop)


def test_requests_of_one_instant_are_served_by_number(shop: Any, broken: Any) -> None:
    instant = shop.requests[0]["inventory_check_timestamp"]
    for told in (shop.requests[1], shop.line(2)):
        told |= {"inventory_check_timestamp": instant}
    shop.line(2)["time_key"] = 1030
    assert broken(shop) == set()
    shop.requests[0]["request_id"] = shop.line(1)["request_id"] = 9
    assert broken(shop) == {"REQ-6"}


def test_the_chain_does_not_speak_of_a_day_with_lines_older_than_the_schema(shop: Any, broken: Any) -> None:
    older = {"request_id": None, "stockout_flag": None, "lost_sales_qty": None, "inventory_check_timestamp": None}
    shop.line(1).update(older)
    shop.requests.pop(0)
    assert broken(shop) == set()


def test_a_forgotten_request_tears_the_chain(shop: Any, broken: Any) -> None:
    shop.requests.pop(0)
    assert broken(shop) == {"REQ-6", "SAL-9"}


def test_nobody_asks_before_the_launch(shop: Any, broken: Any) -> None:
    shop.gold_product_dim[0]["launch_date"] = date(2024, 10, 31)
    assert broken(shop) == {"REQ-8", "SAL-14", "CRT-13"}


def test_nobody_asks_before_becoming_a_customer(shop: Any, broken: Any) -> None:
    shop.gold_customer_dim[1]["acquisition_date"] = date(2024, 10, 31)
    assert broken(shop) == {"REQ-8", "SAL-14"}


def test_a_request_carries_the_list_price_and_no_discount(shop: Any, broken: Any) -> None:
    shop.requests[2]["unit_price"] = Decimal("9.50")
    assert broken(shop) == {"REQ-9"}
