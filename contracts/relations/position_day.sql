-- One row per position and day: close and the evening before, beside what moved, what was sold and restocked, and the schedule.
-- key: product_key, location_key, date_key
-- position-local, given the horizon
-- What needs no facts is made before they are looked up, and so once for all laws.
WITH opened AS (
    SELECT
        close.*,
        location.review_period_days,
        location.lead_time_days,
        close.previous_on_hand + close.arriving AS on_hand_at_opening,
        CASE WHEN close.receipt_is_due THEN 0 ELSE close.previous_in_transit END AS in_transit_before_dispatch,
        COALESCE(close.next_replenishment_date = close.calendar_date + CAST(location.lead_time_days AS INT), FALSE) AS is_dispatch_day,
        CASE
            WHEN close.receipt_is_due THEN close.previous_next_replenishment_date + CAST(location.review_period_days AS INT)
            ELSE close.previous_next_replenishment_date
        END AS next_replenishment_expected
    FROM position_close AS close
    LEFT JOIN each_location AS location ON location.location_key = close.location_key
),
arrived AS (
    SELECT
        opened.*,
        COALESCE(fact.on_hand, 0) AS moved_on_hand,
        COALESCE(fact.available, 0) AS moved_available,
        COALESCE(fact.receipts, 0) AS receipts,
        COALESCE(fact.received, 0) AS received,
        COALESCE(fact.sold, 0) AS sold,
        COALESCE(fact.restocked, 0) AS restocked
    FROM opened
    LEFT JOIN day_fact AS fact
        ON fact.product_key = opened.product_key AND fact.location_key = opened.location_key AND fact.date_key = opened.date_key
)
SELECT
    product_key,
    location_key,
    date_key,
    calendar_date,
    is_first_day,
    follows_a_close,
    previous_on_hand,
    moved_on_hand,
    quantity_on_hand,
    previous_available,
    moved_available,
    quantity_available,
    sold,
    restocked,
    arriving,
    on_hand_at_opening - sold + restocked AS on_hand_from_facts,
    available_at_opening + restocked AS opening_from_facts,
    previous_reserved,
    quantity_reserved,
    previous_damaged,
    quantity_damaged,
    receipt_is_due,
    receipts,
    received,
    previous_in_transit,
    in_transit_before_dispatch,
    quantity_in_transit,
    is_dispatch_day,
    order_up_to_level,
    CASE WHEN order_up_to_level > quantity_available THEN order_up_to_level - quantity_available ELSE 0 END AS dispatch_expected,
    review_period_days,
    lead_time_days,
    previous_next_replenishment_date,
    next_replenishment_date,
    next_replenishment_expected,
    previous_last_replenishment_date,
    last_replenishment_date,
    -- The last day with a receipt is today, or else still what it was the evening before; on the first day there was none before.
    CASE WHEN receipts > 0 THEN calendar_date WHEN NOT is_first_day THEN previous_last_replenishment_date END AS last_replenishment_expected
FROM arrived
