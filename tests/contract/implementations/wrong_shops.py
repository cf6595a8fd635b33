"""Wrong implementations, each the sound shop with one mistake that somebody has made somewhere; `MISTAKES` says which law each breaks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
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


class Oversells(Shop):
    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        self.move((product_key, location_key), -self.whole(quantity))
        return quantity


class ReturnsWhatWasAsked(Shop):
    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        super().deduct_inventory(product_key, location_key, date_key, quantity)
        return quantity


class LeavesOnHandAlone(Shop):
    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        taken = super().deduct_inventory(product_key, location_key, date_key, quantity)
        self.on_hand[product_key, location_key] += taken
        return taken


class OneStockForAllLocations(Shop):
    def move(self, at: Any, change: int) -> None:
        for other in [other for other in self.available if other[0] == at[0]]:
            self.available[other] = max(0, self.available[other] + change)
            self.on_hand[other] = max(0, self.on_hand[other] + change)


class RestocksAtOnce(Shop):
    def restock(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        super().restock(product_key, location_key, self.today, units)


class RestocksADayEarly(Shop):
    def close_day(self, date_key: int, next_date_key: int) -> None:
        super().close_day(date_key, next_date_key)
        for product, location, day in [due for due in self.coming if due[2] == next_date_key + 1]:
            self.move((product, location), self.coming.pop((product, location, day)))


class ArrivesEveryDay(Shop):
    def close_day(self, date_key: int, next_date_key: int) -> None:
        self.today = next_date_key
        for (product, location, day), units in self.coming.items():
            if day <= next_date_key:
                self.move((product, location), units)


class ReceivesOnTheShelfOnly(Shop):
    def receive(self, product_key: int, location_key: int, date_key: int, units: int) -> None:
        super().restock(product_key, location_key, date_key, units)
        if date_key == self.today:
            self.on_hand[product_key, location_key] -= units


class HandsOutItsOwnState(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.shots: dict[Any, dict[str, int]] = {}

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> Any:
        shot = self.shots.setdefault((product_key, location_key), {})
        shot.update(super().get_snapshot(product_key, location_key, date_key))
        return shot


class SnapshotsOfTheMorning(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.shots: dict[Any, Any] = {}

    def get_snapshot(self, product_key: int, location_key: int, date_key: int) -> Any:
        seen = super().get_snapshot(product_key, location_key, date_key)
        return self.shots.setdefault((product_key, location_key, date_key), seen)


class LookingReserves(Shop):
    def validate_purchase(self, product_key: int, location_key: int, date_key: int, requested_qty: int) -> tuple[int, bool]:
        answer = super().validate_purchase(product_key, location_key, date_key, requested_qty)
        self.move((product_key, location_key), -answer[0])
        return tuple(answer)  # type: ignore[return-value]


class ForgetsHalfASale(Shop):
    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        at = (product_key, location_key)
        before = self.available[at]
        self.available[at] = 0
        self.available[at] = before
        taken = min(before, self.whole(quantity))
        self.move(at, -taken)
        if taken and not self.available[at]:
            self.on_hand[at] += 1
        return taken


class FailsHalfWay(Shop):
    def deduct_inventory(self, product_key: int, location_key: int, date_key: int, quantity: int) -> int:
        at = (product_key, location_key)
        if isinstance(quantity, int):
            self.available[at] -= min(self.available[at], quantity)
        taken = self.whole(quantity)
        self.available[at], before = self.on_hand[at], self.available[at]
        taken = self.on_hand[at] - before
        self.on_hand[at] = self.available[at] = before
        return taken


class OpensEachDayAnew(Shop):
    def close_day(self, date_key: int, next_date_key: int) -> None:
        super().close_day(date_key, next_date_key)
        self.available = {at: units or 3 for at, units in self.available.items()}


class ForgetsTheNight(Shop):
    def close_day(self, date_key: int, next_date_key: int) -> None:
        super().close_day(date_key, next_date_key)
        self.on_hand.pop((2, 2), None)


class LowIsOut(Shop):
    def detect_stockouts(self, date_key: int, inventory_manager: Any) -> Any:
        low = [at for at, units in self.available.items() if units < 2]
        return [{"product_key": product, "location_key": location} for product, location in low]


class NamesYesterdaysToo(Shop):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []

    def detect_stockouts(self, date_key: int, inventory_manager: Any) -> Any:
        self.found += super().detect_stockouts(date_key, inventory_manager)
        return list(self.found)


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation: the law it breaks, and what its author got wrong."""

    factory: str
    law: str
    title: str


MISTAKES = (
    Mistake("KeepsTheLastUnit", "ALC-1", "The smaller of two numbers is off by one: the last unit is never allocated"),
    Mistake("AllOrNothing", "ALC-1", "A request that cannot be met in full gets nothing, though units are left"),
    Mistake("SellsInPairs", "ALC-2", "Requests are rounded up to even numbers"),
    Mistake("StopsWhenSoldOut", "ALC-3", "Requests that come after stock has reached zero are lost"),
    Mistake("StopsThePool", "ALC-3", "The same in RE 3's form"),
    Mistake("AnswersEachCustomerOnce", "ALC-3", "A customer who asks twice is answered once, answers being kept by customer"),
    Mistake("SharesEvenly", "ALC-4", "Scarce units are shared out one by one, so that everybody gets a part"),
    Mistake("ImportantCustomersFirst", "ALC-5", "Two segments are served before the others"),
    Mistake("FirstComeFirstServed", "ALC-5", "Requests are served in the order of the list"),
    Mistake("SortedByKey", "ALC-5", "Requests are sorted by customer key"),
    Mistake("Rotates", "ALC-5", "The list is rotated by chance instead of shuffled: everyone is first equally often"),
    Mistake("SmallRequestsFirst", "ALC-5", "Small requests are served before large ones"),
    Mistake("DrawsTheSameEveryDay", "ALC-5", "The generator is seeded anew before each shuffle"),
    Mistake("ShufflesTheCallersList", "ALC-6", "The caller's list is shuffled in place"),
    Mistake("AllocatingSells", "ALC-6", "Allocating takes the units from stock, and selling takes them again"),
    Mistake("LookingReserves", "ALC-6", "A question what a purchase would get reserves the units"),
    Mistake("NegativeSalesAddStock", "ALC-7", "A negative quantity adds stock"),
    Mistake("HalfUnitsAreRounded", "ALC-7", "One and a half units are sold as two"),
    Mistake("OpensWhatItIsAskedFor", "ALC-7", "A position that was never opened has the default of a dictionary"),
    Mistake("SwallowsBadReceipts", "ALC-7", "A receipt of a negative number of units is noted, and takes them away"),
    Mistake("ConstrainedWhenExactlyMet", "ALC-8", "A purchase of exactly what is left counts as constrained"),
    Mistake("PartlyIsFulfilled", "ALC-8", "In RE 3's form, a request met in part counts as fulfilled"),
    Mistake("Oversells", "LED-1", "A sale takes what was asked, whatever is there"),
    Mistake("ReturnsWhatWasAsked", "LED-2", "A sale says it took what was asked, not what it took"),
    Mistake("LeavesOnHandAlone", "LED-3", "A sale lowers available and leaves on hand, as RA 1.1 has it"),
    Mistake("ForgetsHalfASale", "LED-3", "The last unit sold stays on hand"),
    Mistake("OneStockForAllLocations", "LED-4", "All locations of a product share one stock"),
    Mistake("RestocksAtOnce", "LED-5", "A return is restocked when it is announced"),
    Mistake("RestocksADayEarly", "LED-5", "A return is restocked a day early"),
    Mistake("ArrivesEveryDay", "LED-5", "What has arrived arrives again on every later day"),
    Mistake("ReceivesOnTheShelfOnly", "LED-5", "A receipt is available, but not on hand"),
    Mistake("HandsOutItsOwnState", "LED-6", "The snapshot handed out is the live state"),
    Mistake("SnapshotsOfTheMorning", "LED-7", "A position's snapshot is cached for the day"),
    Mistake("FailsHalfWay", "LED-8", "A negative quantity is refused after available was changed"),
    Mistake("OpensEachDayAnew", "LED-9", "What is sold out is full again in the morning"),
    Mistake("ForgetsTheNight", "LED-9", "One position does not get over the night"),
    Mistake("LowIsOut", "STK-1", "A single unit left counts as a stockout"),
    Mistake("NamesYesterdaysToo", "STK-1", "What ran out earlier is named again"),
)
