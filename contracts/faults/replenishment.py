"""Faults of replenishment: receipts, the schedule, and what is on its way."""

from contracts.faults.edits import added, amend, at, dropped, first
from contracts.faults.fault import Fault
from contracts.faults.inventory import FROM_THEN_ON, IN_PEACE

STOCK, MOVEMENTS = "gold_inventory_fact", "gold_inventory_movement_fact"

_POSITION = ("product_key", "location_key")
_RECEIPT_OF_THE_DAY = f"{at(*_POSITION, 'date_key')} AND movement_type = 'RECEIPT'"

FAULTS = (
    Fault(
        id="receipt-a-day-early",
        title="A receipt arrives the day before it is due",
        touched=first(
            "day_scene",
            "receipts > 0 AND requests = 0 AND previous_requests = 0 AND previous_follows_a_close AND previous_receipts = 0",
            "product_key",
            "location_key",
            "date_key",
            "previous_date_key",
        ),
        changes={MOVEMENTS: amend(MOVEMENTS, _RECEIPT_OF_THE_DAY, date_key="at_previous_date_key")},
        breaks=("INV-5", "INV-6", "INV-9", "INV-10"),
    ),
    Fault(
        id="receipt-short",
        title="A receipt brings a unit less than was in transit",
        touched=first("day_scene", "receipts > 0 AND requests = 0"),
        changes={
            MOVEMENTS: amend(
                MOVEMENTS,
                _RECEIPT_OF_THE_DAY,
                quantity_change="quantity_change - 1",
                available_change="available_change - 1",
            )
        },
        breaks=("INV-5", "INV-6", "INV-9"),
    ),
    Fault(
        id="receipt-lost",
        title="A receipt that was due is not recorded as a movement",
        touched=first("day_scene", "receipts > 0 AND requests = 0"),
        changes={MOVEMENTS: dropped(MOVEMENTS, _RECEIPT_OF_THE_DAY)},
        breaks=("INV-5", "INV-6", "INV-9", "INV-10"),
    ),
    Fault(
        id="receipt-on-demand",
        title="When a position runs out, a receipt comes the next day, whatever the schedule says",
        touched=first(
            "day_scene",
            "quantity_available = 0 AND next_receipts = 0 AND NOT next_receipt_is_due AND next_requests = 0",
            "product_key",
            "location_key",
            "date_key",
            "next_date_key",
        ),
        changes={
            MOVEMENTS: added(
                MOVEMENTS,
                f"{at(*_POSITION)} AND movement_type = 'OPENING'",
                movement_id="movement_id - 1",
                date_key="at_next_date_key",
                movement_type="'RECEIPT'",
                quantity_change="5",
                available_change="5",
            )
        },
        breaks=("INV-5", "INV-6", "INV-9", "INV-10"),
    ),
    Fault(
        id="receipt-announced-a-day-late",
        title="One snapshot announces the next receipt for the day after it comes",
        touched=first("day_scene", f"{IN_PEACE} AND NOT previous_is_dispatch_day"),
        changes={STOCK: amend(STOCK, next_replenishment_date="next_replenishment_date + 1")},
        breaks=("INV-10",),
    ),
    Fault(
        id="schedule-slips",
        title="From one day on, the receipts of a position are announced a day late, and come when they did",
        touched=first("day_scene", f"{IN_PEACE} AND NOT previous_is_dispatch_day"),
        changes={STOCK: amend(STOCK, FROM_THEN_ON, next_replenishment_date="next_replenishment_date + 1")},
        breaks=("SAL-7", "SAL-10", "INV-7", "INV-9", "INV-10", "INV-11"),
    ),
    Fault(
        id="last-receipt-forgotten",
        title="A snapshot shows the last receipt a day too early",
        touched=first("day_scene", f"{IN_PEACE} AND last_replenishment_date IS NOT NULL"),
        changes={STOCK: amend(STOCK, last_replenishment_date="last_replenishment_date - 1")},
        breaks=("INV-10",),
    ),
    Fault(
        id="transit-loses-a-unit",
        title="A unit in transit is not shown for a day",
        touched=first("day_scene", f"{IN_PEACE} AND quantity_in_transit > 0"),
        changes={STOCK: amend(STOCK, quantity_in_transit="quantity_in_transit - 1")},
        breaks=("INV-11",),
    ),
    Fault(
        id="dispatch-above-the-level",
        title="A dispatch fills up to one unit above the level",
        touched=first("day_scene", "is_dispatch_day AND NOT next_receipt_is_due AND order_up_to_level > quantity_available"),
        changes={STOCK: amend(STOCK, quantity_in_transit="quantity_in_transit + 1")},
        breaks=("INV-11",),
    ),
)
