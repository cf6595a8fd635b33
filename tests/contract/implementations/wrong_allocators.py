"""Wrong allocators, each the sound one with one mistake that somebody has made somewhere; `mistakes.py` says which law each breaks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sound_shops import Pool, Shop


class KeepsTheLastUnit(Shop):
    def serve(self, queue: list[Any], left: int) -> Any:
        return super().serve(queue, max(0, left - 1))


class AllOrNothing(Shop):
    def serve(self, queue: list[Any], left: int) -> Any:
        answers = []
        for request in queue:
            got = request["qty"] if request["qty"] <= left else 0
            left -= got
            answers.append((request["customer"], got))
        return answers


class SellsInPairs(Shop):
    def serve(self, queue: list[Any], left: int) -> Any:
        return super().serve([{**request, "qty": request["qty"] + request["qty"] % 2} for request in queue], left)


class StopsWhenSoldOut(Shop):
    def serve(self, queue: list[Any], left: int) -> Any:
        answers = super().serve(queue, left)
        return [(customer, got) for customer, got in answers if got]


class AnswersEachCustomerOnce(Shop):
    def serve(self, queue: list[Any], left: int) -> Any:
        answers: dict[Any, int] = {}
        for customer, got in super().serve(queue, left):
            answers[customer] = answers.get(customer, 0) + got
        return list(answers.items())


class SharesEvenly(Shop):
    def serve(self, queue: list[Any], left: int) -> Any:
        got = [0] * len(queue)
        while left and any(units < request["qty"] for units, request in zip(got, queue, strict=True)):
            for place, request in enumerate(queue):
                if left and got[place] < request["qty"]:
                    step = 1 if left < 1000 else left // len(queue)
                    step = min(step, left, request["qty"] - got[place])
                    got[place] += step
                    left -= step
        return [(request["customer"], units) for request, units in zip(queue, got, strict=True)]


class ImportantCustomersFirst(Shop):
    def queue(self, requests: Any) -> list[Any]:
        return sorted(super().queue(requests), key=lambda request: request["segment"] not in ("vip", "premium"))


class FirstComeFirstServed(Shop):
    def queue(self, requests: Any) -> list[Any]:
        return list(requests)


class SortedByKey(Shop):
    def queue(self, requests: Any) -> list[Any]:
        return sorted(requests, key=lambda request: request["customer"])


class Rotates(Shop):
    def queue(self, requests: Any) -> list[Any]:
        start = self.random.randrange(len(requests)) if requests else 0
        return [*requests[start:], *requests[:start]]


class SmallRequestsFirst(Shop):
    def queue(self, requests: Any) -> list[Any]:
        return sorted(super().queue(requests), key=lambda request: request["qty"])


class DrawsTheSameEveryDay(Shop):
    def queue(self, requests: Any) -> list[Any]:
        self.random.seed(42)
        return list(super().queue(requests))


class ShufflesTheCallersList(Shop):
    def queue(self, requests: Any) -> list[Any]:
        self.random.shuffle(requests)
        return list(requests)


class AllocatingSells(Shop):
    def allocate_inventory(self, purchase_requests: Any, product_key: int, location_key: int, date_key: int) -> Any:
        answers = super().allocate_inventory(purchase_requests, product_key, location_key, date_key)
        self.move((product_key, location_key), -sum(got for _, got in answers))
        return answers


class NegativeSalesAddStock(Shop):
    @staticmethod
    def whole(quantity: Any) -> int:
        return int(quantity) if isinstance(quantity, int) else Shop.whole(quantity)


class HalfUnitsAreRounded(Shop):
    @staticmethod
    def whole(quantity: Any) -> int:
        return Shop.whole(round(quantity)) if isinstance(quantity, float) and quantity == quantity else Shop.whole(quantity)


class OpensWhatItIsAskedFor(Shop):
    def initialize_inventory(self, date_key: int, product_keys: list[int], location_keys: list[int]) -> None:
        self.available, self.on_hand = defaultdict(lambda: 5), defaultdict(lambda: 5)
        super().initialize_inventory(date_key, product_keys, location_keys)


class SwallowsBadReceipts(Shop):
    def receive(self, product_key: int, location_key: int, date_key: int, units: Any) -> None:
        due = (product_key, location_key, date_key)
        self.coming[due] = self.coming.get(due, 0) + units
        if date_key == self.today:
            self.move((product_key, location_key), self.coming.pop(due))


class ConstrainedWhenExactlyMet(Shop):
    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[int, bool]:
        available = self.available[product_key, location_key]
        return min(self.whole(requested_qty), available), requested_qty >= available


class PartlyIsFulfilled(Pool):
    def allocate_inventory(self, purchase_requests: list[Any], available_inventory: int) -> list[Any]:
        return [(customer, got, got > 0) for customer, got, _ in super().allocate_inventory(purchase_requests, available_inventory)]


class StopsThePool(Pool):
    def allocate_inventory(self, purchase_requests: list[Any], available_inventory: int) -> list[Any]:
        answers = super().allocate_inventory(purchase_requests, available_inventory)
        return [answer for answer in answers if answer[1] or available_inventory == 0]


class LookingReserves(Shop):
    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[int, bool]:
        answer = super().validate_purchase(product_key, location_key, date_key, requested_qty)
        self.move((product_key, location_key), -answer[0])
        return tuple(answer)  # type: ignore[return-value]
