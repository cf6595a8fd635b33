"""The dimensions of the star schema as data: what entities there are, and what is known of each. Read them through `contracts.tables`."""

from contracts.columns import BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column, Table

PROVENANCE = (
    Column("source_system", STRING, comment="what wrote the row"),
    Column("etl_timestamp", TIMESTAMP, comment="00:00 UTC of the day after the row's own date; 2000-01-01 in dimensions"),
)

DIMENSIONS = (
    Table(
        "gold_date_dim",
        grain="one row per calendar day, at least of the horizon",
        key=("date_key",),
        columns=(
            Column("date_key", INT),
            Column("calendar_date", DATE, unique=True),
            Column("day_number", INT, minimum=1, comment="consecutive from 1"),
            Column("day_of_week", INT, minimum=1, maximum=7, comment="1 = Monday"),
            Column("is_weekend", BOOLEAN),
            Column("month", INT, minimum=1, maximum=12),
            Column("quarter", INT, minimum=1, maximum=4),
            Column("year", INT),
            Column("season", STRING, allowed=("winter", "spring", "summer", "autumn")),
            Column("is_holiday", BOOLEAN),
            Column("is_peak_season", BOOLEAN, comment="November and December"),
            Column("is_sale_period", BOOLEAN),
            Column("demand_multiplier", DOUBLE, minimum=0, comment="expected demand of the day relative to an ordinary one"),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_product_dim",
        grain="one row per product",
        key=("product_key",),
        columns=(
            Column("product_key", INT),
            Column("product_id", STRING, unique=True),
            Column("product_name", STRING),
            Column("brand", STRING),
            Column("category_level_1", STRING),
            Column("category_level_2", STRING),
            Column("season_code", STRING),
            Column("base_price", MONEY, minimum=0.01),
            Column("unit_cost", MONEY, minimum=0),
            Column("launch_date", DATE),
            Column("is_active", BOOLEAN),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_location_dim",
        grain="one row per store, warehouse or distribution centre",
        key=("location_key",),
        columns=(
            Column("location_key", INT),
            Column("location_id", STRING, unique=True),
            Column("location_name", STRING),
            Column("location_type", STRING, allowed=("store", "warehouse", "dc")),
            Column("region", STRING),
            Column("state_tax_rate", RATE, minimum=0, maximum=1),
            Column("review_period_days", INT, minimum=1, comment="days between scheduled receipts"),
            Column("lead_time_days", INT, minimum=1, comment="days from dispatch to receipt, at most review_period_days"),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_customer_dim",
        grain="one row per customer",
        key=("customer_key",),
        columns=(
            Column("customer_key", INT),
            Column("customer_id", STRING, unique=True),
            Column("segment", STRING, allowed=("vip", "premium", "loyal", "regular", "new")),
            Column("preferred_channel", STRING),
            Column("acquisition_date", DATE),
            Column("is_current", BOOLEAN),
            *PROVENANCE,
        ),
    ),
    Table(
        "gold_channel_dim",
        grain="one row per sales channel",
        key=("channel_key",),
        columns=(
            Column("channel_key", INT),
            Column("channel_code", STRING, unique=True),
            Column("is_digital", BOOLEAN),
            *PROVENANCE,
        ),
    ),
)
