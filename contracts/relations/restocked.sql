-- One row per position and day with restocks: the units of return lines that go back on hand that day.
-- key: product_key, location_key, date_key
-- position-local
SELECT product_key, location_key, return_restocked_date_key AS date_key, CAST(SUM(quantity_sold) AS BIGINT) AS units
FROM gold_sales_fact
WHERE is_return
GROUP BY product_key, location_key, return_restocked_date_key
