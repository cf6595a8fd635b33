-- One row per product, whatever the copies of its key.
-- key: product_key
SELECT
    product_key,
    CAST(MIN(base_price) AS DOUBLE) AS base_price,
    CAST(MIN(unit_cost) AS DOUBLE) AS unit_cost,
    MIN(category_level_1) AS category_level_1,
    MIN(EXTRACT(YEAR FROM launch_date) * 10000 + EXTRACT(MONTH FROM launch_date) * 100 + EXTRACT(DAY FROM launch_date)) AS launch_day
FROM gold_product_dim
GROUP BY product_key
