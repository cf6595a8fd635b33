"""Inventory: the nearest shop in which the close of a day does not follow from the evening before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any


def test_nothing_is_in_transit_below_zero(shop: Any, broken: Any) -> None:
    shop.story[0]["quantity_in_transit"] = -1
    assert broken(shop) == {"INV-1", "INV-11"}


def test_display_units_are_on_hand(shop: Any, broken: Any) -> None:
    shop.story[0].update(quantity_reserved=0)
    assert broken(shop) == {"INV-2", "INV-12"}


def test_a_display_unit_does_not_prevent_a_stockout(shop: Any, broken: Any) -> None:
    shop.story[0]["is_stockout"] = False
    assert broken(shop) == {"INV-3"}


def test_the_first_zero_day_counts_as_one(shop: Any, broken: Any) -> None:
    shop.story[3]["stockout_duration_days"] = 2
    assert broken(shop) == {"INV-4"}


def test_in_stock_there_is_no_duration(shop: Any, broken: Any) -> None:
    shop.story[2]["stockout_duration_days"] = 0
    assert broken(shop) == {"INV-4"}


def test_a_receipt_on_a_stockout_day_ends_the_run(shop: Any, broken: Any) -> None:
    shop.story[2].update(stockout_duration_days=3, is_stockout=True)
    assert broken(shop) == {"INV-3", "INV-4"}


def test_a_unit_more_at_close_came_from_nowhere(shop: Any, broken: Any) -> None:
    close = shop.story[2]
    close.update(quantity_available=3, quantity_on_hand=5, inventory_value_cost=Decimal(20), inventory_value_retail=Decimal(50))
    assert broken(shop) == {"INV-5", "INV-6", "INV-7", "REQ-6", "SAL-10"}


def test_the_first_close_is_the_opening_and_what_moved(shop: Any, broken: Any) -> None:
    shop.moved("OPENING").update(available_change=2)
    assert broken(shop) == {"INV-5", "REQ-6"}


def test_a_sale_that_leaves_available_alone_is_seen_at_close(shop: Any, broken: Any) -> None:
    shop.moved("SALE")["available_change"] = 0
    assert broken(shop) == {"INV-5", "MOV-2"}


def test_a_missing_snapshot_leaves_its_neighbours_in_peace(shop: Any, broken: Any) -> None:
    shop.gold_inventory_fact.remove(shop.story[2])
    assert not broken(shop) & {"INV-5", "INV-6", "INV-7", "INV-9", "INV-11", "INV-12"}


def test_what_was_sold_left_the_shelf(shop: Any, broken: Any) -> None:
    shop.sales.append(shop.line(5) | {"line_item_id": 6, "request_id": None, "lost_sales_qty": None})
    assert "INV-7" in broken(shop)


def test_a_store_opens_with_a_store_s_stock(shop: Any, broken: Any) -> None:
    shop.gold_date_dim[0]["demand_multiplier"] = 0.02
    assert broken(shop) == {"INV-8"}


def test_a_receipt_brings_all_that_was_in_transit(shop: Any, broken: Any) -> None:
    shop.moved("RECEIPT").update(quantity_change=4, available_change=4)
    assert broken(shop) == {"INV-5", "INV-6", "INV-9", "REQ-6"}


def test_a_receipt_comes_on_its_day(shop: Any, broken: Any) -> None:
    shop.moved("RECEIPT")["date_key"] = 20241102
    assert broken(shop) == {"INV-5", "INV-6", "INV-9", "INV-10", "REQ-6"}


def test_no_receipt_comes_on_the_first_day(shop: Any, broken: Any) -> None:
    shop.movements.append(shop.moved("RECEIPT") | {"movement_id": 99, "date_key": 20241030, "quantity_change": 0, "available_change": 0})
    assert broken(shop) == {"INV-9", "INV-10", "MOV-1"}


def test_the_next_receipt_is_a_review_period_later(shop: Any, broken: Any) -> None:
    for close in shop.story[2:]:
        close["next_replenishment_date"] = date(2024, 11, 8)
    assert broken(shop) == {"INV-10"}


def test_the_next_receipt_does_not_move_before_it_came(shop: Any, broken: Any) -> None:
    shop.story[3]["next_replenishment_date"] = date(2024, 11, 7)
    assert broken(shop) == {"INV-10"}


def test_before_the_first_receipt_there_was_no_last(shop: Any, broken: Any) -> None:
    shop.story[0]["last_replenishment_date"] = date(2024, 10, 29)
    assert broken(shop) == {"INV-10"}


def test_a_dispatch_fills_up_to_the_level(shop: Any, broken: Any) -> None:
    shop.story[1]["order_up_to_level"] = 6
    assert broken(shop) == {"INV-11"}


def test_the_level_matters_on_the_day_of_dispatch_alone(shop: Any, broken: Any) -> None:
    shop.story[0]["order_up_to_level"] = shop.story[3]["order_up_to_level"] = 40
    assert broken(shop) == set()


def test_a_dispatch_leaves_on_its_day(shop: Any, broken: Any) -> None:
    shop.story[0]["quantity_in_transit"] = 5
    assert broken(shop) == {"INV-11"}


def test_the_receipt_empties_the_road(shop: Any, broken: Any) -> None:
    shop.story[2]["quantity_in_transit"] = 5
    assert broken(shop) == {"INV-11"}


def test_on_the_first_day_a_dispatch_can_be_judged(shop: Any, broken: Any) -> None:
    shop.gold_location_dim[0]["lead_time_days"] = 2
    assert broken(shop) == {"INV-11"}


def test_damaged_units_are_not_written_off(shop: Any, broken: Any) -> None:
    close = shop.story[3]
    close.update(quantity_damaged=0, quantity_on_hand=1, inventory_value_cost=Decimal(4), inventory_value_retail=Decimal(10))
    assert {"INV-12", "INV-6", "INV-7"} <= broken(shop)


def test_stock_is_valued_at_cost_to_the_cent(shop: Any, broken: Any) -> None:
    shop.story[2]["inventory_value_cost"] += Decimal("0.01")
    assert broken(shop) == {"INV-16"}
