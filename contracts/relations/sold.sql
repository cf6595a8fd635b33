-- One row per position and day with sales: the units sold.
-- key: product_key, location_key, date_key
-- position-local
SELECT product_key, location_key, date_key, CAST(SUM(quantity_sold) AS BIGINT) AS units
FROM gold_sales_fact
WHERE NOT is_return
GROUP BY product_key, location_key, date_key
