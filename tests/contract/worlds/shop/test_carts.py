"""Carts: the nearest shop in which a cart does not say what lies in it, or what became of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest


def test_items_are_counted_and_not_units(shop: Any, broken: Any) -> None:
    shop.carts[0]["items_count"] = 3
    assert broken(shop) == {"CRT-1"}


def test_a_cart_without_items_has_no_count(shop: Any, broken: Any) -> None:
    shop.items.pop()
    assert broken(shop) == {"CRT-1", "CRT-12"}


def test_all_items_lie_at_one_location(shop: Any, broken: Any) -> None:
    shop.items[1].update(location_key=1)
    assert broken(shop) == {"CRT-1", "CRT-13"}


def test_an_item_sees_the_close_of_the_day(shop: Any, broken: Any) -> None:
    shop.items[2]["inventory_available"] = 8
    assert broken(shop) == {"CRT-2"}


def test_five_are_not_scarce(shop: Any, broken: Any) -> None:
    shop.items[2]["inventory_available"] = 5
    shop.carts[1].update(inventory_constrained_items=1, low_inventory_trigger=True)
    assert broken(shop) == {"CRT-2", "CRT-3"}


def test_the_threshold_is_a_parameter(shop: Any, judged: Any) -> None:
    assert judged(vars(shop), ["CRT-3"], {"low_inventory_threshold": 4})["CRT-3"].broken == 1


def test_one_scarce_item_triggers(shop: Any, broken: Any) -> None:
    shop.carts[0]["low_inventory_trigger"] = False
    assert broken(shop) == {"CRT-4", "CRT-8"}


def test_no_more_items_are_scarce_than_there_are(shop: Any, broken: Any) -> None:
    shop.carts[0]["inventory_constrained_items"] = 3
    assert broken(shop) == {"CRT-3", "CRT-5"}


def test_stock_is_no_reason_where_there_is_enough(shop: Any, broken: Any) -> None:
    shop.carts[1].update(is_abandoned=True, abandonment_stage="cart", suspected_reason="out_of_stock")
    assert broken(shop) == {"CRT-8"}


@pytest.mark.parametrize("column", ["abandonment_stage", "suspected_reason"])
def test_an_abandoned_cart_says_where_and_why(shop: Any, broken: Any, column: str) -> None:
    shop.carts[0][column] = None
    assert broken(shop) == {"CRT-9"}


def test_a_cart_that_was_bought_was_left_nowhere(shop: Any, broken: Any) -> None:
    shop.carts[1]["abandonment_stage"] = "cart"
    assert broken(shop) == {"CRT-9"}


def test_only_opened_mails_are_clicked(shop: Any, broken: Any) -> None:
    shop.carts[0]["recovery_email_opened"] = False
    assert broken(shop) == {"CRT-10"}


def test_a_cart_that_was_bought_gets_no_mail(shop: Any, broken: Any) -> None:
    shop.carts[1]["recovery_email_sent"] = True
    assert broken(shop) == {"CRT-10"}


def test_a_cart_is_recovered_on_a_later_day(shop: Any, broken: Any) -> None:
    shop.carts[0]["recovery_date_key"] = 20241030
    assert broken(shop) == {"CRT-11"}


def test_a_recovered_cart_brings_at_most_its_value(shop: Any, broken: Any) -> None:
    shop.carts[0]["recovery_revenue"] = Decimal("45.01")
    assert broken(shop) == {"CRT-11"}


def test_a_cart_that_was_not_recovered_brings_nothing(shop: Any, broken: Any) -> None:
    shop.carts[1]["recovery_revenue"] = Decimal("0.01")
    assert broken(shop) == {"CRT-11"}


def test_a_cart_is_worth_its_units_at_list_price(shop: Any, broken: Any) -> None:
    shop.carts[0]["cart_value"] = Decimal("45.01")
    assert broken(shop) == {"CRT-12"}


def test_an_item_is_priced_as_listed(shop: Any, broken: Any) -> None:
    shop.items[0]["unit_price"] = Decimal("9.50")
    assert broken(shop) == {"CRT-12"}


def test_a_cart_is_digital(shop: Any, broken: Any) -> None:
    shop.carts[0]["channel_key"] = 1
    assert broken(shop) == {"CRT-13"}


def test_no_cart_holds_what_is_not_launched(shop: Any, broken: Any) -> None:
    shop.gold_product_dim[1]["launch_date"] = date(2024, 10, 31)
    assert broken(shop) == {"CRT-13"}
