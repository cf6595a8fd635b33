"""Faults that no single row shows: who is served first, how often stock runs out, how long restocks take, who leaves a cart."""

from contracts.faults.edits import added, amend, at, columns_of, dropped, every
from contracts.faults.fault import TOUCHED, Fault

REQUESTS, SALES, STOCK, MOVEMENTS = (
    "gold_purchase_request_fact",
    "gold_sales_fact",
    "gold_inventory_fact",
    "gold_inventory_movement_fact",
)
EVENTS, CARTS, ITEMS = "gold_stockout_events", "gold_cart_abandonment_fact", "gold_cart_item_fact"

_POSITION = ("product_key", "location_key")
_DAY = (*_POSITION, "date_key")

_BOUGHT = {
    "is_abandoned": "FALSE",
    "abandonment_stage": "NULL",
    "suspected_reason": "NULL",
    "recovery_email_sent": "FALSE",
    "recovery_email_opened": "FALSE",
    "recovery_email_clicked": "FALSE",
    "is_recovered": "FALSE",
    "recovery_date_key": "NULL",
    "recovery_revenue": "0",
}


def _without_carts(table: str) -> str:
    """The table without the carts that hold a product at a position touched."""
    gone = f"SELECT DISTINCT cart_id AS at_cart_id, TRUE AS is_gone FROM {ITEMS} INNER JOIN {TOUCHED} ON {at(*_POSITION)}"
    return f"SELECT {columns_of(table)} FROM {table} LEFT JOIN ({gone}) AS gone ON cart_id = at_cart_id WHERE is_gone IS NULL"


def _never_stocked(name: str, title: str, where: str, breaks: tuple[str, ...]) -> Fault:
    """Positions that are empty from the first day to the last, and nothing else about them: neither asked for nor in a cart."""
    empty = {
        "quantity_on_hand": "quantity_reserved",
        "is_stockout": "TRUE",
        "stockout_duration_days": "at_day_of_horizon",
        "last_replenishment_date": "NULL",
        "inventory_value_cost": "quantity_reserved * at_unit_cost",
        "inventory_value_retail": "quantity_reserved * at_base_price",
        **dict.fromkeys(("quantity_available", "quantity_in_transit", "quantity_damaged", "order_up_to_level"), "0"),
    }
    opened = amend(
        MOVEMENTS, f"{at(*_DAY)} AND movement_type = 'OPENING'", quantity_change="quantity_change - available_change", available_change="0"
    )
    told = {
        "stockout_id": "at_new_event",
        "product_key": "at_product_key",
        "location_key": "at_location_key",
        "stockout_start_date_key": "at_first_day",
        "stockout_end_date_key": "NULL",
        "stockout_duration_days": "at_day_of_horizon",
        "peak_season_flag": "at_touches_peak_season",
        **dict.fromkeys(("lost_sales_attempts", "lost_sales_quantity", "lost_sales_revenue"), "0"),
    }
    return Fault(
        id=name,
        title=title,
        touched=every(
            "position_scene",
            where,
            *_DAY,
            *("unit_cost", "base_price", "day_of_horizon", "first_day", "model_event", "new_event", "touches_peak_season"),
        ),
        changes={
            STOCK: amend(STOCK, **empty),
            MOVEMENTS: dropped(MOVEMENTS, f"{at(*_POSITION)} AND movement_type <> 'OPENING'", of=opened),
            REQUESTS: dropped(REQUESTS, at(*_POSITION)),
            SALES: dropped(SALES, at(*_POSITION)),
            EVENTS: added(EVENTS, "stockout_id = at_model_event", of=dropped(EVENTS, at(*_POSITION)), **told),
            CARTS: _without_carts(CARTS),
            ITEMS: _without_carts(ITEMS),
        },
        breaks=breaks,
    )


FAULTS = (
    Fault(
        id="segments-have-priority",
        title="Where stock does not suffice, better customers are served first",
        touched=every("queue_scene", "TRUE", "request_id", "line_item_id", "order_number", "customer_key", "channel_key", "transaction_id"),
        changes={
            REQUESTS: amend(REQUESTS, order_number="at_order_number", customer_key="at_customer_key", channel_key="at_channel_key"),
            SALES: amend(
                SALES,
                "COALESCE(return_of_line_item_id, line_item_id) = at_line_item_id",
                order_number="CASE WHEN is_return THEN order_number ELSE at_order_number END",
                transaction_id="CASE WHEN is_return THEN transaction_id ELSE at_transaction_id END",
                customer_key="at_customer_key",
                channel_key="at_channel_key",
            ),
        },
        breaks=("REQ-7",),
    ),
    Fault(
        id="delay-always-one-day",
        title="All returns are restocked after one day",
        touched=every("return_scene", "day_before_restock <= last_day", "line_item_id", "day_before_restock"),
        changes={
            SALES: amend(SALES, date_key="at_day_before_restock"),
            MOVEMENTS: amend(MOVEMENTS, at("line_item_id") + " AND movement_type = 'RETURN'", return_delay_days="1"),
        },
        breaks=("RET-3",),
    ),
    _never_stocked("some-positions-never-stocked", "One position in twelve is listed, and never stocked", "lot < 8", ("INV-15",)),
    _never_stocked(
        "a-third-never-stocked",
        "A third of all positions is listed, and never stocked",
        "lot < 33",
        ("INV-13", "INV-14", "INV-15"),
    ),
    _never_stocked(
        "distribution-centres-run-dry",
        "A third of the positions of distribution centres is listed, and never stocked",
        "lot < 33 AND location_type = 'dc'",
        ("INV-14", "INV-15"),
    ),
    Fault(
        id="no-uplift",
        title="Carts with scarce items are abandoned no oftener than others",
        touched=every("cart_scene", "low_inventory_trigger AND is_abandoned AND place_of_kind % 3 = 0", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), **_BOUGHT)},
        breaks=("CRT-6",),
    ),
    Fault(
        id="a-segment-hardly-leaves",
        title="Regular customers abandon half as many carts as they should, scarce items or not",
        touched=every("cart_scene", "segment = 'regular' AND is_abandoned AND place_of_kind % 2 = 0", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), **_BOUGHT)},
        breaks=("CRT-7",),
    ),
)
