"""What `stockproof fuzz` drives: the methods of RA 1.1 to 1.3 that laws of code speak of, as typing protocols (D21).

An implementation has any of them, on the object that its factory returns or on the attributes ``inventory_manager``,
``sales_validator`` and ``stockout_generator`` of that object; laws of what it lacks are unknown. It needs to inherit nothing and
to import nothing from here. Keys are whole numbers, date keys are YYYYMMDD and always the open day unless said otherwise,
quantities are whole units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol


class InventoryManager(Protocol):
    """What every position has on the open day (RA 1.1, RE 1)."""

    def initialize_inventory(self, date_key: int, product_keys: Sequence[int], location_keys: Sequence[int]) -> None:
        """Opens each product at each location with a quantity that the implementation draws itself."""

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> int:
        """Units that can be sold now."""

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> Mapping[str, int]:
        """``qty_available``, ``qty_on_hand`` and ``qty_reserved``, as they are now and will stay in what was handed out."""

    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        """Takes min(available, quantity) from available and from on hand; returns the units taken."""


class Replenished(Protocol):
    """What comes in. Both are optional; ``date_key`` is the open day or a later one, and the units arrive on it."""

    def restock(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        """Sellable returned units come back on hand and available."""

    def receive(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        """A delivery arrives on hand and available."""


class Closing(Protocol):
    """The end of a day. Optional."""

    def close_day(self, date_key: int, next_date_key: int) -> None:
        """Carries the state over to the next calendar day, and lets in what arrives on it."""


class SalesValidator(Protocol):
    """Checks purchases against stock and shares out what is short (RA 1.2). Nothing here changes the stock."""

    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[int, bool]:
        """(units that a request would get, whether that is fewer than asked for)."""

    def allocate_inventory(
        self, purchase_requests: Sequence[Mapping[str, Any]], product_key: int, location_key: int, date_key: int
    ) -> Iterable[tuple[Any, int]]:
        """(customer, units) for each request, in any order; requests are mappings with customer, qty and segment."""


class Allocator(Protocol):
    """RE 3's form of the same, told from RA's by its two parameters."""

    def allocate_inventory(
        self, purchase_requests: Sequence[tuple[Any, int, int, int]], available_inventory: int
    ) -> Iterable[tuple[Any, int, bool]]:
        """(customer_key, units, fulfilled) for each (customer_key, product_key, location_key, desired_qty), in any order."""


class StockoutGenerator(Protocol):
    """Finds what has run out (RA 1.3)."""

    def detect_stockouts(self, date_key: int, inventory_manager: Any) -> Iterable[Mapping[str, Any]]:
        """A mapping with at least product_key and location_key for each position that has nothing available."""
