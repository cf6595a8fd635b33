"""A small world as its decisions, and the tables that follow from them: sound by construction, for each day runs in the domain's order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contracts.strategies.calendar import day_of, day_row, instant, key

Row = dict[str, Any]

PRICES = (Decimal("10.00"), Decimal("24.99"))
COST = Decimal("4.00")
TAX = Decimal("0.1000")
DISCOUNT = Decimal("0.50")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Back:
    """Units of a line that are brought back: of which of the position's lines so far, how many, and when they are on the shelf again."""

    line: int
    units: int
    delay: int
    is_sellable: bool


@dataclass(frozen=True)
class Day:
    """A position's day: (customer key, units) of each request in the order of arrival, and what is brought back."""

    asked: tuple[tuple[int, int], ...] = ()
    back: tuple[Back, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """A location's: days between receipts, days from dispatch to receipt, and the day number (from 1) of the first receipt."""

    review: int
    lead: int
    first: int


@dataclass(frozen=True)
class Life:
    """A position's: units at opening, reserved ones, in transit at the first close, the level that dispatches fill up to, and its days."""

    available: int
    reserved: int
    in_transit: int
    level: int
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Plan:
    """All decisions of a world; location 1 is a store, location 2 a warehouse, and every product is at every location."""

    start: dt.date
    products: int
    schedules: tuple[Schedule, ...]
    lives: tuple[Life, ...]
    segments: tuple[str, ...]

    @property
    def dates(self) -> list[dt.date]:
        """The days of the horizon."""
        return [self.start + dt.timedelta(days=n) for n in range(len(self.lives[0].days))]


def rows_of(plan: Plan) -> dict[str, list[Row]]:
    """The rows of every table that the decisions lead to, without the columns that say nothing."""
    tables = _dimensions(plan)
    for number, life in enumerate(plan.lives):
        product, place = number % plan.products, number // plan.products
        lived = _Lived(plan, life, plan.schedules[place], product, place, (number + 1) * 1000)
        for name, rows in lived.rows().items():
            tables[name] += rows
    return tables


def _dimensions(plan: Plan) -> dict[str, list[Row]]:
    facts = ("purchase_request_fact", "sales_fact", "inventory_fact", "inventory_movement_fact", "stockout_events")
    kinds = ("store", "warehouse")
    return {
        "gold_date_dim": [day_row(day, number) for number, day in enumerate(plan.dates, 1)],
        "gold_product_dim": [
            {"product_key": n + 1, "product_id": f"P{n + 1}", "base_price": PRICES[n], "unit_cost": COST, "is_active": True}
            for n in range(plan.products)
        ],
        "gold_location_dim": [
            {"location_key": n + 1, "location_id": f"L{n + 1}", "location_type": kinds[n], "state_tax_rate": TAX}
            | {"review_period_days": schedule.review, "lead_time_days": schedule.lead}
            for n, schedule in enumerate(plan.schedules)
        ],
        "gold_customer_dim": [
            {"customer_key": n + 1, "customer_id": f"C{n + 1}", "segment": segment} for n, segment in enumerate(plan.segments)
        ],
        "gold_channel_dim": [{"channel_key": n, "channel_code": code, "is_digital": n == 2} for n, code in enumerate(("till", "web"), 1)],
        **{f"gold_{fact}": [] for fact in facts},
    }


@dataclass(frozen=True)
class _Lived:
    """One position lived through; ``base`` is where its ids begin."""

    plan: Plan
    life: Life
    schedule: Schedule
    product: int
    place: int
    base: int

    def rows(self) -> dict[str, list[Row]]:
        """Day by day: restock, receipt, trading, returns, dispatch, close; then the runs of days without stock."""
        requests: list[Row] = []
        lines: list[Row] = []
        moved: list[Row] = []
        closes: list[Row] = []
        for number, day in enumerate(self.life.days, 1):
            date = self.plan.start + dt.timedelta(days=number - 1)
            before = closes[-1] if closes else None
            arrivals = list(self._arrivals(date, number, before, lines))
            sold = self._requests(date, number, day, self._available(before, arrivals))
            requests += sold
            lines += [self._line(request) for request in sold if request["quantity_allocated"]]
            moved += [*arrivals, *(self._sale(line) for line in lines if line["date_key"] == key(date) and not line["is_return"])]
            lines += self._brought_back(date, number, day, lines)
            closes.append(self._close(date, number, before, [m for m in moved if m["date_key"] == key(date)]))
        for number, movement in enumerate(moved):
            movement["movement_id"] = self.base + number
        runs = list(self._runs(closes, requests))
        return {
            "gold_purchase_request_fact": requests,
            "gold_sales_fact": lines,
            "gold_inventory_fact": closes,
            "gold_inventory_movement_fact": moved,
            "gold_stockout_events": runs,
        }

    def _at(self, date: dt.date) -> Row:
        return {"product_key": self.product + 1, "location_key": self.place + 1, "date_key": key(date)}

    def _available(self, before: Row | None, arrivals: list[Row]) -> int:
        held: int = before["quantity_available"] if before else 0
        return held + sum(int(arrival["available_change"]) for arrival in arrivals)

    def _arrivals(self, date: dt.date, number: int, before: Row | None, lines: list[Row]) -> Iterator[Row]:
        """The opening, or what is restocked and received today."""
        if before is None:
            life = self.life
            yield self._movement(date, "OPENING", life.available + life.reserved, life.available)
            return
        for line in lines:
            if line.get("return_restocked_date_key") == key(date):
                units, back = line["quantity_sold"], line["_back"]
                told = self._movement(date, "RETURN", units, units if back.is_sellable else 0)
                yield told | {"line_item_id": line["line_item_id"], "return_delay_days": back.delay}
        if self._is_due(number) and before["quantity_in_transit"]:
            yield self._movement(date, "RECEIPT", before["quantity_in_transit"], before["quantity_in_transit"])

    def _movement(self, date: dt.date, kind: str, on_hand: int, available: int) -> Row:
        return self._at(date) | {"movement_type": kind, "quantity_change": on_hand, "available_change": available}

    def _is_due(self, number: int) -> bool:
        return number >= self.schedule.first and (number - self.schedule.first) % self.schedule.review == 0

    def _next(self, number: int) -> int:
        """The day number of the next receipt after a day."""
        return next(later for later in range(number + 1, number + self.schedule.review + self.schedule.first + 1) if self._is_due(later))

    def _requests(self, date: dt.date, number: int, day: Day, opening: int) -> list[Row]:
        asked, left = [], opening
        for place, (customer, units) in enumerate(day.asked):
            identity = self.base + number * 10 + place
            got = min(units, left)
            asked.append(
                self._at(date)
                | {"request_id": identity, "order_number": identity, "customer_key": customer, "channel_key": self.place + 1}
                | {"inventory_check_timestamp": instant(date, place), "unit_price": PRICES[self.product]}
                | {"quantity_requested": units, "inventory_at_purchase": left, "quantity_allocated": got}
                | {"is_inventory_constrained": got < units, "stockout_flag": got < units, "lost_sales_qty": units - got}
            )
            left -= got
        return asked

    def _line(self, request: Row) -> Row:
        kept = {name: value for name, value in request.items() if name != "quantity_allocated"}
        checked = request["inventory_check_timestamp"]
        own = {"line_item_id": request["request_id"], "transaction_id": request["order_number"], "is_return": False}
        return kept | own | {"time_key": checked.hour * 100 + checked.minute} | self._amounts(request["quantity_allocated"])

    def _amounts(self, units: int) -> Row:
        price = PRICES[self.product]
        net = (price - DISCOUNT) * units
        tax, margin = (net * TAX).quantize(CENT, "ROUND_HALF_UP"), net - COST * units
        amounts = {"net_sales_amount": net, "tax_amount": tax, "gross_margin_amount": margin}
        return {"quantity_sold": units, "unit_price": price, "discount_amount": DISCOUNT} | amounts

    def _sale(self, line: Row) -> Row:
        date = day_of(line["date_key"])
        return self._movement(date, "SALE", -line["quantity_sold"], -line["quantity_sold"]) | {"line_item_id": line["line_item_id"]}

    def _brought_back(self, date: dt.date, number: int, day: Day, lines: list[Row]) -> list[Row]:
        """Return lines, of sale lines of which enough is still with the customer."""
        back: list[Row] = []
        for place, wish in enumerate(day.back):
            sales = [line for line in lines if not line["is_return"]]
            of = sales[wish.line % len(sales)] if sales else None
            gone = sum(b["quantity_sold"] for b in (*lines, *back) if of and b.get("return_of_line_item_id") == of["line_item_id"])
            if of is None or gone + wish.units > of["quantity_sold"]:
                continue
            identity = self.base + 500 + number * 10 + place
            back.append(
                self._at(date)
                | {"line_item_id": identity, "transaction_id": identity, "order_number": identity, "time_key": 2000, "is_return": True}
                | {"customer_key": of["customer_key"], "channel_key": of["channel_key"], "return_of_line_item_id": of["line_item_id"]}
                | {"return_restocked_date_key": key(date + dt.timedelta(days=wish.delay)), "_back": wish}
                | self._amounts(wish.units)
            )
        return back

    def _close(self, date: dt.date, number: int, before: Row | None, moved: list[Row]) -> Row:
        available = self._available(before, moved)
        damaged = (before["quantity_damaged"] if before else 0) + sum(
            m["quantity_change"] - m["available_change"] for m in moved if m["movement_type"] == "RETURN"
        )
        on_hand = available + self.life.reserved + damaged
        received = any(m["movement_type"] == "RECEIPT" for m in moved)
        zero_days = ((before and before["stockout_duration_days"]) or 0) + 1
        return (
            self._at(date)
            | {"quantity_on_hand": on_hand, "quantity_available": available, "quantity_reserved": self.life.reserved}
            | {"quantity_damaged": damaged, "quantity_in_transit": self._in_transit(number, before, available)}
            | {"order_up_to_level": self.life.level, "is_stockout": available == 0}
            | {"stockout_duration_days": None if available else zero_days}
            | {"last_replenishment_date": date if received else before and before["last_replenishment_date"]}
            | {"next_replenishment_date": date + dt.timedelta(days=self._next(number) - number)}
            | {"inventory_value_cost": on_hand * COST, "inventory_value_retail": on_hand * PRICES[self.product]}
        )

    def _in_transit(self, number: int, before: Row | None, available: int) -> int:
        """What the evening before left in transit, less what arrived, and on the day of a dispatch what is missing to the level."""
        if self._next(number) - self.schedule.lead == number:
            return max(0, self.life.level - available)
        if before is None:
            return self.life.in_transit if self.schedule.first - self.schedule.lead < number else 0
        return 0 if self._is_due(number) else int(before["quantity_in_transit"])

    def _runs(self, closes: list[Row], requests: list[Row]) -> Iterator[Row]:
        for place, close in enumerate(closes):
            if not close["is_stockout"] or (place and closes[place - 1]["is_stockout"]):
                continue
            length = next((n for n, later in enumerate(closes[place:]) if not later["is_stockout"]), len(closes) - place)
            run = [each["date_key"] for each in closes[place : place + length]]
            lost = [r for r in requests if r["date_key"] in run and r["lost_sales_qty"]]
            units = sum(r["lost_sales_qty"] for r in lost)
            yield {
                "stockout_id": self.base + place,
                "product_key": self.product + 1,
                "location_key": self.place + 1,
                "stockout_start_date_key": run[0],
                "stockout_end_date_key": run[-1] if place + length < len(closes) else None,
                "stockout_duration_days": length,
                "lost_sales_attempts": len(lost),
                "lost_sales_quantity": units,
                "lost_sales_revenue": units * PRICES[self.product],
                "peak_season_flag": any(day_of(day).month > 10 for day in run),
            }
