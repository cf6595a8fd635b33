"""The vectorised kernel of the generator behind the protocols: stock as arrays, requests in the order of keyed draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from generator.allocation import allocate
from generator.ledger import Stock, receive, restock, sell
from generator.streams import integers, uniform

SEED = 42


class Kernel:
    """One location-chunk's stock record, indexed by position; what comes later waits by day."""

    def __init__(self) -> None:
        self.place: dict[tuple[int, int], int] = {}
        self.stock = Stock(*(np.zeros(0, np.int64) for _ in range(3)))
        self.returned: dict[int, np.ndarray] = {}
        self.announced: dict[int, np.ndarray] = {}
        self.today = 0
        self.asked = 0

    def initialize_inventory(self, date_key: int, product_keys: list[int], location_keys: list[int]) -> None:
        self.place = {at: index for index, at in enumerate((p, place) for p in product_keys for place in location_keys)}
        self.today = date_key
        none = np.zeros(len(self.place), np.int64)
        self.stock = Stock(integers(SEED, "opening", 3, 60, np.arange(len(self.place))), none, none)

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> Any:
        return self.stock.available[self.place[product_key, location_key]]

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> dict[str, Any]:
        available = self.get_available_inventory(product_key, location_key, date_key)
        return {
            "qty_available": available,
            "qty_on_hand": available + self.stock.damaged[self.place[product_key, location_key]],
            "qty_reserved": 0,
        }

    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> Any:
        index = self.place[product_key, location_key]
        taken = self._allocated(index, [quantity])
        self.stock = sell(self.stock, np.array([index]), taken)
        return taken[0]

    def restock(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        self._announce(self.returned, product_key, location_key, date_key, units)

    def receive(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        self._announce(self.announced, product_key, location_key, date_key, units)

    def close_day(self, date_key: int, next_date_key: int) -> None:
        self.today = next_date_key
        self._let_in()

    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[Any, Any]:
        allocated = self._allocated(self.place[product_key, location_key], [requested_qty])[0]
        return allocated, allocated < requested_qty

    def allocate_inventory(
        self, purchase_requests: list[dict[str, Any]], product_key: int, location_key: int, date_key: int
    ) -> list[tuple[int, Any]]:
        self.asked += 1
        arrival = uniform(SEED, "arrival", self.asked, np.arange(len(purchase_requests)))
        queue = [purchase_requests[number] for number in np.argsort(arrival)]
        allocated = self._allocated(self.place[product_key, location_key], [request["qty"] for request in queue])
        return [(request["customer"], units) for request, units in zip(queue, allocated, strict=True)]

    def detect_stockouts(self, date_key: int, inventory_manager: Any) -> list[dict[str, int]]:
        empty = self.stock.available == 0
        return [{"product_key": p, "location_key": place} for (p, place), index in self.place.items() if empty[index]]

    def _allocated(self, index: int, asked: list[Any]) -> Any:
        requested = np.array([_units(units) for units in asked], np.int64)
        before = np.cumsum(requested) - requested
        return allocate(np.broadcast_to(self.stock.available[index], requested.shape), before, requested)[1]

    def _announce(self, when: dict[int, Any], product_key: int, location_key: int, date_key: int, units: int) -> None:
        index, arriving = self.place[product_key, location_key], _units(units)
        when.setdefault(date_key, np.zeros(len(self.place), np.int64))[index] += arriving
        self._let_in()

    def _let_in(self) -> None:
        """Restocks, then receives, what is due on the open day."""
        none = np.zeros(len(self.place), np.int64)
        self.stock = restock(self.stock, self.returned.pop(self.today, none), none)
        due = self.announced.pop(self.today, none)
        on_its_way = Stock(self.stock.available, self.stock.damaged, due)
        self.stock, _ = receive(on_its_way, np.flatnonzero(due))


def _units(quantity: Any) -> int:
    if not isinstance(quantity, int) or quantity < 0:
        raise ValueError(f"{quantity!r} is no number of units")
    return quantity
