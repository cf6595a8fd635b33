"""The scalar reference: RA's three classes, with RA's names and signatures, plainly written (RA 1.1 to 1.3, RE 1, RE 3, D21).

They are the executable specification: one position, one request, one unit at a time. The vectorised generator is held equal to
them by tests, and `stockproof fuzz` drives anybody's classes of the same shape. State is keyed by (product, location, day), the
day being the one that is open; closing a day moves every entry to the next (D1).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.network import type_of

Key = tuple[int, int, int]
"""Product key, location key, date key (YYYYMMDD)."""

_OPENING_RANGE = {"dc": (500, 2000), "warehouse": (200, 800), "store": (10, 100)}


class InventoryManager:
    """What every position has on the open day (RA 1.1, RE 1).

    ``inventory_state`` maps (product_key, location_key, date_key) to ``qty_available``, ``qty_on_hand`` and ``qty_reserved``, in
    units. All methods raise KeyError for a position that was never initialised, and ValueError or TypeError for units that are
    negative or not whole; an error changes nothing.
    """

    def __init__(self, random_seed: int = 42) -> None:
        self.inventory_state: dict[Key, dict[str, int]] = {}
        self._on_the_way: dict[Key, int] = {}
        self._random = random.Random(random_seed)

    def initialize_inventory(self, date_key: int, product_keys: Iterable[int], location_keys: Iterable[int]) -> None:
        """Opens each product at each location with a quantity drawn from its location type's range (RA 2.3)."""
        locations = list(location_keys)
        for product_key in product_keys:
            for location_key in locations:
                quantity = self._calculate_initial_qty(location_key)
                self.inventory_state[product_key, location_key, date_key] = {
                    "qty_available": quantity,
                    "qty_on_hand": quantity,
                    "qty_reserved": 0,
                }

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> int:
        """Units that can be sold now."""
        return self.inventory_state[product_key, location_key, date_key]["qty_available"]

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> dict[str, int]:
        """The position as it stands, as a copy that never changes later."""
        return {"qty_reserved": 0, **self.inventory_state[product_key, location_key, date_key]}

    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        """Takes min(available, quantity) from available and from on hand (D2); returns the units taken."""
        state = self.inventory_state[product_key, location_key, date_key]
        deducted = min(state["qty_available"], _units(quantity))
        state["qty_available"] -= deducted
        state["qty_on_hand"] -= deducted
        return deducted

    def restock(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        """Sellable returned units come back on hand and available on ``date_key``, the open day or a later one."""
        self._arrive(product_key, location_key, date_key, units)

    def receive(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        """A delivery arrives on hand and available on ``date_key``, the open day or a later one."""
        self._arrive(product_key, location_key, date_key, units)

    def close_day(self, date_key: int, next_date_key: int) -> None:
        """Carries every position of a day over to the next one that is open, and lets in what was due to arrive by then."""
        if next_date_key <= date_key:
            raise ValueError(f"next_date_key = {next_date_key}: allowed: a day after {date_key}")
        carried = {(p, place, next_date_key): state for (p, place, day), state in self.inventory_state.items() if day == date_key}
        others = {key: state for key, state in self.inventory_state.items() if key[2] != date_key}
        self.inventory_state = {**others, **carried}
        for product_key, location_key, due in list(self._on_the_way):
            key = (product_key, location_key, next_date_key)
            if due <= next_date_key and key in carried:
                self._put_away(key, self._on_the_way.pop((product_key, location_key, due)))

    def _arrive(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        key = (product_key, location_key, date_key)
        arriving = _units(units)
        open_days = [day for p, place, day in self.inventory_state if (p, place) == (product_key, location_key)]
        if not open_days:
            raise KeyError(key)
        if date_key < max(open_days):
            raise ValueError(f"date_key = {date_key}: allowed: {max(open_days)}, the open day, or later")
        if date_key in open_days:
            self._put_away(key, arriving)
        else:
            self._on_the_way[key] = self._on_the_way.get(key, 0) + arriving

    def _put_away(self, key: Key, units: int) -> None:
        self.inventory_state[key]["qty_available"] += units
        self.inventory_state[key]["qty_on_hand"] += units

    def _calculate_initial_qty(self, location_key: int) -> int:
        low, high = _OPENING_RANGE[type_of(location_key)]
        return int(self._random.randint(low, high) * self._random.uniform(0.5, 1.5))


class SalesValidator:
    """Checks purchases against stock and shares out what is short (RA 1.2, RE 3). Nothing here changes the stock."""

    def __init__(self, inventory_manager: InventoryManager, random_seed: int = 42) -> None:
        self.inventory_manager = inventory_manager
        self._random = random.Random(random_seed)

    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[int, bool]:
        """(units that a request would get, whether that is fewer than asked for)."""
        available = self.inventory_manager.get_available_inventory(product_key, location_key, date_key)
        allocated = min(_units(requested_qty), available)
        return allocated, allocated < requested_qty

    def allocate_inventory(
        self, purchase_requests: Sequence[Mapping[str, Any]], product_key: int, location_key: int, date_key: int
    ) -> list[tuple[Any, int]]:
        """Shares out what is available among requests (mappings with ``customer`` and ``qty``), in a random order of arrival.

        Returns (customer, units allocated), one for each request; every order of arrival is equally likely, whatever the
        customer, the segment and the place in the list.
        """
        remaining = self.inventory_manager.get_available_inventory(product_key, location_key, date_key)
        for request in purchase_requests:
            _units(request["qty"])
        arriving = list(purchase_requests)
        self._random.shuffle(arriving)
        allocations = []
        for request in arriving:
            allocated = min(request["qty"], remaining)
            remaining -= allocated
            allocations.append((request["customer"], allocated))
        return allocations


class StockoutGenerator:
    """Finds what has run out (RA 1.3)."""

    def detect_stockouts(self, date_key: int, inventory_manager: InventoryManager) -> list[dict[str, int]]:
        """Each position of the day that has nothing available."""
        return [
            {"product_key": product_key, "location_key": location_key, "stockout_start_date_key": date_key}
            for (product_key, location_key, day), state in inventory_manager.inventory_state.items()
            if day == date_key and state["qty_available"] == 0
        ]


def _units(quantity: Any) -> int:
    """A number of units, or an error: whole and not negative."""
    if isinstance(quantity, bool) or not hasattr(quantity, "__index__"):
        raise TypeError(f"quantity = {quantity!r}: allowed: a whole number of units")
    if quantity < 0:
        raise ValueError(f"quantity = {quantity!r}: allowed: 0 or more units")
    return int(quantity)


class Reference:
    """The three classes around one inventory, as `stockproof fuzz` drives them and as RA 2.1 puts them together."""

    def __init__(self, random_seed: int = 42) -> None:
        self.inventory_manager = InventoryManager(random_seed)
        self.sales_validator = SalesValidator(self.inventory_manager, random_seed)
        self.stockout_generator = StockoutGenerator()


def make() -> Reference:
    """A fresh reference, for `stockproof fuzz generator.reference:make`."""
    return Reference()
