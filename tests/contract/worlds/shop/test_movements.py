"""Movements: the nearest shop in which stock moves without its reason."""

from __future__ import annotations

from typing import Any


def test_a_movement_moves_something(shop: Any, broken: Any) -> None:
    shop.movements.append(shop.moved("SALE") | {"movement_id": 99, "line_item_id": 6, "quantity_change": 0, "available_change": 0})
    assert broken(shop) == {"MOV-1", "MOV-3"}


def test_a_position_may_open_empty(shop: Any, broken: Any) -> None:
    for close in shop.gold_inventory_fact:
        if (close["product_key"], close["location_key"]) == (2, 1):
            close.update(order_up_to_level=0, inventory_value_cost=0, inventory_value_retail=0, quantity_on_hand=0, quantity_available=0)
    shop.movements[7].update(quantity_change=0, available_change=0)
    assert "MOV-1" not in broken(shop)


def test_a_receipt_is_put_on_sale(shop: Any, broken: Any) -> None:
    shop.moved("RECEIPT")["available_change"] = 0
    assert broken(shop) == {"MOV-2", "INV-5", "REQ-6"}


def test_a_receipt_has_no_line(shop: Any, broken: Any) -> None:
    shop.moved("RECEIPT")["line_item_id"] = 1
    assert broken(shop) == {"MOV-2"}


def test_a_return_says_its_delay(shop: Any, broken: Any) -> None:
    shop.moved("RETURN")["return_delay_days"] = None
    assert broken(shop) == {"MOV-2", "RET-6"}


def test_no_movement_is_a_write_off(shop: Any, broken: Any) -> None:
    shop.movements.append(shop.moved("SALE") | {"movement_id": 98, "movement_type": "WRITE_OFF", "line_item_id": None})
    shop.movements.append(shop.moved("RECEIPT") | {"movement_id": 99, "date_key": 20241030, "quantity_change": 2, "available_change": 2})
    assert {"MOV-2", "INV-9"} <= broken(shop)


def test_a_sale_moves_the_units_of_its_line(shop: Any, broken: Any) -> None:
    shop.moved("SALE").update(quantity_change=-1, available_change=-1)
    shop.moved("OPENING").update(quantity_change=3, available_change=2)
    assert broken(shop) == {"MOV-3", "REQ-6"}


def test_every_sale_moves_stock(shop: Any, broken: Any) -> None:
    shop.movements.remove(shop.moved("SALE"))
    assert broken(shop) == {"MOV-3", "INV-5", "INV-6"}


def test_a_sale_moves_stock_on_its_own_day(shop: Any, broken: Any) -> None:
    shop.movements[5]["date_key"] = 20241102
    assert broken(shop) == {"MOV-3", "INV-5", "INV-6"}


def test_a_position_is_opened_once(shop: Any, broken: Any) -> None:
    shop.movements.append(shop.moved("OPENING") | {"movement_id": 99, "quantity_change": 0, "available_change": 0})
    assert broken(shop) == {"MOV-4"}


def test_a_position_is_opened_on_the_first_day(shop: Any, broken: Any) -> None:
    shop.movements[7]["date_key"] = 20241031
    assert broken(shop) == {"MOV-4", "INV-5", "INV-6"}


def test_what_moves_was_opened(shop: Any, broken: Any) -> None:
    shop.gold_product_dim.append(shop.gold_product_dim[1] | {"product_key": 3, "is_active": False})
    shop.movements.append(shop.moved("RECEIPT") | {"movement_id": 99, "product_key": 3})
    assert broken(shop) == {"MOV-4"}
