-- One row per position and day: the stockout duration on its snapshot, beside the days for which nothing has been available.
-- key: product_key, location_key, date_key
-- position-local
SELECT
    snapshot.product_key,
    snapshot.location_key,
    snapshot.date_key,
    snapshot.quantity_available,
    snapshot.stockout_duration_days,
    zero_day.day_of_run AS stockout_duration_expected
FROM gold_inventory_fact AS snapshot
LEFT JOIN zero_day
    ON zero_day.product_key = snapshot.product_key
    AND zero_day.location_key = snapshot.location_key
    AND zero_day.date_key = snapshot.date_key
WHERE snapshot.quantity_available = 0
UNION ALL
-- Where something is available no run is looked for.
SELECT
    product_key,
    location_key,
    date_key,
    quantity_available,
    stockout_duration_days,
    CAST(NULL AS BIGINT) AS stockout_duration_expected
FROM gold_inventory_fact
WHERE quantity_available <> 0 OR quantity_available IS NULL
