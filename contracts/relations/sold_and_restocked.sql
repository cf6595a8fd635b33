-- One row per position and day with sales or restocks: units sold that day, and units of return lines that go back on hand that day.
-- key: product_key, location_key, date_key
-- position-local
SELECT
    product_key,
    location_key,
    date_key,
    CAST(SUM(sold) AS BIGINT) AS sold,
    CAST(SUM(restocked) AS BIGINT) AS restocked
FROM (
    SELECT product_key, location_key, date_key, quantity_sold AS sold, 0 AS restocked
    FROM gold_sales_fact
    WHERE NOT is_return
    UNION ALL
    SELECT product_key, location_key, return_restocked_date_key AS date_key, 0 AS sold, quantity_sold AS restocked
    FROM gold_sales_fact
    WHERE is_return
) AS line
GROUP BY product_key, location_key, date_key
