"""Sales: the nearest shop in which a line says something else, or sold what was not there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any


def test_a_line_never_sells_more_than_was_asked_for(shop: Any, broken: Any) -> None:
    shop.line(4)["quantity_requested"] = 2
    assert broken(shop) == {"SAL-1", "SAL-4", "SAL-9"}


def test_a_line_never_sells_more_than_was_available(shop: Any, broken: Any) -> None:
    shop.line(4)["inventory_at_purchase"] = 2
    assert broken(shop) == {"SAL-2", "SAL-9", "SAL-10"}


def test_a_line_that_sold_less_is_constrained(shop: Any, broken: Any) -> None:
    shop.line(2)["is_inventory_constrained"] = False
    assert broken(shop) == {"SAL-3"}


def test_a_line_without_the_flag_says_nothing_about_what_was_asked(shop: Any, broken: Any) -> None:
    shop.line(2)["is_inventory_constrained"] = None
    assert broken(shop) == {"SAL-3"}


def test_a_partly_filled_line_loses_only_the_rest(shop: Any, broken: Any) -> None:
    shop.line(2)["lost_sales_qty"] = 2
    assert broken(shop) == {"SAL-4"}


def test_a_line_that_lost_nothing_has_no_stockout_flag(shop: Any, broken: Any) -> None:
    shop.line(1)["stockout_flag"] = True
    assert broken(shop) == {"SAL-5"}


def test_a_line_is_either_older_than_the_schema_or_not(shop: Any, broken: Any) -> None:
    shop.line(1)["lost_sales_qty"] = None
    assert broken(shop) == {"SAL-6"}


def test_two_units_sold_again_are_more_than_the_opening_stock(shop: Any, broken: Any) -> None:
    shop.story[3]["quantity_damaged"] = 3
    assert "SAL-7" in broken(shop)


def test_what_came_back_unsellable_cannot_be_sold(shop: Any, broken: Any) -> None:
    shop.story[2]["quantity_damaged"] = 4
    assert {"SAL-7", "SAL-10"} <= broken(shop)


def test_nothing_is_sold_on_the_second_day_of_a_run(shop: Any, broken: Any) -> None:
    ghost = shop.line(2) | {"line_item_id": 3, "order_number": 3, "transaction_id": 3, "request_id": 3, "date_key": 20241031}
    shop.sales.append(ghost)
    assert {"SAL-7", "SAL-8", "SAL-9", "MOV-3", "INV-7"} <= broken(shop)


def test_an_allocated_request_has_its_line(shop: Any, broken: Any) -> None:
    shop.sales.remove(shop.line(5))
    assert broken(shop) == {"SAL-9", "MOV-3", "INV-7"}


def test_a_request_that_got_nothing_has_no_line(shop: Any, broken: Any) -> None:
    nothing = {"line_item_id": 3, "quantity_sold": 0, "lost_sales_qty": 1, "stockout_flag": True, "is_inventory_constrained": True}
    amounts = dict.fromkeys(("net_sales_amount", "tax_amount", "gross_margin_amount"), Decimal(0))
    shop.sales.append({**shop.line(1), **shop.requests[2], "transaction_id": 3, **nothing, **amounts})
    shop.line(3).pop("quantity_allocated")
    assert broken(shop) == {"SAL-9", "MOV-3"}


def test_a_line_names_the_request_of_its_own_customer(shop: Any, broken: Any) -> None:
    shop.line(5)["customer_key"] = 2
    assert broken(shop) == {"SAL-9"}


def test_a_line_of_the_new_schema_names_its_request(shop: Any, broken: Any) -> None:
    shop.line(5)["request_id"] = None
    assert broken(shop) == {"SAL-9"}


def test_a_return_does_not_keep_the_request_of_its_sale(shop: Any, broken: Any) -> None:
    shop.line(12)["request_id"] = 4
    assert broken(shop) == {"SAL-9"}


def test_lines_alone_form_the_chain_where_there_are_no_requests(shop: Any, judged: Any) -> None:
    tables = vars(shop) | {"gold_purchase_request_fact": []}
    del tables["gold_purchase_request_fact"]
    assert judged(tables, ["SAL-10"])["SAL-10"].verdict == "holds"
    shop.line(5)["inventory_at_purchase"] = 3
    assert judged(tables, ["SAL-10"])["SAL-10"].verdict == "broken"


def test_a_day_with_tied_lines_has_no_order_to_judge(shop: Any, broken: Any) -> None:
    for told in (shop.requests[1], shop.line(2)):
        told |= {"inventory_check_timestamp": shop.line(1)["inventory_check_timestamp"]}
    shop.line(2).update(time_key=1030, inventory_at_purchase=7)
    assert broken(shop) == {"SAL-9"}


def test_tax_is_rounded_to_the_cent_and_no_further(shop: Any, broken: Any) -> None:
    shop.line(4)["tax_amount"] += Decimal("0.01")
    assert broken(shop) == {"SAL-11"}


def test_a_refund_follows_the_same_formulas(shop: Any, broken: Any) -> None:
    shop.line(11)["net_sales_amount"] = Decimal("10.00")
    assert broken(shop) == {"SAL-11"}


def test_a_line_without_any_discount_may_not_have_one_above_the_price(shop: Any, broken: Any) -> None:
    shop.line(5).update(
        discount_amount=Decimal("10.50"), net_sales_amount=Decimal(-1), tax_amount=Decimal("-0.1"), gross_margin_amount=Decimal(-9)
    )
    assert broken(shop) == {"SAL-11"}


def test_an_order_has_one_customer_and_one_day(shop: Any, broken: Any) -> None:
    for told in (shop.requests[3], shop.line(4)):
        told["order_number"] = 1
    assert broken(shop) == {"SAL-12"}


def test_a_return_has_an_order_of_its_own(shop: Any, broken: Any) -> None:
    shop.line(12)["order_number"] = 5
    assert broken(shop) == {"SAL-12"}


def test_the_web_does_not_sell_from_a_store(shop: Any, broken: Any) -> None:
    for told in (shop.requests[4], shop.line(5)):
        told["channel_key"] = 2
    assert broken(shop) == {"SAL-13"}


def test_the_time_of_a_line_is_in_utc(shop: Any, broken: Any) -> None:
    shop.line(5)["time_key"] = 1130
    assert broken(shop) == {"SAL-15"}


def test_seconds_do_not_count_in_the_time_of_a_line(shop: Any, broken: Any) -> None:
    for told in (shop.requests[4], shop.line(5)):
        told["inventory_check_timestamp"] += timedelta(seconds=59)
    assert broken(shop) == set()
