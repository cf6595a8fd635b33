-- One row per snapshot: its day of the horizon, and a lot from 0 to 99 that its position draws by its keys.
-- key: product_key, location_key, date_key
SELECT
    close.product_key,
    close.location_key,
    close.date_key,
    close.unit_cost,
    close.base_price,
    location.location_type,
    (close.product_key * 37 + close.location_key * 61) % 100 AS lot,
    calendar.day_serial - horizon.first_serial + 1 AS day_of_horizon,
    horizon.first_day,
    CASE WHEN close.date_key = horizon.last_day THEN event.least_id END AS model_event,
    event.greatest_id + close.product_key * 10000 + close.location_key AS new_event,
    peak.touches_peak_season
FROM closing_stock AS close
CROSS JOIN horizon_end AS horizon
CROSS JOIN (
    SELECT MIN(stockout_id) AS least_id, MAX(stockout_id) AS greatest_id
    FROM gold_stockout_events
) AS event
CROSS JOIN (
    SELECT MAX(date_key % 10000) >= 1100 AS touches_peak_season
    FROM gold_inventory_fact
) AS peak
INNER JOIN every_day AS calendar ON calendar.date_key = close.date_key
LEFT JOIN each_location AS location ON location.location_key = close.location_key
