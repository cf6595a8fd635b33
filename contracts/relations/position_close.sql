-- One row per position and day: its snapshot at close, beside its close of the evening before.
-- key: product_key, location_key, date_key
-- position-local, given the horizon
WITH close AS (
    SELECT snapshot.*, calendar.calendar_date, calendar.day_serial, horizon.first_day
    FROM gold_inventory_fact AS snapshot
    CROSS JOIN horizon_end AS horizon
    LEFT JOIN every_day AS calendar ON calendar.date_key = snapshot.date_key
)
SELECT
    product_key,
    location_key,
    date_key,
    calendar_date,
    day_serial,
    quantity_on_hand,
    quantity_available,
    quantity_reserved,
    quantity_in_transit,
    quantity_damaged,
    order_up_to_level,
    is_stockout,
    last_replenishment_date,
    next_replenishment_date,
    inventory_value_cost,
    inventory_value_retail,
    COALESCE(date_key = first_day, FALSE) AS is_first_day,
    COALESCE(
        LAG(day_serial) OVER position = day_serial - 1 AND product_key IS NOT NULL AND location_key IS NOT NULL, FALSE
    ) AS follows_a_close,
    COALESCE(LAG(date_key) OVER position = date_key, FALSE) AS is_copy,
    LAG(quantity_on_hand) OVER position AS previous_on_hand,
    LAG(quantity_available) OVER position AS previous_available,
    LAG(quantity_reserved) OVER position AS previous_reserved,
    LAG(quantity_in_transit) OVER position AS previous_in_transit,
    LAG(quantity_damaged) OVER position AS previous_damaged,
    LAG(next_replenishment_date) OVER position AS previous_next_replenishment_date
FROM close
WINDOW position AS (PARTITION BY product_key, location_key ORDER BY date_key)
