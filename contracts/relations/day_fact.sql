-- One row per position and day on which something happened: what moved, what was sold, and what was restocked.
-- Of what moved, that which is no sale is told apart, and the day's receipts.
-- key: product_key, location_key, date_key
-- position-local
-- computed once: the days of positions read it, and the chains of their requests and lines
-- adds up
-- Whole numbers below 2^53 add up exactly as doubles too, in half the time of the wide integers that guard against overflow.
WITH moved AS (
    SELECT
        product_key,
        location_key,
        date_key,
        SUM(CAST(quantity_change AS DOUBLE)) AS on_hand,
        SUM(CAST(available_change AS DOUBLE)) AS available,
        SUM(CASE WHEN movement_type = 'SALE' THEN 0 ELSE CAST(available_change AS DOUBLE) END) AS available_before_trading,
        SUM(CAST(CASE WHEN movement_type = 'RECEIPT' THEN 1 ELSE 0 END AS DOUBLE)) AS receipts,
        SUM(CASE WHEN movement_type = 'RECEIPT' THEN CAST(quantity_change AS DOUBLE) ELSE 0 END) AS received
    FROM gold_inventory_movement_fact
    GROUP BY product_key, location_key, date_key
),
line AS (
    SELECT product_key, location_key, date_key, quantity_sold AS sold, 0 AS restocked
    FROM gold_sales_fact
    WHERE NOT is_return
    UNION ALL
    SELECT product_key, location_key, return_restocked_date_key AS date_key, 0 AS sold, quantity_sold AS restocked
    FROM gold_sales_fact
    WHERE is_return
),
traded AS (
    SELECT product_key, location_key, date_key, SUM(CAST(sold AS DOUBLE)) AS sold, SUM(CAST(restocked AS DOUBLE)) AS restocked
    FROM line
    GROUP BY product_key, location_key, date_key
)
SELECT
    COALESCE(moved.product_key, traded.product_key) AS product_key,
    COALESCE(moved.location_key, traded.location_key) AS location_key,
    COALESCE(moved.date_key, traded.date_key) AS date_key,
    COALESCE(CAST(moved.on_hand AS BIGINT), 0) AS on_hand,
    COALESCE(CAST(moved.available AS BIGINT), 0) AS available,
    COALESCE(CAST(moved.available_before_trading AS BIGINT), 0) AS available_before_trading,
    COALESCE(CAST(moved.receipts AS BIGINT), 0) AS receipts,
    COALESCE(CAST(moved.received AS BIGINT), 0) AS received,
    COALESCE(CAST(traded.sold AS BIGINT), 0) AS sold,
    COALESCE(CAST(traded.restocked AS BIGINT), 0) AS restocked
FROM moved
FULL JOIN traded
    ON traded.product_key = moved.product_key AND traded.location_key = moved.location_key AND traded.date_key = moved.date_key
