"""The star schema as data: every table and column, stated once.

Arrow schemas, DDL, structural invariants, column comments and documentation are all derived from `TABLES`;
nothing else in the project retypes a column list. Money is in the tables' one currency, quantities are whole units,
a ``*_date_key`` is a calendar day written YYYYMMDD; only a row's own ``date_key`` refers to gold_date_dim, the others may
lie beyond the horizon. Sources: RA 2 and 3, RE 2, decisions D5-D9.
"""

from contracts.columns import BIGINT, BOOLEAN, DATE, INT, MONEY, STRING, TIMESTAMP, Column, Table, Type
from contracts.dimensions import DIMENSIONS, PROVENANCE

__all__ = ["PROVENANCE", "SCHEMA_VERSION", "TABLES", "Column", "Table", "Type"]

SCHEMA_VERSION = "2.0"
"""Version of the star schema; 2.0 added the three stock-check columns of gold_sales_fact (RE 2)."""

FACTS = (
    Table(
        "gold_purchase_request_fact",
        grain="one row per request of one product at one location, met or not",
        key=("request_id",),
        columns=(
            Column("request_id", BIGINT),
            Column("order_number", BIGINT),
            Column("customer_key", INT, ref="gold_customer_dim.customer_key"),
            Column("product_key", INT, ref="gold_product_dim.product_key"),
            Column("location_key", INT, ref="gold_location_dim.location_key"),
            Column("channel_key", INT, ref="gold_channel_dim.channel_key"),
            Column("date_key", INT, ref="gold_date_dim.date_key"),
            Column("inventory_check_timestamp", TIMESTAMP),
            Column("quantity_requested", INT, minimum=1),
            Column("inventory_at_purchase", INT, minimum=0, comment="available just before this request"),
            Column("quantity_allocated", INT, minimum=0),
            Column("is_inventory_constrained", BOOLEAN),
            Column("stockout_flag", BOOLEAN),
            Column("lost_sales_qty", INT, minimum=0),
            Column("unit_price", MONEY, minimum=0, comment="list price"),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_sales_fact",
        grain="one row per line sold (is_return false) or brought back (is_return true)",
        key=("line_item_id",),
        columns=(
            Column("transaction_id", BIGINT),
            Column("line_item_id", BIGINT),
            Column("order_number", BIGINT, comment="a return has an order_number and a transaction_id of its own"),
            Column(
                "request_id",
                BIGINT,
                nullable=True,
                ref="gold_purchase_request_fact.request_id",
                comment="NULL on return lines and on rows older than schema 2.0",
            ),
            Column("customer_key", INT, ref="gold_customer_dim.customer_key"),
            Column("product_key", INT, ref="gold_product_dim.product_key"),
            Column("location_key", INT, ref="gold_location_dim.location_key"),
            Column("channel_key", INT, ref="gold_channel_dim.channel_key"),
            Column("date_key", INT, ref="gold_date_dim.date_key", comment="day sold or day brought back"),
            Column("time_key", INT, minimum=0, maximum=2359, comment="HHMM"),
            Column("quantity_sold", INT, minimum=1, comment="units sold or brought back"),
            Column("quantity_requested", INT, nullable=True, minimum=1),
            Column("is_inventory_constrained", BOOLEAN, nullable=True),
            Column("inventory_at_purchase", INT, nullable=True, minimum=0),
            Column("unit_price", MONEY, minimum=0),
            Column("discount_amount", MONEY, minimum=0, comment="per unit"),
            Column("net_sales_amount", MONEY, minimum=0, comment="on a return line the amount refunded"),
            Column("tax_amount", MONEY, minimum=0),
            Column("gross_margin_amount", MONEY, comment="may be negative"),
            Column("is_return", BOOLEAN),
            Column("return_of_line_item_id", BIGINT, nullable=True, ref="gold_sales_fact.line_item_id"),
            Column("return_restocked_date_key", INT, nullable=True),
            Column("stockout_flag", BOOLEAN, nullable=True, since="2.0", comment="whether stock did not cover the request"),
            Column("lost_sales_qty", INT, nullable=True, minimum=0, since="2.0", comment="units asked for and not there"),
            Column("inventory_check_timestamp", TIMESTAMP, nullable=True, since="2.0", comment="when the stock was checked"),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_inventory_fact",
        grain="one row per active product x location x day of the horizon, at close",
        key=(
            "product_key",
            "location_key",
            "date_key",
        ),
        columns=(
            Column("product_key", INT, ref="gold_product_dim.product_key"),
            Column("location_key", INT, ref="gold_location_dim.location_key"),
            Column("date_key", INT, ref="gold_date_dim.date_key"),
            Column("quantity_on_hand", INT, minimum=0),
            Column("quantity_available", INT, minimum=0),
            Column("quantity_reserved", INT, minimum=0, comment="display units, not for sale; constant per position"),
            Column("quantity_in_transit", INT, minimum=0),
            Column("quantity_damaged", INT, minimum=0, comment="unsellable returns, kept"),
            Column("order_up_to_level", INT, minimum=0, comment="level that a dispatch of this day would fill up to"),
            Column("is_stockout", BOOLEAN),
            Column("stockout_duration_days", INT, nullable=True, minimum=1),
            Column(
                "last_replenishment_date",
                DATE,
                nullable=True,
                comment="last day with a RECEIPT movement; NULL before the first, whatever the warm-up did",
            ),
            Column(
                "next_replenishment_date", DATE, nullable=True, comment="next scheduled receipt, after this day; may lie beyond the horizon"
            ),
            Column("inventory_value_cost", MONEY, minimum=0),
            Column("inventory_value_retail", MONEY, minimum=0),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_inventory_movement_fact",
        grain="one row per change of a position's stock",
        key=("movement_id",),
        columns=(
            Column("movement_id", BIGINT),
            Column("product_key", INT, ref="gold_product_dim.product_key"),
            Column("location_key", INT, ref="gold_location_dim.location_key"),
            Column("date_key", INT, ref="gold_date_dim.date_key"),
            Column("movement_type", STRING, allowed=("OPENING", "SALE", "RETURN", "RECEIPT")),
            Column("quantity_change", INT, comment="of on hand"),
            Column("available_change", INT),
            Column(
                "line_item_id",
                BIGINT,
                nullable=True,
                ref="gold_sales_fact.line_item_id",
                comment="the sale's line, or the return's own line",
            ),
            Column("return_delay_days", INT, nullable=True),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_stockout_events",
        grain="one row per maximal run of days a position closes with nothing available",
        key=("stockout_id",),
        columns=(
            Column("stockout_id", BIGINT),
            Column("product_key", INT, ref="gold_product_dim.product_key"),
            Column("location_key", INT, ref="gold_location_dim.location_key"),
            Column("stockout_start_date_key", INT),
            Column("stockout_end_date_key", INT, nullable=True, comment="last zero day, inclusive; NULL while open at the horizon"),
            Column("stockout_duration_days", INT, minimum=1),
            Column("lost_sales_attempts", INT, minimum=0),
            Column("lost_sales_quantity", INT, minimum=0),
            Column("lost_sales_revenue", MONEY, minimum=0, comment="at list price"),
            Column("peak_season_flag", BOOLEAN),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_cart_abandonment_fact",
        grain="one row per digital cart, abandoned or not",
        key=("abandonment_id",),
        columns=(
            Column("abandonment_id", BIGINT),
            Column("cart_id", BIGINT, unique=True),
            Column("customer_key", INT, ref="gold_customer_dim.customer_key"),
            Column("channel_key", INT, ref="gold_channel_dim.channel_key"),
            Column("date_key", INT, ref="gold_date_dim.date_key"),
            Column("time_key", INT, minimum=0, maximum=2359),
            Column("cart_value", MONEY, minimum=0),
            Column("items_count", INT, minimum=1, comment="rows of gold_cart_item_fact, not units"),
            Column("low_inventory_trigger", BOOLEAN),
            Column("inventory_constrained_items", INT, minimum=0),
            Column("is_abandoned", BOOLEAN),
            Column("abandonment_stage", STRING, nullable=True, allowed=("cart", "shipping", "payment")),
            Column(
                "suspected_reason",
                STRING,
                nullable=True,
                allowed=("high_shipping", "price_concern", "out_of_stock", "technical_issue", "payment_issue"),
            ),
            Column("minutes_in_cart", INT, minimum=0),
            Column("recovery_email_sent", BOOLEAN),
            Column("recovery_email_opened", BOOLEAN),
            Column("recovery_email_clicked", BOOLEAN),
            Column("is_recovered", BOOLEAN),
            Column("recovery_date_key", INT, nullable=True),
            Column("recovery_revenue", MONEY, minimum=0, comment="0 unless recovered"),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_cart_item_fact",
        grain="one row per product in a digital cart; all items of a cart at one location",
        key=(
            "cart_id",
            "product_key",
        ),
        columns=(
            Column("cart_id", BIGINT, ref="gold_cart_abandonment_fact.cart_id"),
            Column("product_key", INT, ref="gold_product_dim.product_key"),
            Column("location_key", INT, ref="gold_location_dim.location_key"),
            Column("quantity", INT, minimum=1),
            Column("unit_price", MONEY, minimum=0),
            Column(
                "inventory_available",
                INT,
                minimum=0,
                comment="the position's available at close of the day (RA 2.4 judges the day's carts by the closing state)",
            ),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_customer_event_fact",
        grain="one row per click of a digital session",
        key=("event_id",),
        columns=(
            Column("event_id", BIGINT),
            Column("session_id", BIGINT),
            Column("customer_key", INT, ref="gold_customer_dim.customer_key"),
            Column("product_key", INT, nullable=True, ref="gold_product_dim.product_key"),
            Column("channel_key", INT, ref="gold_channel_dim.channel_key"),
            Column("date_key", INT, ref="gold_date_dim.date_key"),
            Column("time_key", INT, minimum=0, maximum=2359),
            Column(
                "event_type",
                STRING,
                allowed=("page_view", "product_view", "search", "add_to_cart", "remove_from_cart", "checkout_start", "checkout_complete"),
            ),
            Column("event_value", MONEY, minimum=0),
            *PROVENANCE,
        ),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in (*DIMENSIONS, *FACTS)}
"""Every table by name, dimensions first."""
