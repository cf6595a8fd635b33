"""Faults of movements: changes of stock that are missing, doubled, or say the wrong thing."""

from contracts.faults.edits import added, amend, at, dropped, every, first
from contracts.faults.fault import Fault
from contracts.faults.inventory import more_on_hand

STOCK, MOVEMENTS = "gold_inventory_fact", "gold_inventory_movement_fact"

_SALE = "movement_type = 'SALE'"
_POSITION = ("product_key", "location_key")

_NOTHING_OFF_HAND = amend(MOVEMENTS, f"{at(*_POSITION, 'date_key')} AND {_SALE}", quantity_change="0")

FAULTS = (
    Fault(
        id="receipt-of-nothing",
        title="A receipt is recorded on the scheduled day although nothing was in transit",
        touched=first("day_scene", "receipt_is_due AND receipts = 0", "product_key", "location_key", "date_key"),
        changes={
            MOVEMENTS: added(
                MOVEMENTS,
                f"{at(*_POSITION)} AND movement_type = 'OPENING'",
                movement_id="movement_id - 1",
                date_key="at_date_key",
                movement_type="'RECEIPT'",
                quantity_change="0",
                available_change="0",
            )
        },
        breaks=("INV-9", "INV-10", "MOV-1"),
    ),
    Fault(
        id="sale-adds-stock",
        title="The movement of a sale carries its units without the minus sign",
        touched=first(MOVEMENTS, _SALE),
        changes={MOVEMENTS: amend(MOVEMENTS, quantity_change="-quantity_change", available_change="-available_change")},
        breaks=("INV-5", "INV-6", "MOV-2", "MOV-3"),
    ),
    Fault(
        id="sale-off-by-one",
        title="The movement of a sale takes a unit less than its line sold",
        touched=first(MOVEMENTS, f"{_SALE} AND quantity_change < -1"),
        changes={MOVEMENTS: amend(MOVEMENTS, quantity_change="quantity_change + 1", available_change="available_change + 1")},
        breaks=("INV-5", "INV-6", "MOV-3"),
    ),
    Fault(
        id="sale-not-taken-off-available",
        title="A sale is taken off what is on hand, and not off what is available",
        touched=first(MOVEMENTS, _SALE),
        changes={MOVEMENTS: amend(MOVEMENTS, available_change="0")},
        breaks=("INV-5", "MOV-2"),
    ),
    Fault(
        id="sales-not-taken-off-on-hand",
        title="Sales are taken off what is available, and never off what is on hand: snapshots and movements agree on that",
        touched=every("sold_so_far_scene", "sold_so_far > 0", *_POSITION, "date_key", "sold_so_far", "unit_cost", "base_price"),
        changes={
            STOCK: amend(STOCK, **more_on_hand("at_sold_so_far")),
            MOVEMENTS: _NOTHING_OFF_HAND,
        },
        breaks=("INV-2", "INV-7", "MOV-2", "MOV-3"),
    ),
    Fault(
        id="receipt-with-a-line",
        title="The movement of a receipt names a sale line",
        touched=first("receipt_scene", "TRUE", "movement_id", "some_line_item_id"),
        changes={MOVEMENTS: amend(MOVEMENTS, line_item_id="at_some_line_item_id")},
        breaks=("MOV-2",),
    ),
    Fault(
        id="opening-with-a-delay",
        title="Opening movements carry a return delay of 0",
        touched=every(MOVEMENTS, "movement_type = 'OPENING'"),
        changes={MOVEMENTS: amend(MOVEMENTS, return_delay_days="0")},
        breaks=("MOV-2",),
    ),
    Fault(
        id="restock-without-its-delay",
        title="A restock does not say how long the return took",
        touched=first(MOVEMENTS, "movement_type = 'RETURN'"),
        changes={MOVEMENTS: amend(MOVEMENTS, return_delay_days="NULL")},
        breaks=("RET-6", "MOV-2"),
    ),
    Fault(
        id="sale-not-deducted",
        title="A sale is not deducted: its movement is missing",
        touched=first(MOVEMENTS, _SALE),
        changes={MOVEMENTS: dropped(MOVEMENTS)},
        breaks=("INV-5", "INV-6", "MOV-3"),
    ),
    Fault(
        id="sale-deducted-twice",
        title="A sale is deducted twice",
        touched=first(MOVEMENTS, _SALE),
        changes={MOVEMENTS: added(MOVEMENTS, movement_id="movement_id + 8")},
        breaks=("INV-5", "INV-6", "MOV-3"),
    ),
    Fault(
        id="sale-deducted-a-day-late",
        title="A sale is deducted on the day after",
        touched=first("line_scene", "next_date_key IS NOT NULL", "line_item_id", "next_date_key"),
        changes={MOVEMENTS: amend(MOVEMENTS, at("line_item_id"), date_key="at_next_date_key")},
        breaks=("INV-5", "INV-6", "MOV-3"),
    ),
    Fault(
        id="sale-deducted-elsewhere",
        title="A sale is deducted from another location's stock",
        touched=first("line_scene", "next_date_key IS NOT NULL", "line_item_id"),
        changes={MOVEMENTS: amend(MOVEMENTS, at("line_item_id"), location_key="CASE WHEN location_key = 1 THEN 2 ELSE 1 END")},
        breaks=("INV-5", "INV-6", "MOV-3"),
    ),
    Fault(
        id="never-opened",
        title="A position has no opening movement",
        touched=first("opened_scene", "first_day_requests = 0", "movement_id"),
        changes={MOVEMENTS: dropped(MOVEMENTS)},
        breaks=("INV-5", "INV-6", "MOV-4"),
    ),
    Fault(
        id="opened-twice",
        title="A position is opened a second time on the second day, as by a run that is resumed",
        touched=first("opened_scene", "second_day_requests > 0", "movement_id", "second_date_key"),
        changes={MOVEMENTS: added(MOVEMENTS, movement_id="movement_id + 5", date_key="at_second_date_key")},
        breaks=("REQ-6", "INV-5", "INV-6", "MOV-4"),
    ),
    Fault(
        id="opened-a-day-late",
        title="A position is opened on the second day",
        touched=first("opened_scene", "first_day_requests = 0 AND second_day_requests = 0", "movement_id", "second_date_key"),
        changes={MOVEMENTS: amend(MOVEMENTS, date_key="at_second_date_key")},
        breaks=("INV-5", "INV-6", "MOV-4"),
    ),
    Fault(
        id="opened-without-display",
        title="Openings leave out the units reserved for display",
        touched=every("opened_scene", "reserved > 0", "movement_id"),
        changes={MOVEMENTS: amend(MOVEMENTS, quantity_change="available_change")},
        breaks=("INV-6",),
    ),
)
