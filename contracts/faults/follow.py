"""What else is broken by the mistake that a law of structure forbids, by the id of that law.

A mistake seldom stays alone: a sale of a product that nobody knows is also one that its request knows nothing of, and stock that left
another shelf. What is not named here breaks nothing else.
"""

_CALENDAR = ("KEY-CAL",)
_BASED_ON_DAYS = (
    "KEY-CAL",
    "KEY-FK.gold_purchase_request_fact.date_key",
    "KEY-FK.gold_sales_fact.date_key",
    "KEY-FK.gold_inventory_fact.date_key",
    "KEY-FK.gold_inventory_movement_fact.date_key",
    "KEY-FK.gold_cart_abandonment_fact.date_key",
    "KEY-FK.gold_customer_event_fact.date_key",
)
_MOVED_ELSEWHERE = ("INV-5", "INV-6", "MOV-3")
_SOLD_ELSEWHERE = ("SAL-9", "INV-7", "MOV-3")
_RUN_WITHOUT_EVENT = ("STO-1", "STO-2")

_DIMENSIONS: dict[str, tuple[str, ...]] = {
    "KEY-PK.gold_date_dim": ("KEY-UQ.gold_date_dim.calendar_date",),
    "KEY-PK.gold_product_dim": ("KEY-UQ.gold_product_dim.product_id",),
    "KEY-PK.gold_location_dim": ("KEY-UQ.gold_location_dim.location_id",),
    "KEY-PK.gold_customer_dim": ("KEY-UQ.gold_customer_dim.customer_id",),
    "KEY-PK.gold_channel_dim": ("KEY-UQ.gold_channel_dim.channel_code",),
    "KEY-UQ.gold_date_dim.calendar_date": _CALENDAR,
    "KEY-DATE.gold_date_dim.date_key": _BASED_ON_DAYS,
    "SCH-RANGE.gold_date_dim.day_number": _CALENDAR,
    "SCH-RANGE.gold_date_dim.day_of_week": _CALENDAR,
    "SCH-RANGE.gold_date_dim.month": _CALENDAR,
    "SCH-RANGE.gold_date_dim.quarter": _CALENDAR,
    "SCH-ENUM.gold_date_dim.season": _CALENDAR,
    "SCH-RANGE.gold_product_dim.base_price": ("REQ-9", "INV-16", "STO-8", "CRT-12"),
    "SCH-RANGE.gold_product_dim.unit_cost": ("SAL-11", "INV-16"),
    "SCH-RANGE.gold_location_dim.state_tax_rate": ("SAL-11",),
    "SCH-RANGE.gold_location_dim.review_period_days": ("SCH-RANGE.gold_location_dim.lead_time_days",),
}

_REQUESTS: dict[str, tuple[str, ...]] = {
    "KEY-PK.gold_purchase_request_fact": ("REQ-6",),
    "KEY-FK.gold_purchase_request_fact.customer_key": ("SAL-9",),
    "KEY-FK.gold_purchase_request_fact.product_key": ("SAL-9",),
    "KEY-FK.gold_purchase_request_fact.location_key": ("SAL-9",),
    "KEY-FK.gold_purchase_request_fact.channel_key": ("SAL-9",),
    "KEY-DATE.gold_purchase_request_fact.date_key": ("KEY-FK.gold_purchase_request_fact.date_key", "REQ-5", "SAL-9"),
    "KEY-HORIZON.gold_purchase_request_fact": ("KEY-FK.gold_purchase_request_fact.date_key", "REQ-5", "SAL-9"),
    "SCH-RANGE.gold_purchase_request_fact.quantity_requested": ("REQ-1", "REQ-3", "SAL-9"),
    "SCH-RANGE.gold_purchase_request_fact.inventory_at_purchase": ("REQ-1", "REQ-6", "SAL-9"),
    "SCH-RANGE.gold_purchase_request_fact.quantity_allocated": ("REQ-1", "REQ-2", "REQ-3", "SAL-9", "STO-11"),
    "SCH-RANGE.gold_purchase_request_fact.lost_sales_qty": ("REQ-3",),
    "SCH-RANGE.gold_purchase_request_fact.unit_price": ("REQ-9", "SAL-9"),
}

_SALES: dict[str, tuple[str, ...]] = {
    "KEY-PK.gold_sales_fact": _SOLD_ELSEWHERE,
    "KEY-FK.gold_sales_fact.request_id": ("SAL-9",),
    "KEY-FK.gold_sales_fact.customer_key": ("SAL-9",),
    "KEY-FK.gold_sales_fact.product_key": _SOLD_ELSEWHERE,
    "KEY-FK.gold_sales_fact.location_key": _SOLD_ELSEWHERE,
    "KEY-FK.gold_sales_fact.channel_key": ("SAL-9",),
    "KEY-FK.gold_sales_fact.return_of_line_item_id": ("RET-4",),
    "KEY-DATE.gold_sales_fact.date_key": ("KEY-FK.gold_sales_fact.date_key", *_SOLD_ELSEWHERE),
    "KEY-DATE.gold_sales_fact.return_restocked_date_key": ("RET-2", "RET-6", "INV-7"),
    "KEY-HORIZON.gold_sales_fact": ("KEY-FK.gold_sales_fact.date_key", *_SOLD_ELSEWHERE),
    "SCH-RANGE.gold_sales_fact.time_key": ("SAL-15",),
    "SCH-RANGE.gold_sales_fact.quantity_sold": ("SAL-3", "SAL-4", "SAL-11", *_SOLD_ELSEWHERE),
    "SCH-RANGE.gold_sales_fact.quantity_requested": ("SAL-1", "SAL-4", "SAL-9"),
    "SCH-RANGE.gold_sales_fact.inventory_at_purchase": ("SAL-2", "SAL-9", "SAL-10"),
    "SCH-RANGE.gold_sales_fact.unit_price": ("SAL-9", "SAL-11"),
    "SCH-RANGE.gold_sales_fact.discount_amount": ("SAL-11",),
    "SCH-RANGE.gold_sales_fact.net_sales_amount": ("SAL-11",),
    "SCH-RANGE.gold_sales_fact.tax_amount": ("SAL-11",),
    "SCH-RANGE.gold_sales_fact.lost_sales_qty": ("SAL-4",),
}

_STOCK: dict[str, tuple[str, ...]] = {
    "KEY-PK.gold_inventory_fact": ("KEY-DENSE",),
    "KEY-FK.gold_inventory_fact.product_key": ("KEY-DENSE", "MOV-4"),
    "KEY-FK.gold_inventory_fact.location_key": ("KEY-DENSE", "MOV-4"),
    "KEY-DATE.gold_inventory_fact.date_key": ("KEY-DENSE", "KEY-FK.gold_inventory_fact.date_key"),
    "SCH-RANGE.gold_inventory_fact.quantity_on_hand": ("INV-1", "INV-2", "INV-6", "INV-7", "INV-16"),
    "SCH-RANGE.gold_inventory_fact.quantity_available": ("INV-1", "INV-2", "INV-5"),
    "SCH-RANGE.gold_inventory_fact.quantity_reserved": ("INV-1", "INV-2", "INV-12"),
    "SCH-RANGE.gold_inventory_fact.quantity_in_transit": ("INV-1", "INV-11"),
    "SCH-RANGE.gold_inventory_fact.quantity_damaged": ("INV-1", "INV-2", "INV-12"),
    "SCH-RANGE.gold_inventory_fact.stockout_duration_days": ("INV-4",),
    "SCH-RANGE.gold_inventory_fact.inventory_value_cost": ("INV-16",),
    "SCH-RANGE.gold_inventory_fact.inventory_value_retail": ("INV-16",),
    "KEY-PK.gold_inventory_movement_fact": _MOVED_ELSEWHERE,
    "KEY-FK.gold_inventory_movement_fact.product_key": _MOVED_ELSEWHERE,
    "KEY-FK.gold_inventory_movement_fact.location_key": (*_MOVED_ELSEWHERE, "MOV-4"),
    "KEY-FK.gold_inventory_movement_fact.line_item_id": ("MOV-3",),
    "KEY-DATE.gold_inventory_movement_fact.date_key": ("KEY-FK.gold_inventory_movement_fact.date_key", *_MOVED_ELSEWHERE),
    "KEY-HORIZON.gold_inventory_movement_fact": ("KEY-FK.gold_inventory_movement_fact.date_key", *_MOVED_ELSEWHERE),
    "SCH-ENUM.gold_inventory_movement_fact.movement_type": ("REQ-6", "MOV-2", "MOV-3"),
}

_STOCKOUTS: dict[str, tuple[str, ...]] = {
    "KEY-PK.gold_stockout_events": ("STO-1", "STO-5"),
    "KEY-FK.gold_stockout_events.product_key": _RUN_WITHOUT_EVENT,
    "KEY-FK.gold_stockout_events.location_key": _RUN_WITHOUT_EVENT,
    "KEY-DATE.gold_stockout_events.stockout_start_date_key": _RUN_WITHOUT_EVENT,
    "KEY-DATE.gold_stockout_events.stockout_end_date_key": ("STO-3",),
    "SCH-RANGE.gold_stockout_events.stockout_duration_days": ("STO-4",),
    "SCH-RANGE.gold_stockout_events.lost_sales_attempts": ("STO-6",),
    "SCH-RANGE.gold_stockout_events.lost_sales_quantity": ("STO-7", "STO-9"),
    "SCH-RANGE.gold_stockout_events.lost_sales_revenue": ("STO-8",),
}

_CARTS: dict[str, tuple[str, ...]] = {
    "KEY-PK.gold_cart_abandonment_fact": ("KEY-UQ.gold_cart_abandonment_fact.cart_id",),
    "KEY-UQ.gold_cart_abandonment_fact.cart_id": ("KEY-FK.gold_cart_item_fact.cart_id", "CRT-1", "CRT-3", "CRT-12"),
    "KEY-DATE.gold_cart_abandonment_fact.date_key": ("KEY-FK.gold_cart_abandonment_fact.date_key",),
    "KEY-HORIZON.gold_cart_abandonment_fact": ("KEY-FK.gold_cart_abandonment_fact.date_key",),
    "SCH-RANGE.gold_cart_abandonment_fact.cart_value": ("CRT-12",),
    "SCH-RANGE.gold_cart_abandonment_fact.items_count": ("CRT-1",),
    "SCH-RANGE.gold_cart_abandonment_fact.inventory_constrained_items": ("CRT-3",),
    "SCH-RANGE.gold_cart_abandonment_fact.recovery_revenue": ("CRT-11",),
    "KEY-PK.gold_cart_item_fact": ("CRT-1", "CRT-12"),
    "KEY-FK.gold_cart_item_fact.cart_id": ("CRT-1", "CRT-12"),
    "KEY-FK.gold_cart_item_fact.location_key": ("CRT-1",),
    "SCH-RANGE.gold_cart_item_fact.quantity": ("CRT-12",),
    "SCH-RANGE.gold_cart_item_fact.unit_price": ("CRT-12",),
    "SCH-RANGE.gold_cart_item_fact.inventory_available": ("CRT-2", "CRT-3"),
    "KEY-FK.gold_customer_event_fact.customer_key": ("EVT-3",),
    "KEY-FK.gold_customer_event_fact.channel_key": ("EVT-3",),
    "KEY-DATE.gold_customer_event_fact.date_key": ("KEY-FK.gold_customer_event_fact.date_key",),
    "KEY-HORIZON.gold_customer_event_fact": ("KEY-FK.gold_customer_event_fact.date_key",),
}

FOLLOWS: dict[str, tuple[str, ...]] = {**_DIMENSIONS, **_REQUESTS, **_SALES, **_STOCK, **_STOCKOUTS, **_CARTS}
"""Ids that break together with the law of the key."""
