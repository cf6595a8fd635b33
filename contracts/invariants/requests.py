"""Requests: what was asked for, what was there, and who came first."""

from contracts.invariants.law import Invariant

ALLOCATED_IS_THE_LESSER = Invariant(
    id="REQ-1",
    title="A request gets what it asks for, or all that is available where that is less",
    relation="request",
    holds=(
        "quantity_allocated = CASE WHEN quantity_requested <= inventory_at_purchase THEN quantity_requested ELSE inventory_at_purchase END"
    ),
    source="RA 1.2, RE 3",
)

CONSTRAINED_IF_LESS = Invariant(
    id="REQ-2",
    title="A request is marked as constrained exactly when it got less than it asked for",
    relation="request",
    holds="is_inventory_constrained = (quantity_allocated < quantity_requested)",
    source="RA 1.2",
)

LOST_IS_THE_REST = Invariant(
    id="REQ-3",
    title="The sales lost on a request are the units it asked for and did not get",
    relation="request",
    holds="lost_sales_qty = quantity_requested - quantity_allocated",
    source="RE 2, D5",
)

STOCKOUT_FLAG_IF_LOST = Invariant(
    id="REQ-4",
    title="A request carries the stockout flag exactly when it lost sales",
    relation="request",
    holds="stockout_flag = (lost_sales_qty > 0)",
    source="RE 2, D5",
)

CHECKED_ON_ITS_DAY = Invariant(
    id="REQ-5",
    title="The stock of a request was checked on the request's own day, in UTC",
    relation="request",
    holds="day_checked = date_key",
    source="RE 2",
)

SEES_WHAT_IS_LEFT = Invariant(
    id="REQ-6",
    title="The day's first request sees the opening stock, and each later one what the one before left",
    relation="request_chain",
    when="NOT has_older_lines AND stock_expected IS NOT NULL",
    holds="inventory_at_purchase = stock_expected",
    source="RA 1.2, RE 3, D15",
)

NO_SEGMENT_GOES_FIRST = Invariant(
    id="REQ-7",
    title="Where stock does not suffice, no customer segment stands further ahead in the queue than another",
    relation="place_in_queue",
    when="sample >= 100 AND horizon_days >= 30",
    holds="observed BETWEEN expected_low - tolerance AND expected_high + tolerance",
    source="RE 3",
    statistical=True,
    sample_needed="100 requests of a segment on contended position-days and 30 days of horizon",
    measures="{segment}: {observed} down the queue on average over {sample} requests",
)

NOT_BEFORE_ITS_TIME = Invariant(
    id="REQ-8",
    title="Nobody asks for a product before its launch, or before becoming a customer",
    relation="request",
    when="launch_day IS NOT NULL OR acquisition_day IS NOT NULL",
    holds="COALESCE(launch_day <= date_key, date_key IS NOT NULL) AND COALESCE(acquisition_day <= date_key, date_key IS NOT NULL)",
    source="schema",
)

ASKED_AT_LIST_PRICE = Invariant(
    id="REQ-9",
    title="A request carries the product's list price",
    relation="request",
    when="base_price IS NOT NULL",
    holds="unit_price BETWEEN base_price - 0.005001 AND base_price + 0.005001",
    source="RE 2, D7",
)

LAWS = (
    ALLOCATED_IS_THE_LESSER,
    CONSTRAINED_IF_LESS,
    LOST_IS_THE_REST,
    STOCKOUT_FLAG_IF_LOST,
    CHECKED_ON_ITS_DAY,
    SEES_WHAT_IS_LEFT,
    NO_SEGMENT_GOES_FIRST,
    NOT_BEFORE_ITS_TIME,
    ASKED_AT_LIST_PRICE,
)
"""Every law of the family."""
