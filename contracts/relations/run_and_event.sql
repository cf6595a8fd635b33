-- One row per maximal run of zero days, beside the number of stockout events that start with it.
-- key: product_key, location_key, first_day
-- position-local, given the horizon
WITH told AS (
    SELECT product_key, location_key, stockout_start_date_key, COUNT(*) AS events, MIN(stockout_id) AS stockout_id
    FROM gold_stockout_events
    GROUP BY product_key, location_key, stockout_start_date_key
)
SELECT
    zero_run.product_key,
    zero_run.location_key,
    zero_run.first_day,
    zero_run.last_day,
    zero_run.days,
    zero_run.is_open,
    COALESCE(told.events, 0) AS events,
    told.stockout_id
FROM zero_run
LEFT JOIN told
    ON told.product_key = zero_run.product_key
    AND told.location_key = zero_run.location_key
    AND told.stockout_start_date_key = zero_run.first_day
