"""Which rows tell the story of a law, as data: for each relation the sections that surround one of its rows.

A section shows rows of a relation or table that share something with the row that the story is about: its position and day, its line,
its cart. A section that needs a value which the row does not have is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.relations.derived import COLUMNS, COPIES

Shared = Mapping[str, tuple[str, ...]]
"""A column of the section's rows, and the columns of the story's row whose values it may have."""


@dataclass(frozen=True)
class Section:
    """Rows of a relation, or of a table, that belong to a story.

    ``columns`` maps what is shown to its heading; ``same`` says which rows belong; ``days_around`` widens a match by ``date_key``;
    ``order`` is the order in which things happened.
    """

    heading: str
    relation: str
    columns: Mapping[str, str]
    same: Shared
    order: tuple[str, ...] = ()
    days_around: int = 0


def _named(*names: str, **headed: str) -> dict[str, str]:
    """Columns with their headings; one without a heading of its own is headed by its name in plain words."""
    return {name: name.replace("_", " ") for name in names} | headed


_DAY: Shared = {"product_key": ("product_key",), "location_key": ("location_key",), "date_key": ("day",)}
_SPAN: Shared = {"product_key": ("product_key",), "location_key": ("location_key",)}

REQUESTS = Section(
    "The requests of the day, in their order",
    "request_chain",
    _named(
        "request_id",
        inventory_check_timestamp="checked",
        quantity_requested="asked",
        stock_expected="stock there",
        inventory_at_purchase="stock seen",
        quantity_allocated="got",
    ),
    _DAY,
    ("inventory_check_timestamp", "request_id"),
)

MOVEMENTS = Section(
    "The movements of the day",
    "movement",
    _named("movement_id", movement_type="type", quantity_change="on hand", available_change="available", line_item_id="line"),
    _DAY,
    ("movement_type", "movement_id"),
)

LINES = Section(
    "The sale and return lines of the day",
    "sale_line",
    _named(
        "line_item_id",
        "request_id",
        "is_return",
        inventory_check_timestamp="checked",
        quantity_requested="asked",
        inventory_at_purchase="stock seen",
        quantity_sold="units",
        return_restocked_date_key="restocked",
    ),
    _DAY,
    ("is_return", "inventory_check_timestamp", "line_item_id"),
)

RUNS = Section(
    "The position's runs of days with nothing available",
    "zero_run",
    _named("first_day", "last_day", "days", "is_open"),
    _SPAN,
    ("first_day",),
)

EVENTS = Section(
    "The position's stockout events",
    "stockout_event",
    _named(
        "stockout_id",
        stockout_start_date_key="start",
        stockout_end_date_key="end",
        stockout_duration_days="days",
        lost_sales_attempts="attempts",
        lost_sales_quantity="units",
        lost_sales_revenue="revenue",
    ),
    _SPAN,
    ("stockout_start_date_key", "stockout_id"),
)

MISSED = Section(
    "The position's requests that were not fully met",
    "missed_request",
    _named("request_id", date_key="day", quantity_requested="asked", quantity_allocated="got", quantity_available="available at close"),
    _SPAN,
    ("date_key", "request_id"),
)

_LINE_COLUMNS = _named(
    "line_item_id",
    "is_return",
    return_of_line_item_id="brings back",
    date_key="day",
    return_restocked_date_key="restocked",
    quantity_sold="units",
    unit_price="price",
    discount_amount="discount",
    customer_key="customer",
    product_key="product",
    location_key="location",
)
_LINE_NUMBERS = ("line_item_id", "return_of_line_item_id")

SALE_AND_RETURNS = Section(
    "The sale and what was brought back of it",
    "gold_sales_fact",
    _LINE_COLUMNS,
    {"line_item_id": _LINE_NUMBERS},
    ("date_key", "is_return", "line_item_id"),
)

RETURNS_OF_LINE = Section(
    "What was brought back of it", "gold_sales_fact", _LINE_COLUMNS, {"return_of_line_item_id": ("line_item_id",)}, ("date_key",)
)

MOVEMENTS_OF_LINE = Section(
    "The movements of the line",
    "gold_inventory_movement_fact",
    _named(
        "movement_id",
        date_key="day",
        movement_type="type",
        quantity_change="on hand",
        available_change="available",
        return_delay_days="delay",
        product_key="product",
        location_key="location",
    ),
    {"line_item_id": ("line_item_id",)},
    ("date_key", "movement_id"),
)

LINES_OF_ORDER = Section(
    "The lines of the order",
    "gold_sales_fact",
    _named(
        "line_item_id",
        "transaction_id",
        "is_return",
        date_key="day",
        customer_key="customer",
        location_key="location",
        channel_key="channel",
        product_key="product",
        quantity_sold="units",
    ),
    {"order_number": ("order_number",)},
    ("line_item_id",),
)

REQUEST = Section(
    "The request",
    "gold_purchase_request_fact",
    _named(
        "request_id",
        date_key="day",
        inventory_check_timestamp="checked",
        quantity_requested="asked",
        inventory_at_purchase="stock seen",
        quantity_allocated="got",
        unit_price="price",
    ),
    {"request_id": ("request_id",)},
)

LINES_OF_REQUEST = Section("The lines sold for it", "gold_sales_fact", _LINE_COLUMNS, {"request_id": ("request_id",)}, ("line_item_id",))

CART = Section(
    "The cart",
    "cart",
    _named("cart_id", "items_count", "inventory_constrained_items", "low_inventory_trigger", "is_abandoned", "cart_value", date_key="day"),
    {"cart_id": ("cart_id",)},
)

CART_ITEMS = Section(
    "Its items",
    "gold_cart_item_fact",
    _named("product_key", "location_key", "quantity", "unit_price", "inventory_available"),
    {"cart_id": ("cart_id",)},
    ("product_key",),
)

CLICKS = Section(
    "The clicks of the session, in their order",
    "gold_customer_event_fact",
    _named("event_id", "event_type", date_key="day", time_key="time", customer_key="customer", channel_key="channel"),
    {"session_id": ("session_id",)},
    ("date_key", "time_key", "event_id"),
)

CALENDAR = Section(
    "The days around it in the calendar",
    "gold_date_dim",
    _named("date_key", "calendar_date", "day_number", "day_of_week", "is_weekend", "month", "quarter", "season", "is_peak_season"),
    {"date_key": ("date_key",)},
    ("date_key",),
    days_around=3,
)

OPENINGS = Section(
    "The position's openings",
    "movement",
    _named("movement_id", date_key="day", movement_type="type", quantity_change="on hand", available_change="available"),
    {**_SPAN, "movement_type": ("opening",)},
    ("date_key", "movement_id"),
)

_STOCK = (MOVEMENTS, LINES)
_TRADE = (REQUESTS, LINES)
_STOCKOUT = (RUNS, EVENTS, MISSED)
_RETURN = (SALE_AND_RETURNS, RETURNS_OF_LINE, MOVEMENTS_OF_LINE)

_OF_RELATION: dict[str, tuple[Section, ...]] = {
    "position_day": _STOCK,
    "closing_stock": _STOCK,
    "stockout_duration": (RUNS,),
    "request": (REQUESTS,),
    "request_chain": _TRADE,
    "sale_chain": _TRADE,
    "sale_line": (LINES, REQUESTS, MOVEMENTS_OF_LINE),
    "request_line": (REQUEST, LINES_OF_REQUEST),
    "missed_request": (REQUESTS, RUNS),
    "sale_order": (LINES_OF_ORDER,),
    "return_line": _RETURN,
    "return_restock": _RETURN,
    "returned_sale": _RETURN,
    "sale_movement": (SALE_AND_RETURNS, MOVEMENTS_OF_LINE),
    "movement": _STOCK,
    "opening_movement": (OPENINGS,),
    "position_opening": (OPENINGS,),
    "run_and_event": _STOCKOUT,
    "stockout_event": _STOCKOUT,
    "cart": (CART_ITEMS,),
    "cart_item": (CART, CART_ITEMS),
    "session": (CLICKS,),
    "session_click": (CLICKS,),
    "calendar_day": (CALENDAR,),
}

_OF_TABLE: dict[str, tuple[Section, ...]] = {
    "gold_inventory_fact": _STOCK,
    "gold_inventory_movement_fact": _STOCK,
    "gold_purchase_request_fact": (REQUESTS,),
    "gold_stockout_events": _STOCKOUT,
    "gold_cart_abandonment_fact": (CART_ITEMS,),
    "gold_cart_item_fact": (CART, CART_ITEMS),
    "gold_customer_event_fact": (CLICKS,),
    "gold_date_dim": (CALENDAR,),
}


def sections_of(relation: str, key: tuple[str, ...]) -> tuple[Section, ...]:
    """The sections around a row of the relation; ``key`` is what identifies the row."""
    kind, _, rest = relation.partition(".")
    table = rest.partition(".")[0]
    if kind == COPIES:
        copies = Section("The rows that share it", table, {}, {name: (name,) for name in key})
        return (copies, *_OF_TABLE.get(table, ()))
    if kind == COLUMNS:
        return (Section(f"The columns of {table}", relation, _named("column_name", "declared", "stored"), {}),)
    return _OF_TABLE.get(table, ()) if table else _OF_RELATION.get(relation, ())
