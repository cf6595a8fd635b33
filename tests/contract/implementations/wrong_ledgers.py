"""Wrong ledgers, each the sound one with one mistake that somebody has made somewhere; `mistakes.py` says which law each breaks."""

from __future__ import annotations

from typing import Any

from sound_shops import Shop


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
