"""Faults of inventory: what a position closes with."""

from contracts.faults.edits import added, amend, at, dropped, every, first, retyped
from contracts.faults.fault import Fault

STOCK, MOVEMENTS, PRODUCTS, LOCATIONS = "gold_inventory_fact", "gold_inventory_movement_fact", "gold_product_dim", "gold_location_dim"

_POSITION = ("product_key", "location_key")
_STATE = (
    "quantity_on_hand", "quantity_available", "quantity_reserved", "quantity_in_transit", "quantity_damaged",
    "is_stockout", "stockout_duration_days", "inventory_value_cost", "inventory_value_retail",
)  # fmt: skip
_PRICED = ("product_key", "location_key", "date_key", "unit_cost", "base_price")

IN_PEACE = (
    "requests = 0 AND next_requests = 0 AND cart_items = 0 AND next_cart_items = 0 AND restocked = 0 AND next_restocked = 0"
    " AND NOT receipt_is_due AND NOT next_receipt_is_due AND NOT is_dispatch_day AND NOT next_is_dispatch_day"
    " AND quantity_available > 5 AND next_available > 5"
)
"""A day on which, as on the next, a position is well stocked and nothing happens to it."""

FROM_THEN_ON = f"{at(*_POSITION)} AND date_key >= at_date_key"
ON_HAND = ("quantity_on_hand", "inventory_value_cost", "inventory_value_retail")


def more_on_hand(units: str) -> dict[str, str]:
    """So many units more on hand, at a place that knows ``unit_cost`` and ``base_price``, valued as they should be."""
    return {
        "quantity_on_hand": f"quantity_on_hand + ({units})",
        "inventory_value_cost": f"(quantity_on_hand + ({units})) * at_unit_cost",
        "inventory_value_retail": f"(quantity_on_hand + ({units})) * at_base_price",
    }


FAULTS = (
    Fault(
        id="transit-below-zero",
        title="A receipt is taken off what is in transit twice, which goes below zero",
        touched=first("day_scene", "receipts > 0 AND NOT is_dispatch_day AND NOT next_is_dispatch_day AND previous_in_transit > 0"),
        changes={STOCK: amend(STOCK, quantity_in_transit="-1")},
        breaks=("SCH-RANGE.gold_inventory_fact.quantity_in_transit", "INV-1", "INV-11"),
    ),
    Fault(
        id="sold-below-zero",
        title="A refused request takes stock below zero",
        touched=first(
            "run_scene",
            "stockout_duration_days = 1 AND NOT is_open AND lost_sales_attempts > 0 AND cart_items = 0 AND NOT is_dispatch_day"
            " AND next_requests = 0 AND quantity_reserved > 0",
            *_PRICED,
        ),
        changes={STOCK: amend(STOCK, quantity_available="-1", **more_on_hand("-1"))},
        breaks=(
            "SCH-RANGE.gold_inventory_fact.quantity_available",
            *("INV-1", "INV-3", "INV-4", "INV-5", "INV-6", "INV-7", "STO-2", "STO-11"),
        ),
    ),
    Fault(
        id="available-one-too-many",
        title="One snapshot shows a unit more available than there is",
        touched=first("day_scene", IN_PEACE),
        changes={STOCK: amend(STOCK, quantity_available="quantity_available + 1")},
        breaks=("INV-2", "INV-5"),
    ),
    Fault(
        id="snapshot-one-too-many",
        title="One snapshot shows a unit more than there is, available, on hand and in its values",
        touched=first("day_scene", IN_PEACE, *_PRICED),
        changes={STOCK: amend(STOCK, quantity_available="quantity_available + 1", **more_on_hand("1"))},
        breaks=("INV-5", "INV-6", "INV-7"),
    ),
    Fault(
        id="snapshot-before-trading",
        title="A snapshot is written before the day's sales",
        touched=first(
            "day_scene",
            "sold > 0 AND moved_available = -sold AND next_requests_met > 0 AND quantity_available > 5 AND next_available > 0"
            " AND cart_items = 0 AND NOT is_dispatch_day AND NOT receipt_is_due AND NOT next_is_dispatch_day AND NOT next_receipt_is_due",
            *_PRICED,
            "sold",
        ),
        changes={STOCK: amend(STOCK, quantity_available="quantity_available + at_sold", **more_on_hand("at_sold"))},
        breaks=("REQ-6", "SAL-10", "INV-5", "INV-6", "INV-7"),
    ),
    Fault(
        id="all-snapshots-before-trading",
        title="All snapshots are written before the day's sales",
        touched=every("day_scene", "sold > 0", *_PRICED, "sold"),
        changes={
            STOCK: amend(
                STOCK,
                quantity_available="quantity_available + at_sold",
                is_stockout="FALSE",
                stockout_duration_days="NULL",
                **more_on_hand("at_sold"),
            )
        },
        breaks=("REQ-6", "SAL-10", "INV-4", "INV-5", "INV-6", "INV-7", "INV-11", "INV-15", "STO-1", "STO-2", "STO-11", "CRT-2"),
    ),
    Fault(
        id="all-snapshots-show-the-end",
        title="All snapshots of a position show its state on the last day",
        touched=every("last_close_scene", "TRUE", *_POSITION, *_STATE),
        changes={STOCK: amend(STOCK, at(*_POSITION), **{name: f"at_{name}" for name in _STATE})},
        breaks=(
            *("REQ-6", "SAL-7", "SAL-8", "SAL-10", "INV-4", "INV-5", "INV-6", "INV-7", "INV-9", "INV-11"),
            *("STO-1", "STO-2", "STO-3", "STO-6", "STO-7", "STO-8", "STO-10", "STO-11", "CRT-2"),
        ),
    ),
    Fault(
        id="reserve-not-on-hand",
        title="What is on hand leaves out the units reserved for display",
        touched=every("closing_stock", "quantity_reserved > 0", *_PRICED, "quantity_reserved"),
        changes={STOCK: amend(STOCK, **more_on_hand("-at_quantity_reserved"))},
        breaks=("INV-2", "INV-6"),
    ),
    Fault(
        id="reserve-changes",
        title="A unit is taken from the shelf for display, between one snapshot and the next, and stays",
        touched=first("day_scene", IN_PEACE, *_PRICED),
        changes={STOCK: amend(STOCK, FROM_THEN_ON, quantity_reserved="quantity_reserved + 1", **more_on_hand("1"))},
        breaks=("INV-6", "INV-7", "INV-12"),
    ),
    Fault(
        id="stockout-at-the-last-unit",
        title="Snapshots are marked as stockouts already when one unit is left",
        touched=every(STOCK, "quantity_available = 1"),
        changes={STOCK: amend(STOCK, is_stockout="TRUE")},
        breaks=("INV-3",),
    ),
    Fault(
        id="stockout-only-without-display",
        title="Snapshots are marked as stockouts only when nothing is on hand, units reserved for display included",
        touched=every(STOCK, "quantity_available = 0 AND quantity_on_hand > 0"),
        changes={STOCK: amend(STOCK, is_stockout="FALSE")},
        breaks=("INV-3",),
    ),
    Fault(
        id="duration-from-zero",
        title="The stockout duration counts from 0 on the first day",
        touched=every(STOCK, "quantity_available = 0"),
        changes={STOCK: amend(STOCK, stockout_duration_days="stockout_duration_days - 1")},
        breaks=("SCH-RANGE.gold_inventory_fact.stockout_duration_days", "INV-4"),
    ),
    Fault(
        id="duration-starts-again",
        title="The stockout duration starts again with each month",
        touched=every(STOCK, "date_key % 100 < stockout_duration_days"),
        changes={STOCK: amend(STOCK, stockout_duration_days="date_key % 100")},
        breaks=("INV-4",),
    ),
    Fault(
        id="duration-in-stock",
        title="The stockout duration is 0 in stock, in place of empty",
        touched=every(STOCK, "quantity_available > 0"),
        changes={STOCK: amend(STOCK, stockout_duration_days="0")},
        breaks=("SCH-RANGE.gold_inventory_fact.stockout_duration_days", "INV-4"),
    ),
    Fault(
        id="snapshot-missing",
        title="A day's snapshot of a position is missing",
        touched=first("day_scene", IN_PEACE),
        changes={STOCK: dropped(STOCK)},
        breaks=("KEY-DENSE",),
    ),
    Fault(
        id="snapshot-twice",
        title="A day's snapshot of a position is there twice",
        touched=first("day_scene", IN_PEACE),
        changes={STOCK: added(STOCK)},
        breaks=("KEY-PK.gold_inventory_fact", "KEY-DENSE"),
    ),
    Fault(
        id="inactive-product-stocked",
        title="A product is marked as inactive, and stocked all the same",
        touched=first(PRODUCTS, "is_active"),
        changes={PRODUCTS: amend(PRODUCTS, is_active="FALSE")},
        breaks=("KEY-DENSE",),
    ),
    Fault(
        id="display-of-a-warehouse",
        title="A position opens with five thousand units for display, more than its location's type ever holds",
        touched=first("closing_stock", "TRUE", *_POSITION, "unit_cost", "base_price"),
        changes={
            STOCK: amend(STOCK, at(*_POSITION), quantity_reserved="quantity_reserved + 5000", **more_on_hand("5000")),
            MOVEMENTS: amend(MOVEMENTS, f"{at(*_POSITION)} AND movement_type = 'OPENING'", quantity_change="quantity_change + 5000"),
        },
        breaks=("INV-8",),
    ),
    Fault(
        id="damage-written-off",
        title="Damaged units are written off after a while",
        touched=first("day_scene", f"{IN_PEACE} AND quantity_damaged > 0", *_PRICED, "quantity_damaged"),
        changes={
            STOCK: amend(
                STOCK, FROM_THEN_ON, quantity_damaged="quantity_damaged - at_quantity_damaged", **more_on_hand("-at_quantity_damaged")
            )
        },
        breaks=("INV-6", "INV-7", "INV-12"),
    ),
    Fault(
        id="value-of-what-is-available",
        title="Stock is valued by what is available, not by what is on hand",
        touched=every("day_scene", "quantity_on_hand > quantity_available", *_PRICED),
        changes={
            STOCK: amend(
                STOCK, inventory_value_cost="quantity_available * at_unit_cost", inventory_value_retail="quantity_available * at_base_price"
            )
        },
        breaks=("INV-16",),
    ),
    Fault(
        id="value-of-yesterday",
        title="The value of stock is that of the evening before",
        touched=every("day_scene", "quantity_on_hand <> previous_on_hand", *_PRICED, "previous_on_hand"),
        changes={STOCK: amend(STOCK, inventory_value_cost="at_previous_on_hand * at_unit_cost")},
        breaks=("INV-16",),
    ),
    Fault(
        id="values-in-single-floats",
        title="The value of stock is kept in floats of 32 bits",
        touched=every("gold_inventory_fact", "TRUE"),
        changes={STOCK: retyped(STOCK, "inventory_value_retail", "FLOAT")},
        breaks=("SCH-WIDTH.gold_inventory_fact",),
    ),
    Fault(
        id="available-unknown",
        title="A snapshot does not say what is available",
        touched=first("day_scene", IN_PEACE),
        changes={STOCK: amend(STOCK, quantity_available="NULL")},
        breaks=("SCH-NULL.gold_inventory_fact", "SCH-RANGE.gold_inventory_fact.quantity_available", "INV-1", "INV-2", "INV-3", "INV-5"),
    ),
)
