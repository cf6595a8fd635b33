-- One row per position and day: its snapshot at close, beside its close of the evening before and what that made available to sell: less
-- what was damaged since, and with what was in transit if it is due.
-- key: product_key, location_key, date_key
-- position-local, given the horizon
WITH close AS (
    SELECT
        product_key,
        location_key,
        date_key,
        quantity_on_hand,
        quantity_available,
        quantity_reserved,
        quantity_in_transit,
        quantity_damaged,
        order_up_to_level,
        last_replenishment_date,
        next_replenishment_date,
        previous_date_key,
        previous_quantity_on_hand AS previous_on_hand,
        previous_quantity_available AS previous_available,
        previous_quantity_reserved AS previous_reserved,
        previous_quantity_in_transit AS previous_in_transit,
        previous_quantity_damaged AS previous_damaged,
        previous_last_replenishment_date,
        previous_next_replenishment_date
    FROM successive_snapshot
),
day AS (
    SELECT
        close.*,
        calendar.calendar_date,
        COALESCE(close.previous_date_key = close.date_key, FALSE) AS is_copy,
        COALESCE(
            close.date_key = horizon.first_day AND COALESCE(close.previous_date_key <> close.date_key, TRUE)
            AND close.product_key IS NOT NULL AND close.location_key IS NOT NULL, FALSE
        ) AS is_first_day,
        COALESCE(
            close.previous_date_key = calendar.day_before AND close.product_key IS NOT NULL AND close.location_key IS NOT NULL, FALSE
        ) AS follows_a_close
    FROM close
    CROSS JOIN horizon_end AS horizon
    LEFT JOIN day_of_horizon AS calendar ON calendar.date_key = close.date_key
),
due AS (
    SELECT day.*, COALESCE(day.follows_a_close AND day.previous_next_replenishment_date = day.calendar_date, FALSE) AS receipt_is_due
    FROM day
),
arrived AS (
    SELECT due.*, CASE WHEN due.receipt_is_due THEN due.previous_in_transit ELSE 0 END AS arriving
    FROM due
)
SELECT arrived.*, arrived.previous_available - (arrived.quantity_damaged - arrived.previous_damaged) + arrived.arriving AS available_at_opening
FROM arrived
