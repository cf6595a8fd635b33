-- One row per position and calendar month: its days, the sum of their marks, and the days that closed with nothing available.
-- key: product_key, location_key, month
-- position-local, given the horizon
-- computed once: each rate is a sum of it
SELECT
    snapshot.product_key,
    snapshot.location_key,
    CAST(FLOOR(snapshot.date_key / 100) AS INT) AS month,
    COUNT(*) AS days,
    CAST(SUM(calendar.mark) AS BIGINT) AS marks,
    COUNT(CASE WHEN snapshot.quantity_available = 0 THEN 1 END) AS zero_days
FROM gold_inventory_fact AS snapshot
LEFT JOIN day_of_horizon AS calendar ON calendar.date_key = snapshot.date_key
GROUP BY snapshot.product_key, snapshot.location_key, CAST(FLOOR(snapshot.date_key / 100) AS INT)
