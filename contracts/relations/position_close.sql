-- One row per position and day: its snapshot at close, beside its close of the evening before.
-- key: product_key, location_key, date_key
-- position-local, given the horizon
-- computed once: sorting the snapshots is what costs most of all
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
        LAG(date_key) OVER position AS previous_date_key,
        LAG(quantity_on_hand) OVER position AS previous_on_hand,
        LAG(quantity_available) OVER position AS previous_available,
        LAG(quantity_reserved) OVER position AS previous_reserved,
        LAG(quantity_in_transit) OVER position AS previous_in_transit,
        LAG(quantity_damaged) OVER position AS previous_damaged,
        LAG(last_replenishment_date) OVER position AS previous_last_replenishment_date,
        LAG(next_replenishment_date) OVER position AS previous_next_replenishment_date
    FROM gold_inventory_fact
    WINDOW position AS (
        PARTITION BY product_key, location_key
        -- Copies of a day have an order too, so that which of them comes first does not depend on how they are stored.
        ORDER BY
            date_key NULLS FIRST,
            quantity_available NULLS LAST,
            quantity_on_hand NULLS LAST,
            quantity_reserved NULLS LAST,
            quantity_in_transit NULLS LAST,
            quantity_damaged NULLS LAST,
            order_up_to_level NULLS LAST,
            last_replenishment_date NULLS LAST,
            next_replenishment_date NULLS LAST
    )
),
day AS (
    SELECT
        close.*,
        calendar.calendar_date,
        COALESCE(close.previous_date_key = close.date_key, FALSE) AS is_copy,
        COALESCE(close.date_key = horizon.first_day AND close.previous_date_key IS NULL, FALSE) AS is_first_day,
        COALESCE(
            close.previous_date_key = calendar.day_before AND close.product_key IS NOT NULL AND close.location_key IS NOT NULL, FALSE
        ) AS follows_a_close
    FROM close
    CROSS JOIN horizon_end AS horizon
    LEFT JOIN every_day AS calendar ON calendar.date_key = close.date_key
)
SELECT day.*, COALESCE(day.follows_a_close AND day.previous_next_replenishment_date = day.calendar_date, FALSE) AS receipt_is_due
FROM day
