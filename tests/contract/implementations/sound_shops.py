"""Sound implementations of strangers, each in a style of its own: whatever the style, none of them may be called wrong."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

Key = tuple[int, int]


class Shop:
    """Everything on one object; the day is only in the keys. the wrong ones vary it."""

    def __init__(self) -> None:
        self.available: dict[Key, int] = {}
        self.on_hand: dict[Key, int] = {}
        self.coming: dict[tuple[int, int, int], int] = {}
        self.today = 0
        self.random = random.Random(7)

    def initialize_inventory(self, date_key: int, product_keys: list[int], location_keys: list[int]) -> None:
        self.today = date_key
        for at in [(product, location) for product in product_keys for location in location_keys]:
            self.available[at] = self.on_hand[at] = self.random.randint(3, 9)

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> int:
        return self.available[product_key, location_key]

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> Any:
        at = (product_key, location_key)
        return {"qty_available": self.available[at], "qty_on_hand": self.on_hand[at], "qty_reserved": 0}

    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        at = (product_key, location_key)
        taken = min(self.available[at], self.whole(quantity))
        self.move(at, -taken)
        return taken

    def restock(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        at = (product_key, location_key)
        if self.whole(units) and date_key <= self.today:
            self.move(at, units)
        else:
            due = (*at, date_key)
            self.coming[due] = self.coming.get(due, 0) + units

    receive = restock

    def close_day(self, date_key: int, next_date_key: int) -> None:
        self.today = next_date_key
        for product, location, _ in [due for due in self.coming if due[2] == next_date_key]:
            self.move((product, location), self.coming.pop((product, location, next_date_key)))

    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[int, bool]:
        available = self.available[product_key, location_key]
        return min(self.whole(requested_qty), available), requested_qty > available

    def allocate_inventory(self, purchase_requests: Any, product_key: int, location_key: int, date_key: int) -> Any:
        for request in purchase_requests:
            self.whole(request["qty"])
        return self.serve(self.queue(purchase_requests), self.available[product_key, location_key])

    def queue(self, requests: Any) -> list[Any]:
        return self.random.sample(requests, len(requests))

    def serve(self, queue: list[Any], left: int) -> Any:
        answers = []
        for request in queue:
            got = min(request["qty"], left)
            left -= got
            answers.append((request["customer"], got))
        return answers

    def detect_stockouts(self, date_key: int, inventory_manager: Any) -> Any:
        empty = [at for at, units in inventory_manager.available.items() if units == 0]
        return [{"product_key": product, "location_key": location, "stockout_start_date_key": date_key} for product, location in empty]

    def move(self, at: Key, change: int) -> None:
        self.available[at] += change
        self.on_hand[at] += change

    @staticmethod
    def whole(quantity: Any) -> int:
        if not isinstance(quantity, int) or quantity < 0:
            raise ValueError(quantity)
        return quantity


@dataclass(frozen=True)
class Shot:
    """A snapshot as an object."""

    qty_available: Any
    qty_on_hand: Any
    qty_reserved: Any = 0


class Numbers(Shop):
    """Numbers of another library, objects for mappings, answers one by one and in no order, rows as tuples."""

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> Any:
        return np.int32(self.available[product_key, location_key])

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> Any:
        at = (product_key, location_key)
        return Shot(np.int64(self.available[at]), float(self.on_hand[at]))

    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> Any:
        got, is_constrained = super().validate_purchase(product_key, location_key, date_key, requested_qty)
        return [np.int64(got), np.bool_(is_constrained)]

    def serve(self, queue: list[Any], left: int) -> Iterator[Any]:
        answers: list[Any] = super().serve(queue, left)
        yield from reversed([(np.int64(customer), np.int16(got)) for customer, got in answers])

    def detect_stockouts(self, date_key: int, inventory_manager: Any) -> Any:
        found = super().detect_stockouts(date_key, inventory_manager)
        return np.array([(row["product_key"], row["location_key"]) for row in found])


class Forgiving(Shop):
    """Answers zero where others raise, and leaves a request that is none out of what it serves."""

    def known(self, *at: int) -> bool:
        return at in self.available

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> int:
        return self.available.get((product_key, location_key), 0)

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> Any:
        return super().get_snapshot(product_key, location_key, date_key) if self.known(product_key, location_key) else None

    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: Any) -> int:
        if not self.known(product_key, location_key) or not self.is_number(quantity):
            return 0
        return super().deduct_inventory(product_key, location_key, date_key, quantity)

    def restock(self, product_key: int, location_key: int, date_key: int, units: Any) -> None:
        if self.is_number(units):
            super().restock(product_key, location_key, date_key, units)

    receive = restock

    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: Any) -> tuple[int, bool]:
        if not self.known(product_key, location_key) or not self.is_number(requested_qty):
            return 0, True
        return super().validate_purchase(product_key, location_key, date_key, requested_qty)

    def allocate_inventory(self, purchase_requests: Any, product_key: int, location_key: int, date_key: int) -> Any:
        good = [request for request in purchase_requests if self.is_number(request["qty"])]
        return self.serve(self.queue(good), self.available.get((product_key, location_key), 0))

    @staticmethod
    def is_number(quantity: Any) -> bool:
        return isinstance(quantity, int) and quantity >= 0


class Strict(Shop):
    """Refuses a sale, a request or a restock of nothing, with errors of its own kind."""

    class RefusedError(Exception):
        """Not one of Python's."""

    def whole(self, quantity: Any) -> int:  # type: ignore[override]
        if not isinstance(quantity, int) or quantity <= 0:
            raise self.RefusedError
        return quantity


class Keyed(Shop):
    """Draws nothing: the order of arrival is a hash of the position, the day and the customers (as D11 would have it)."""

    def allocate_inventory(self, purchase_requests: Any, product_key: int, location_key: int, date_key: int) -> Any:
        for request in purchase_requests:
            self.whole(request["qty"])

        def arrival(place: int) -> bytes:
            request = purchase_requests[place]
            return hashlib.sha256(repr((place, request["customer"], product_key, location_key, date_key)).encode()).digest()

        order = sorted(range(len(purchase_requests)), key=arrival)
        return self.serve([purchase_requests[place] for place in order], self.available[product_key, location_key])


class Dated(Shop):
    """The state is keyed by day as well, as in RA 1.1, and only the open day is known."""

    def _is_open(self, date_key: int) -> None:
        if date_key != self.today:
            raise KeyError(date_key)

    def get_available_inventory(self, product_key: int, location_key: int, date_key: int) -> int:
        self._is_open(date_key)
        return super().get_available_inventory(product_key, location_key, date_key)

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> Any:
        self._is_open(date_key)
        return super().get_snapshot(product_key, location_key, date_key)

    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        self._is_open(date_key)
        return super().deduct_inventory(product_key, location_key, date_key, quantity)


class Pool:
    """RE 3 alone: an allocator that is told what is available, and nothing else."""

    def allocate_inventory(self, purchase_requests: list[Any], available_inventory: int) -> list[Any]:
        if available_inventory < 0 or any(not isinstance(asked, int) or asked < 0 for *_, asked in purchase_requests):
            raise ValueError("units")
        shuffled = purchase_requests.copy()
        random.shuffle(shuffled)
        results = []
        for customer, _product, _location, asked in shuffled:
            got = min(asked, available_inventory)
            available_inventory -= got
            results.append((customer, got, got == asked))
        return results


def split() -> Any:
    """The three parts apart, as RA 2.1 holds them."""
    shop = Shop()
    return SimpleNamespace(
        inventory_manager=shop,
        sales_validator=SimpleNamespace(validate_purchase=shop.validate_purchase, allocate_inventory=shop.allocate_inventory),
        stockout_generator=SimpleNamespace(detect_stockouts=shop.detect_stockouts),
    )
