"""What RA describes, built as described and no further: RA 1.1 (state keyed by day, a sale lowers available), 1.2, and 1.3.

RA 2.3 reads positions through get_snapshot and says no more of it; here it gives the entry that there is.
"""

from __future__ import annotations

import random
from typing import Any


class InventoryManager:
    """RA 1.1."""

    def __init__(self) -> None:
        self.inventory_state: dict[tuple[int, int, int], dict[str, int]] = {}

    def initialize_inventory(self, date_key: int, product_keys: list[int], location_keys: list[int]) -> None:
        for product_key in product_keys:
            for location_key in location_keys:
                opening = int(random.randint(10, 100) * random.uniform(0.5, 1.5))
                entry = {"qty_available": opening, "qty_on_hand": opening, "qty_reserved": 0}
                self.inventory_state[product_key, location_key, date_key] = entry

    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        entry = self.inventory_state[product_key, location_key, date_key]
        sold = min(quantity, entry["qty_available"])
        entry["qty_available"] -= sold
        return sold

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> int:
        return self.inventory_state[product_key, location_key, date_key]["qty_available"]

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> dict[str, int]:
        return self.inventory_state[product_key, location_key, date_key]


class SalesValidator:
    """RA 1.2."""

    def __init__(self, inventory_manager: InventoryManager) -> None:
        self.inventory_manager = inventory_manager

    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[int, bool]:
        left = self.inventory_manager.get_available_inventory(product_key, location_key, date_key)
        return min(requested_qty, left), requested_qty > left

    def allocate_inventory(
        self, purchase_requests: list[dict[str, Any]], product_key: int, location_key: int, date_key: int
    ) -> list[tuple[Any, int]]:
        left = self.inventory_manager.get_available_inventory(product_key, location_key, date_key)
        answers = []
        for request in random.sample(purchase_requests, k=len(purchase_requests)):
            given = min(request["qty"], left)
            left -= given
            answers.append((request["customer"], given))
        return answers


class StockoutGenerator:
    """RA 1.3."""

    def detect_stockouts(self, date_key: int, inventory_manager: InventoryManager) -> list[dict[str, int]]:
        return [
            {"product_key": product_key, "location_key": location_key, "stockout_start_date_key": date_key}
            for (product_key, location_key, _), entry in inventory_manager.inventory_state.items()
            if entry["qty_available"] == 0
        ]


class Described:
    """RA 2.1: the three together."""

    def __init__(self) -> None:
        self.inventory_manager = InventoryManager()
        self.sales_validator = SalesValidator(self.inventory_manager)
        self.stockout_generator = StockoutGenerator()


def make() -> Described:
    """What `stockproof fuzz` is given."""
    return Described()
