"""Inventory: what a position closes with follows from the evening before and what happened in between."""

from contracts.invariants.law import Invariant, Severity

NOTHING_NEGATIVE = Invariant(
    id="INV-1",
    title="No quantity of stock is ever negative",
    relation="closing_stock",
    holds=(
        "quantity_available >= 0 AND quantity_on_hand >= 0 AND quantity_reserved >= 0"
        " AND quantity_in_transit >= 0 AND quantity_damaged >= 0"
    ),
    source="V2, D3",
)

ON_HAND_IS_THE_SUM = Invariant(
    id="INV-2",
    title="What is on hand is what is available, reserved or damaged",
    relation="closing_stock",
    holds="quantity_on_hand = quantity_available + quantity_reserved + quantity_damaged",
    source="RE 1, D2, D24",
)

STOCKOUT_IF_NOTHING_AVAILABLE = Invariant(
    id="INV-3",
    title="A snapshot is marked as a stockout exactly when nothing is available at close",
    relation="closing_stock",
    holds="is_stockout = (quantity_available = 0)",
    source="RA 2.3, D3",
)

STOCKOUT_DAYS_COUNTED = Invariant(
    id="INV-4",
    title="The stockout duration counts the days with nothing available up to this one, and is empty in stock",
    relation="stockout_duration",
    when="product_key IS NOT NULL AND location_key IS NOT NULL AND date_key IS NOT NULL",
    holds=(
        "COALESCE(stockout_duration_days = stockout_duration_expected,"
        " stockout_duration_days IS NULL AND stockout_duration_expected IS NULL)"
    ),
    source="RA 2.3, D9",
)

AVAILABLE_IS_CONSERVED = Invariant(
    id="INV-5",
    title="What is available at close is what was there the evening before, plus the day's movements",
    relation="position_day",
    when="is_first_day OR follows_a_close",
    holds="quantity_available = CASE WHEN is_first_day THEN 0 ELSE previous_available END + moved_available",
    source="RE 1, RA 2.3",
)

ON_HAND_IS_CONSERVED = Invariant(
    id="INV-6",
    title="What is on hand at close is what was there the evening before, plus the day's movements",
    relation="position_day",
    when="is_first_day OR follows_a_close",
    holds="quantity_on_hand = CASE WHEN is_first_day THEN 0 ELSE previous_on_hand END + moved_on_hand",
    source="RE 1, RA 2.3, D2",
)

ON_HAND_FROM_FACTS = Invariant(
    id="INV-7",
    title="What is on hand at close is what was there the evening before, less sales, plus restocks and the receipt that was due",
    relation="position_day",
    when="follows_a_close",
    holds="quantity_on_hand = on_hand_from_facts",
    source="RE 1, RA 2.3",
)

OPENING_WITHIN_RANGE = Invariant(
    id="INV-8",
    title="No position opens with more on hand than its location type's range allows",
    relation="opening_movement",
    when="largest_opening IS NOT NULL",
    holds="quantity_change <= largest_opening",
    source="RA 2.3, D17",
    severity=Severity.WARNING,
)

RECEIPT_ON_SCHEDULE = Invariant(
    id="INV-9",
    title="A receipt comes only when it is due and brings exactly what was in transit, and what is in transit does arrive then",
    relation="position_day",
    when="(is_first_day OR follows_a_close) AND (receipts > 0 OR receipt_is_due)",
    holds=("receipt_is_due AND received = previous_in_transit AND receipts = CASE WHEN previous_in_transit > 0 THEN 1 ELSE 0 END"),
    source="RE 1, D17, D18",
)

SCHEDULE_IS_KEPT = Invariant(
    id="INV-10",
    title="The next receipt moves only when reached, by one review period, and the last receipt is the last day that had one",
    relation="position_day",
    when="is_first_day OR follows_a_close",
    holds=(
        "CASE WHEN follows_a_close AND (review_period_days IS NOT NULL OR NOT receipt_is_due) THEN"
        " COALESCE(next_replenishment_date = next_replenishment_expected,"
        " next_replenishment_date IS NULL AND next_replenishment_expected IS NULL) ELSE TRUE END"
        " AND COALESCE(next_replenishment_date > calendar_date, TRUE)"
        " AND COALESCE(last_replenishment_date = last_replenishment_expected,"
        " last_replenishment_date IS NULL AND last_replenishment_expected IS NULL)"
    ),
    source="RE 1, D18",
)

TRANSIT_FOLLOWS_SCHEDULE = Invariant(
    id="INV-11",
    title="What is in transit changes only by a dispatch that fills up to the level, and by the receipt that empties it",
    relation="position_day",
    when="lead_time_days IS NOT NULL AND (follows_a_close OR is_first_day AND is_dispatch_day)",
    holds=(
        "CASE WHEN is_dispatch_day THEN quantity_in_transit = dispatch_expected AND (is_first_day OR in_transit_before_dispatch = 0)"
        " ELSE quantity_in_transit = in_transit_before_dispatch END"
    ),
    source="RE 1, D18",
)

RESERVE_AND_DAMAGE_STAY = Invariant(
    id="INV-12",
    title="The units reserved for display never change, and damaged units never go away",
    relation="position_day",
    when="follows_a_close",
    holds="quantity_reserved = previous_reserved AND quantity_damaged >= previous_damaged",
    source="RE 1, D24",
)

STOCKOUT_RATE_IN_RANGE = Invariant(
    id="INV-13",
    title="Between 5% and 10% of position-days close with nothing available",
    relation="stockout_rate",
    when="sample >= 100 AND horizon_days >= 30",
    holds="observed BETWEEN expected_low - tolerance AND expected_high + tolerance",
    source="V1",
    statistical=True,
    sample_needed="100 positions and 30 days of horizon",
    measures="stockout rate {observed} of {position_days} position-days",
)

STOCKOUT_RATE_IN_RANGE_EVERYWHERE = Invariant(
    id="INV-14",
    title="Between 5% and 10% of position-days close with nothing available in each location type, category and month",
    relation="stockout_rate_of_group",
    when="sample >= 100 AND days_of_group >= days_needed AND horizon_days >= 30",
    holds="observed BETWEEN expected_low - tolerance AND expected_high + tolerance",
    source="V1, D18",
    severity=Severity.WARNING,
    statistical=True,
    sample_needed="100 positions and 30 days (28 of a month) in a group",
    measures="{dimension} {member}: stockout rate {observed} of {position_days} position-days",
)

STOCKOUT_RATE_ON_TARGET = Invariant(
    id="INV-15",
    title="The share of position-days that close with nothing available is within half a point of the target",
    relation="stockout_rate_and_target",
    when="sample >= 100 AND horizon_days >= 30 AND expected_low IS NOT NULL",
    holds="observed BETWEEN expected_low - tolerance AND expected_high + tolerance",
    source="RA Configuration Changes, D18",
    statistical=True,
    sample_needed="100 positions and 30 days of horizon",
    measures="stockout rate {observed} of {position_days} position-days",
)

VALUED_AT_COST_AND_PRICE = Invariant(
    id="INV-16",
    title="The value of stock is what is on hand at unit cost, and at list price, to the cent",
    relation="closing_stock",
    when="unit_cost IS NOT NULL AND base_price IS NOT NULL",
    holds=(
        "inventory_value_cost BETWEEN value_cost_expected - 0.005001 AND value_cost_expected + 0.005001"
        " AND inventory_value_retail BETWEEN value_retail_expected - 0.005001 AND value_retail_expected + 0.005001"
    ),
    source="RA 2.3",
)

LAWS = (
    NOTHING_NEGATIVE,
    ON_HAND_IS_THE_SUM,
    STOCKOUT_IF_NOTHING_AVAILABLE,
    STOCKOUT_DAYS_COUNTED,
    AVAILABLE_IS_CONSERVED,
    ON_HAND_IS_CONSERVED,
    ON_HAND_FROM_FACTS,
    OPENING_WITHIN_RANGE,
    RECEIPT_ON_SCHEDULE,
    SCHEDULE_IS_KEPT,
    TRANSIT_FOLLOWS_SCHEDULE,
    RESERVE_AND_DAMAGE_STAY,
    STOCKOUT_RATE_IN_RANGE,
    STOCKOUT_RATE_IN_RANGE_EVERYWHERE,
    STOCKOUT_RATE_ON_TARGET,
    VALUED_AT_COST_AND_PRICE,
)
"""Every law of the family."""
