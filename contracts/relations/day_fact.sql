-- One row per position and day on which something happened: what moved, what was sold, and what was restocked.
-- Of what moved, that which is no sale is told apart, and the day's receipts.
-- key: product_key, location_key, date_key
-- position-local
-- computed once: the days of positions read it, and the chains of their requests and lines
-- adds up
-- Whole numbers below 2^53 add up exactly as doubles too, in half the time of the wide integers that guard against overflow.
WITH told AS (
    SELECT
        product_key,
        location_key,
        date_key,
        quantity_change AS on_hand,
        available_change AS available,
        CASE WHEN movement_type = 'SALE' THEN 0 ELSE available_change END AS available_before_trading,
        CASE WHEN movement_type = 'RECEIPT' THEN 1 ELSE 0 END AS receipts,
        CASE WHEN movement_type = 'RECEIPT' THEN quantity_change ELSE 0 END AS received,
        0 AS sold,
        0 AS restocked
    FROM gold_inventory_movement_fact
    UNION ALL
    SELECT
        product_key,
        location_key,
        date_key,
        0 AS on_hand,
        0 AS available,
        0 AS available_before_trading,
        0 AS receipts,
        0 AS received,
        quantity_sold AS sold,
        0 AS restocked
    FROM gold_sales_fact
    WHERE NOT is_return
    UNION ALL
    SELECT
        product_key,
        location_key,
        return_restocked_date_key AS date_key,
        0 AS on_hand,
        0 AS available,
        0 AS available_before_trading,
        0 AS receipts,
        0 AS received,
        0 AS sold,
        quantity_sold AS restocked
    FROM gold_sales_fact
    WHERE is_return
)
SELECT
    product_key,
    location_key,
    date_key,
    CAST(SUM(CAST(on_hand AS DOUBLE)) AS BIGINT) AS on_hand,
    CAST(SUM(CAST(available AS DOUBLE)) AS BIGINT) AS available,
    CAST(SUM(CAST(available_before_trading AS DOUBLE)) AS BIGINT) AS available_before_trading,
    CAST(SUM(CAST(receipts AS DOUBLE)) AS BIGINT) AS receipts,
    CAST(SUM(CAST(received AS DOUBLE)) AS BIGINT) AS received,
    CAST(SUM(CAST(sold AS DOUBLE)) AS BIGINT) AS sold,
    CAST(SUM(CAST(restocked AS DOUBLE)) AS BIGINT) AS restocked
FROM told
GROUP BY product_key, location_key, date_key
