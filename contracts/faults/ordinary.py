"""An ordinary row of each table: one on which a mistake has as few consequences as it can have."""

from contracts.faults.edits import first
from contracts.faults.inventory import IN_PEACE


def _of_30_days(day: str = "date_key") -> str:
    """The day is in a month that has 30 days, so that there is no 31st."""
    return f"FLOOR({day} / 100) % 100 IN (4, 6, 9, 11)"


_PLACES = {
    "gold_date_dim": ("gold_date_dim", f"{_of_30_days()} AND date_key % 100 BETWEEN 2 AND 27", ()),
    "gold_purchase_request_fact": (
        "request_scene",
        f"day_requests = 1 AND quantity_allocated > 0 AND NOT closes_empty AND {_of_30_days()}",
        (),
    ),
    "gold_sales_fact": (
        "line_scene",
        "order_lines = 1 AND order_requests = 1 AND day_requests = 1 AND returns = 0 AND quantity_sold = quantity_requested"
        f" AND quantity_available > 0 AND opening_from_facts IS NOT NULL AND {_of_30_days()}",
        (),
    ),
    "gold_inventory_fact": ("day_scene", f"{IN_PEACE} AND {_of_30_days()}", ()),
    "gold_inventory_movement_fact": ("gold_inventory_movement_fact", f"movement_type = 'SALE' AND {_of_30_days()}", ()),
    "gold_stockout_events": (
        "run_scene",
        "NOT is_open AND previous_stockout_id IS NULL AND next_stockout_id IS NULL AND lost_sales_attempts > 0"
        f" AND stockout_duration_days = 1 AND {_of_30_days('last_day')}",
        (),
    ),
    "gold_cart_abandonment_fact": (
        "cart_scene",
        f"least_available >= 20 AND first_product_key > 1 AND NOT is_abandoned AND {_of_30_days()}",
        ("abandonment_id",),
    ),
    "gold_cart_item_fact": ("cart_item_scene", "items > 1 AND inventory_available >= 20", ()),
    "gold_customer_event_fact": ("session_scene", f"event_type = 'page_view' AND clicks > 1 AND {_of_30_days()}", ()),
}

_LATER = {
    "gold_sales_fact": (
        "return_scene",
        f"movement_id IS NOT NULL AND restock_day_requests = 0 AND {_of_30_days('return_restocked_date_key')}",
        (),
    ),
    "gold_cart_abandonment_fact": ("cart_scene", f"is_recovered AND {_of_30_days('recovery_date_key')}", ("abandonment_id",)),
}
"""Rows on which more is filled in than on ordinary ones: lines brought back, carts recovered."""

_FILLED_LATER = {
    "return_of_line_item_id",
    "return_restocked_date_key",
    "abandonment_stage",
    "suspected_reason",
    "recovery_date_key",
    "recovery_revenue",
}


def ordinary(table: str) -> str:
    """The place of an ordinary row of the table: of the smallest key, where any will do."""
    source, where, columns = _PLACES.get(table, (table, "TRUE", ()))
    return first(source, where, *columns)


def ordinary_for(table: str, column: str) -> str:
    """The place of an ordinary row among those in which the column is filled in."""
    if column not in _FILLED_LATER:
        return ordinary(table)
    source, where, columns = _LATER[table]
    return first(source, where, *columns)
