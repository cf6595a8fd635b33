"""Faults of returns: what is brought back, for how much, and when it is on the shelf again."""

from contracts.faults.edits import added, amend, at, dropped, every, first
from contracts.faults.fault import Fault
from contracts.faults.sales import amounts

SALES, MOVEMENTS = "gold_sales_fact", "gold_inventory_movement_fact"

_TAXED = ("line_item_id", "state_tax_rate", "unit_cost")
_RESTOCKED_IN_PEACE = (
    "movement_id IS NOT NULL AND restock_day_requests = 0 AND restock_day_cart_items = 0 AND requests_after_restock = 0"
    " AND requests_before_restock = 0 AND previous_follows_a_close AND NOT restock_day_is_dispatch_day"
)
_BEYOND_HORIZON = "return_restocked_date_key > last_day"
_CROSSES_MONTHS = "FLOOR(return_restocked_date_key / 100) > FLOOR(date_key / 100) AND movement_id IS NOT NULL"

FAULTS = (
    Fault(
        id="return-of-nothing",
        title="A return line does not say which sale it brings back",
        touched=first("return_scene", "TRUE"),
        changes={SALES: amend(SALES, return_of_line_item_id="NULL")},
        breaks=("RET-1",),
    ),
    Fault(
        id="sale-with-a-day-of-restock",
        title="A sale line carries a day of restock",
        touched=first("line_scene", "returns = 0"),
        changes={SALES: amend(SALES, return_restocked_date_key="date_key")},
        breaks=("RET-1",),
    ),
    Fault(
        id="sale-flagged-as-return",
        title="A sale that is brought back is flagged as a return itself, in place of a line for the return",
        touched=first("line_scene", "order_lines = 1 AND day_requests = 1 AND returns = 0 AND opening_from_facts IS NOT NULL"),
        changes={SALES: amend(SALES, is_return="TRUE")},
        breaks=("SAL-9", "RET-1", "INV-7", "MOV-3"),
    ),
    Fault(
        id="restock-after-four-days",
        title="A return is restocked on the fourth day",
        touched=first(
            "return_scene", "delay_days = 3 AND movement_id IS NOT NULL AND day_serial > sale_serial", "line_item_id", "day_before"
        ),
        changes={
            SALES: amend(SALES, date_key="at_day_before"),
            MOVEMENTS: amend(MOVEMENTS, at("line_item_id"), return_delay_days="4"),
        },
        breaks=("RET-2",),
    ),
    Fault(
        id="restock-on-the-same-day",
        title="A return is on the shelf the day it is brought back",
        touched=first("return_scene", "delay_days = 1 AND movement_id IS NOT NULL", "line_item_id", "return_restocked_date_key"),
        changes={
            SALES: amend(SALES, date_key="at_return_restocked_date_key"),
            MOVEMENTS: amend(MOVEMENTS, at("line_item_id"), return_delay_days="0"),
        },
        breaks=("RET-2",),
    ),
    Fault(
        id="restock-day-by-adding-integers",
        title="Days of restock are YYYYMMDD keys plus the delay, so that 20241031 plus 2 is 20241033",
        touched=every("return_scene", _CROSSES_MONTHS, "line_item_id", "delay_days"),
        changes={SALES: amend(SALES, return_restocked_date_key="date_key + at_delay_days")},
        breaks=("KEY-DATE.gold_sales_fact.return_restocked_date_key", "SAL-7", "SAL-8", "SAL-10", "RET-2", "RET-6", "INV-7"),
    ),
    Fault(
        id="delay-by-subtracting-integers",
        title="The delay of a restock is the difference of YYYYMMDD keys, so that 20241101 less 20241031 is 70",
        touched=every("return_scene", _CROSSES_MONTHS, "line_item_id", "date_key", "return_restocked_date_key"),
        changes={MOVEMENTS: amend(MOVEMENTS, at("line_item_id"), return_delay_days="at_return_restocked_date_key - at_date_key")},
        breaks=("RET-6",),
    ),
    Fault(
        id="return-before-the-sale",
        title="A return is dated the day before its sale",
        touched=first(
            "return_scene", "day_serial = sale_serial + 1 AND delay_days = 1 AND movement_id IS NOT NULL", "line_item_id", "day_before_sale"
        ),
        changes={
            SALES: amend(SALES, date_key="at_day_before_sale"),
            MOVEMENTS: amend(MOVEMENTS, at("line_item_id"), return_delay_days="3"),
        },
        breaks=("RET-4",),
    ),
    Fault(
        id="return-by-somebody-else",
        title="A return is booked for another customer than the one who bought",
        touched=first("return_scene", "TRUE"),
        changes={SALES: amend(SALES, customer_key="CASE WHEN customer_key = 1 THEN 2 ELSE 1 END")},
        breaks=("RET-4",),
    ),
    Fault(
        id="return-of-a-return",
        title="A return refers to another return line in place of the sale",
        touched=first("return_scene", "returns = 1 AND units_sold = quantity_sold"),
        changes={SALES: amend(SALES, return_of_line_item_id="line_item_id")},
        breaks=("RET-4",),
    ),
    Fault(
        id="more-back-than-sold",
        title="A return brings back a unit more than its line sold",
        touched=first("return_scene", f"quantity_sold = units_sold AND {_BEYOND_HORIZON}", *_TAXED),
        changes={SALES: amend(SALES, quantity_sold="quantity_sold + 1", **amounts("quantity_sold + 1"))},
        breaks=("RET-5",),
    ),
    Fault(
        id="return-recorded-twice",
        title="A whole line that is brought back is recorded twice, the second time under a number of its own",
        touched=first("return_scene", f"quantity_sold = units_sold AND {_BEYOND_HORIZON}"),
        changes={
            SALES: added(SALES, line_item_id="line_item_id + 7", order_number="order_number + 7", transaction_id="transaction_id + 7")
        },
        breaks=("RET-5",),
    ),
    Fault(
        id="restocked-a-day-early",
        title="Returned units are moved back on hand a day before their day of restock",
        touched=first(
            "return_scene", f"{_RESTOCKED_IN_PEACE} AND delay_days > 1 AND available_change > 0", "movement_id", "day_before_restock"
        ),
        changes={MOVEMENTS: amend(MOVEMENTS, date_key="at_day_before_restock")},
        breaks=("RET-6", "INV-5", "INV-6"),
    ),
    Fault(
        id="restocked-with-wrong-units",
        title="A unit more is restocked than was brought back",
        touched=first("return_scene", f"{_RESTOCKED_IN_PEACE} AND available_change > 0", "movement_id"),
        changes={MOVEMENTS: amend(MOVEMENTS, quantity_change="quantity_change + 1", available_change="available_change + 1")},
        breaks=("RET-6", "INV-5", "INV-6"),
    ),
    Fault(
        id="restocked-twice",
        title="A return is restocked twice on its day",
        touched=first("return_scene", f"{_RESTOCKED_IN_PEACE} AND available_change > 0", "movement_id"),
        changes={MOVEMENTS: added(MOVEMENTS, movement_id="movement_id + 7")},
        breaks=("RET-6", "INV-5", "INV-6"),
    ),
    Fault(
        id="never-restocked",
        title="A return is never restocked",
        touched=first("return_scene", f"{_RESTOCKED_IN_PEACE} AND available_change > 0", "movement_id"),
        changes={MOVEMENTS: dropped(MOVEMENTS)},
        breaks=("RET-6", "INV-5", "INV-6"),
    ),
    Fault(
        id="restocked-for-a-lost-return",
        title="A return line is missing; its restock is there",
        touched=first("return_scene", f"{_RESTOCKED_IN_PEACE}"),
        changes={SALES: dropped(SALES)},
        breaks=("KEY-FK.gold_inventory_movement_fact.line_item_id", "RET-6", "INV-7"),
    ),
    Fault(
        id="restocked-but-not-for-sale",
        title="Sellable units are restocked on hand, but not made available",
        touched=first("return_scene", f"{_RESTOCKED_IN_PEACE} AND available_change > 0", "movement_id"),
        changes={MOVEMENTS: amend(MOVEMENTS, available_change="0")},
        breaks=("INV-5",),
    ),
    Fault(
        id="refund-above-the-price",
        title="A return is refunded at a price above the one paid",
        touched=first("return_scene", "TRUE", *_TAXED),
        changes={SALES: amend(SALES, unit_price="unit_price + 1", **amounts("quantity_sold", price="(unit_price + 1)"))},
        breaks=("RET-7",),
    ),
    Fault(
        id="refund-forgets-the-discount",
        title="Returns are refunded at list price, whatever discount was given",
        touched=every("return_scene", "discount_amount > 0", *_TAXED),
        changes={SALES: amend(SALES, discount_amount="0", **amounts("quantity_sold", discount="0"))},
        breaks=("RET-7",),
    ),
    Fault(
        id="refund-below-zero",
        title="Refunds are booked as negative amounts",
        touched=every("return_scene", "TRUE"),
        changes={
            SALES: amend(
                SALES,
                net_sales_amount="-net_sales_amount",
                tax_amount="-tax_amount",
                gross_margin_amount="-gross_margin_amount",
            )
        },
        breaks=("SCH-RANGE.gold_sales_fact.net_sales_amount", "SCH-RANGE.gold_sales_fact.tax_amount", "SAL-11"),
    ),
)
