"""Returns: the nearest shop in which something comes back that was not sold, or comes back wrongly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def test_a_sale_has_no_day_of_restock(shop: Any, broken: Any) -> None:
    shop.line(5)["return_restocked_date_key"] = 20241105
    assert broken(shop) == {"RET-1"}


def test_a_return_names_what_it_brings_back(shop: Any, broken: Any) -> None:
    shop.line(12)["return_of_line_item_id"] = None
    assert broken(shop) == {"RET-1"}


def test_a_return_is_not_restocked_on_the_day_it_comes(shop: Any, broken: Any) -> None:
    shop.line(12)["return_restocked_date_key"] = 20241102
    assert {"RET-2", "RET-6"} <= broken(shop)


def test_four_days_are_too_many(shop: Any, broken: Any) -> None:
    shop.line(12)["return_restocked_date_key"] = 20241106
    assert broken(shop) == {"RET-2"}


def test_a_delay_is_counted_in_days_of_the_calendar(shop: Any, broken: Any) -> None:
    shop.line(11)["return_restocked_date_key"] = 20241032
    assert {"RET-2", "RET-6"} <= broken(shop)


def test_a_return_is_of_the_customer_who_bought(shop: Any, broken: Any) -> None:
    shop.line(12)["customer_key"] = 1
    assert broken(shop) == {"RET-4"}


def test_nothing_is_brought_back_before_it_is_sold(shop: Any, broken: Any) -> None:
    shop.line(12)["return_of_line_item_id"] = 5
    shop.line(12)["customer_key"] = 1
    assert broken(shop) == set()
    shop.line(12).update(date_key=20241101, return_restocked_date_key=20241104)
    assert broken(shop) == {"RET-4"}


def test_a_return_cannot_be_returned(shop: Any, broken: Any) -> None:
    shop.line(12).update(return_of_line_item_id=11, customer_key=1)
    assert broken(shop) == {"RET-4"}


def test_two_returns_together_bring_back_no_more_than_was_sold(shop: Any, broken: Any) -> None:
    shop.sales.append(shop.line(12) | {"line_item_id": 13, "order_number": 13, "transaction_id": 13})
    assert broken(shop) == {"RET-5"}


def test_a_return_is_restocked(shop: Any, broken: Any) -> None:
    shop.movements.remove(shop.moved("RETURN"))
    assert broken(shop) == {"RET-6", "INV-6"}


def test_a_return_is_restocked_once(shop: Any, broken: Any) -> None:
    shop.movements.append(shop.moved("RETURN") | {"movement_id": 99})
    assert broken(shop) == {"RET-6", "INV-6"}


def test_a_restock_is_of_a_return(shop: Any, broken: Any) -> None:
    shop.moved("RETURN")["line_item_id"] = 1
    assert broken(shop) == {"RET-6"}


def test_a_restock_says_how_long_the_units_were_away(shop: Any, broken: Any) -> None:
    shop.moved("RETURN")["return_delay_days"] = 2
    assert broken(shop) == {"RET-6"}


def test_what_is_restocked_after_the_horizon_moves_nothing(shop: Any, broken: Any) -> None:
    early = shop.moved("RETURN") | {"movement_id": 99, "date_key": 20241102, "line_item_id": 12, "return_delay_days": 3}
    shop.movements.append(early | {"quantity_change": 2, "available_change": 0})
    assert broken(shop) == {"RET-6", "INV-6"}


def test_the_discount_is_not_refunded(shop: Any, broken: Any) -> None:
    whole = {"net_sales_amount": Decimal("10.00"), "tax_amount": Decimal("1.00"), "gross_margin_amount": Decimal("6.00")}
    shop.line(11).update(whole, discount_amount=Decimal(0))
    assert broken(shop) == {"RET-7"}
