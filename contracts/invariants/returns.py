"""Returns: what is brought back was sold, is refunded as paid, and is restocked once, on its day."""

from contracts.invariants.law import Invariant

RETURNS_SAY_WHAT_AND_WHEN = Invariant(
    id="RET-1",
    title="A line names the line it brings back and its day of restock exactly when it is a return",
    relation="sale_line",
    holds="(return_restocked_date_key IS NOT NULL) = is_return AND (return_of_line_item_id IS NOT NULL) = is_return",
    source="RA return_delay_days, D13",
)

RESTOCKED_WITHIN_DELAY = Invariant(
    id="RET-2",
    title="Returned units are restocked 1 to 3 calendar days after they were brought back",
    relation="return_line",
    when="return_restocked_date_key IS NOT NULL",
    holds="delay_days BETWEEN :return_delay_min AND :return_delay_max",
    source="RA return_delay_days, V3, D12",
)

DELAYS_ARE_UNIFORM = Invariant(
    id="RET-3",
    title="Every possible delay of a restock is equally frequent",
    relation="return_delay_share",
    when="sample >= 100 AND horizon_days >= 30",
    holds="observed BETWEEN expected_low - tolerance AND expected_high + tolerance",
    source="RA return_delay_days, V3",
    statistical=True,
    sample_needed="100 return lines and 30 days of horizon",
    measures="days to restock = {delay_days}: {observed} of {sample} return lines",
)

RETURNED_WHERE_BOUGHT = Invariant(
    id="RET-4",
    title="A return refers to a sale of the same customer, product, location and channel, on its day or later",
    relation="return_line",
    when="return_of_line_item_id IS NOT NULL",
    holds=(
        "original_found AND original_is_sale AND customer_key = original_customer_key AND product_key = original_product_key"
        " AND location_key = original_location_key AND channel_key = original_channel_key AND date_key >= original_date_key"
    ),
    source="RA return_delay_days, D13",
)

NO_MORE_THAN_SOLD = Invariant(
    id="RET-5",
    title="No more units of a sale line are brought back than it sold",
    relation="returned_sale",
    holds="units_returned <= units_sold",
    source="RA return_delay_days, D13",
)

RESTOCKED_ONCE = Invariant(
    id="RET-6",
    title="Each return line is restocked by exactly one movement, on its day, with its units and delay; no restock lacks its line",
    relation="return_restock",
    when="return_lines = 0 OR movements > 0 OR restock_day IS NOT NULL",
    holds=(
        "CASE WHEN line_item_id IS NULL OR return_lines = 0 THEN FALSE WHEN NOT is_in_horizon THEN movements = 0"
        " ELSE movements = 1 AND day_moved = restock_day AND units_moved = units_returned AND delay_days_moved = delay_days"
        " AND product_key = other_product_key AND location_key = other_location_key END"
    ),
    source="RA return_delay_days, D14",
)

REFUNDED_AS_PAID = Invariant(
    id="RET-7",
    title="A return carries the price and the discount of its sale",
    relation="return_line",
    when="original_found",
    holds=(
        "unit_price BETWEEN original_unit_price - 0.005001 AND original_unit_price + 0.005001"
        " AND discount_amount BETWEEN original_discount_amount - 0.005001 AND original_discount_amount + 0.005001"
    ),
    source="RA return_delay_days, D13",
)

LAWS = (
    RETURNS_SAY_WHAT_AND_WHEN,
    RESTOCKED_WITHIN_DELAY,
    DELAYS_ARE_UNIFORM,
    RETURNED_WHERE_BOUGHT,
    NO_MORE_THAN_SOLD,
    RESTOCKED_ONCE,
    REFUNDED_AS_PAID,
)
"""Every law of the family."""
