"""A shop of four days, written out by hand: sound as it stands, and varied by each test into the nearest world that is not.

Product 1 in store 1 is the story. It opens with 4 on hand, one of them for display, and is sold out on the first evening; a receipt on the
third day ends the run, and on the fourth it is sold out again. Product 2, and both products in warehouse 2, only lie there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from contracts.invariants.catalogue import LAWS
from contracts.verdict import Verdict

Row = dict[str, Any]

DAYS = [date(2024, 10, 30), date(2024, 10, 31), date(2024, 11, 1), date(2024, 11, 2)]
PRICES = {1: Decimal("10.00"), 2: Decimal("25.00")}
COSTS = {1: Decimal("4.00"), 2: Decimal("11.00")}
TAX_RATE = Decimal("0.1000")
ROW_LAWS = tuple(law.id for law in LAWS if law.family != "structure" and not law.statistical)
"""What a world of four days can be judged by; the structure of tables has tests of its own."""


def key(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def position(product: int, location: int, day: int) -> Row:
    return {"product_key": product, "location_key": location, "date_key": key(DAYS[day - 1])}


def row(names: str, *values: Any) -> Row:
    """A row from the names of its columns, in one string, and their values."""
    return dict(zip(names.split(), values, strict=True))


def request(number: int, day: int, hour: int, *, customer: int, asks: int, sees: int) -> Row:
    gets = min(asks, sees)
    checked = datetime.combine(DAYS[day - 1], datetime.min.time(), UTC).replace(hour=hour, minute=30)
    return (
        position(1, 1, day)
        | row("request_id order_number customer_key channel_key inventory_check_timestamp", number, number, customer, 1, checked)
        | row("quantity_requested inventory_at_purchase quantity_allocated unit_price", asks, sees, gets, PRICES[1])
        | row("is_inventory_constrained stockout_flag lost_sales_qty", gets < asks, gets < asks, asks - gets)
    )


def amounts(units: int) -> Row:
    discount = Decimal("0.50")
    net = (PRICES[1] - discount) * units
    return row("quantity_sold unit_price discount_amount", units, PRICES[1], discount) | row(
        "net_sales_amount tax_amount gross_margin_amount", net, net * TAX_RATE, net - COSTS[1] * units
    )


def sale(asked: Row) -> Row:
    """The line that answers a request; its number is the request's."""
    time = asked["inventory_check_timestamp"].hour * 100 + 30
    own = row("line_item_id transaction_id time_key is_return", asked["request_id"], asked["order_number"], time, False)
    return {name: value for name, value in asked.items() if name != "quantity_allocated"} | own | amounts(asked["quantity_allocated"])


def brought_back(number: int, day: int, *, of: Row, units: int, restocked: int) -> Row:
    return (
        position(1, 1, day)
        | row("line_item_id transaction_id order_number time_key is_return", number, number, number, 1200, True)
        | row("customer_key channel_key return_of_line_item_id", of["customer_key"], 1, of["line_item_id"])
        | row("return_restocked_date_key", restocked)
        | amounts(units)
    )


def movement(kind: str, day: int, on_hand: int, available: int, *, line: int | None = None, delay: int | None = None) -> Row:
    names = "movement_type quantity_change available_change line_item_id return_delay_days"
    return position(1, 1, day) | row(names, kind, on_hand, available, line, delay)


def snapshot(product: int, location: int, day: int, available: int, **other: Any) -> Row:
    """A close; ``other`` may give reserved, damaged, transit, duration, last and next."""
    reserved, damaged = other.get("reserved", 0), other.get("damaged", 0)
    on_hand = available + reserved + damaged
    quantities = "quantity_on_hand quantity_available quantity_reserved quantity_damaged quantity_in_transit order_up_to_level"
    return (
        position(product, location, day)
        | row(quantities, on_hand, available, reserved, damaged, other.get("transit", 0), 5)
        | row("is_stockout stockout_duration_days", available == 0, other.get("duration"))
        | row("last_replenishment_date next_replenishment_date", other.get("last"), other.get("next", date(2024, 11, 20)))
        | row("inventory_value_cost inventory_value_retail", on_hand * COSTS[product], on_hand * PRICES[product])
    )


def event(number: int, start: int, end: int | None, days: int, *, attempts: int, units: int, peak: bool) -> Row:
    days_named = "stockout_start_date_key stockout_end_date_key stockout_duration_days peak_season_flag"
    lost = row("lost_sales_attempts lost_sales_quantity lost_sales_revenue", attempts, units, units * PRICES[1])
    return row("stockout_id product_key location_key", number, 1, 1) | row(days_named, start, end, days, peak) | lost


@dataclass
class Shop:
    """The tables' rows, each with the columns that matter; what is left out is filled in when the shop is judged."""

    gold_date_dim: list[Row]
    gold_product_dim: list[Row]
    gold_location_dim: list[Row]
    gold_customer_dim: list[Row]
    gold_channel_dim: list[Row]
    gold_purchase_request_fact: list[Row]
    gold_sales_fact: list[Row]
    gold_inventory_fact: list[Row]
    gold_inventory_movement_fact: list[Row]
    gold_stockout_events: list[Row]
    gold_cart_abandonment_fact: list[Row]
    gold_cart_item_fact: list[Row]
    gold_customer_event_fact: list[Row]

    @property
    def requests(self) -> list[Row]:
        return self.gold_purchase_request_fact

    @property
    def sales(self) -> list[Row]:
        """Lines 1, 2, 4 and 5 are sold, 11 and 12 brought back."""
        return self.gold_sales_fact

    @property
    def story(self) -> list[Row]:
        """The four closes of product 1 in store 1."""
        return [close for close in self.gold_inventory_fact if close["product_key"] == close["location_key"] == 1]

    @property
    def movements(self) -> list[Row]:
        return self.gold_inventory_movement_fact

    @property
    def events(self) -> list[Row]:
        return self.gold_stockout_events

    @property
    def carts(self) -> list[Row]:
        """Cart 501 holds a scarce item, is abandoned and recovered; cart 502 is bought at once."""
        return self.gold_cart_abandonment_fact

    @property
    def items(self) -> list[Row]:
        return self.gold_cart_item_fact

    @property
    def clicks(self) -> list[Row]:
        return self.gold_customer_event_fact

    def line(self, number: int) -> Row:
        """The line of gold_sales_fact with that number."""
        return next(line for line in self.sales if line["line_item_id"] == number)

    def moved(self, kind: str) -> Row:
        """The first movement of product 1 in store 1 of that type."""
        return next(told for told in self.movements if told["movement_type"] == kind and told["product_key"] == told["location_key"] == 1)


def trade() -> dict[str, list[Row]]:
    """Three requests are met in part or not at all; a unit comes back unsellable, and another only after the horizon."""
    asked = [
        request(1, 1, 10, customer=1, asks=2, sees=3),
        request(2, 1, 11, customer=2, asks=2, sees=1),
        request(3, 2, 10, customer=1, asks=1, sees=0),
        request(4, 3, 12, customer=2, asks=3, sees=5),
        request(5, 4, 9, customer=1, asks=3, sees=2),
    ]
    sold = [sale(told) for told in asked if told["quantity_allocated"]]
    back = [
        brought_back(11, 2, of=sold[0], units=1, restocked=20241101),
        brought_back(12, 4, of=sold[2], units=2, restocked=20241105),
    ]
    return {"gold_purchase_request_fact": asked, "gold_sales_fact": [*sold, *back]}


def stock() -> dict[str, list[Row]]:
    due, after = date(2024, 11, 1), date(2024, 11, 4)
    story = [
        snapshot(1, 1, 1, 0, reserved=1, duration=1, next=due),
        snapshot(1, 1, 2, 0, reserved=1, duration=2, next=due, transit=5),
        snapshot(1, 1, 3, 2, reserved=1, damaged=1, next=after, last=due),
        snapshot(1, 1, 4, 0, reserved=1, damaged=1, duration=1, next=after, last=due),
    ]
    idle = {(2, 1): 9, (1, 2): 4, (2, 2): 9}
    moved = [
        movement("OPENING", 1, 4, 3),
        movement("SALE", 1, -2, -2, line=1),
        movement("SALE", 1, -1, -1, line=2),
        movement("RETURN", 3, 1, 0, line=11, delay=1),
        movement("RECEIPT", 3, 5, 5),
        movement("SALE", 3, -3, -3, line=4),
        movement("SALE", 4, -2, -2, line=5),
        *(movement("OPENING", 1, units, units) | position(*place, 1) for place, units in idle.items()),
    ]
    return {
        "gold_inventory_fact": [*story, *(snapshot(*place, day, units) for place, units in idle.items() for day in (1, 2, 3, 4))],
        "gold_inventory_movement_fact": [{"movement_id": number} | told for number, told in enumerate(moved, 1)],
        "gold_stockout_events": [
            event(1, 20241030, 20241031, 2, attempts=2, units=2, peak=False),
            event(2, 20241102, None, 1, attempts=1, units=1, peak=True),
        ],
    }


def calendar() -> list[Row]:
    names = "date_key calendar_date day_number day_of_week is_weekend month quarter year season is_peak_season"
    return [
        row(names, key(day), day, number, day.isoweekday(), day.isoweekday() > 5, day.month, 4, 2024, "autumn", day.month == 11)
        for number, day in enumerate(DAYS, 1)
    ]


def dimensions() -> dict[str, list[Row]]:
    place = "location_key location_id location_type state_tax_rate review_period_days lead_time_days"
    product = "product_key product_id base_price unit_cost is_active"
    return {
        "gold_date_dim": calendar(),
        "gold_product_dim": [row(product, number, f"P{number}", PRICES[number], COSTS[number], True) for number in PRICES],
        "gold_location_dim": [row(place, 1, "L1", "store", TAX_RATE, 3, 1), row(place, 2, "L2", "warehouse", TAX_RATE, 30, 1)],
        "gold_customer_dim": [
            row("customer_key customer_id segment", 1, "C1", "vip"),
            row("customer_key customer_id segment", 2, "C2", "new"),
        ],
        "gold_channel_dim": [
            row("channel_key channel_code is_digital", 1, "store", False),
            row("channel_key channel_code is_digital", 2, "web", True),
        ],
    }


def carts() -> list[Row]:
    cart = (
        "abandonment_id cart_id customer_key channel_key date_key cart_value items_count inventory_constrained_items low_inventory_trigger"
    )
    story = "is_abandoned abandonment_stage suspected_reason recovery_date_key recovery_revenue"
    mails = "recovery_email_sent recovery_email_opened recovery_email_clicked is_recovered"
    recovered = row(story, True, "payment", "out_of_stock", 20241031, Decimal(45)) | dict.fromkeys(mails.split(), True)
    return [
        row(cart, 1, 501, 1, 2, 20241030, Decimal(45), 2, 1, True) | recovered,
        row(cart, 2, 502, 2, 2, 20241031, Decimal(25), 1, 0, False) | row(story, False, None, None, None, Decimal(0)),
    ]


def digital() -> dict[str, list[Row]]:
    item = "cart_id product_key location_key quantity unit_price inventory_available"
    click = "event_id session_id customer_key product_key channel_key date_key time_key event_type"
    kinds = ["product_view", "add_to_cart", "checkout_start", "checkout_complete"]
    return {
        "gold_cart_abandonment_fact": carts(),
        "gold_cart_item_fact": [
            row(item, 501, 1, 2, 2, PRICES[1], 4),
            row(item, 501, 2, 2, 1, PRICES[2], 9),
            row(item, 502, 2, 2, 1, PRICES[2], 9),
        ],
        "gold_customer_event_fact": [row(click, n, 7, 1, 1, 2, 20241030, 1000 + n, kind) for n, kind in enumerate(kinds, 1)],
    }


@pytest.fixture
def shop() -> Shop:
    """The sound shop, to be varied."""
    return Shop(**trade(), **stock(), **dimensions(), **digital())


@pytest.fixture
def broken(judged: Callable[..., Any]) -> Callable[[Shop], set[str]]:
    """The laws of rows that a shop breaks."""

    def judge_shop(varied: Shop) -> set[str]:
        return {name for name, result in judged(vars(varied), ROW_LAWS).items() if result.verdict is Verdict.BROKEN}

    return judge_shop
