-- One row per position and calendar month: its days, and those that closed with nothing available.
-- key: product_key, location_key, month
-- position-local
-- computed once: each rate is a sum of it
SELECT
    product_key,
    location_key,
    CAST(FLOOR(date_key / 100) AS INT) AS month,
    COUNT(*) AS days,
    COUNT(CASE WHEN quantity_available = 0 THEN 1 END) AS zero_days
FROM gold_inventory_fact
GROUP BY product_key, location_key, CAST(FLOOR(date_key / 100) AS INT)
