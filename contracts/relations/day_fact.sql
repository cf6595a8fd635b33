-- One row per position and day on which something happened: what moved, what was sold, and what was restocked.
-- Of what moved, that which is no sale is told apart, and the day's receipts.
-- key: product_key, location_key, date_key
-- position-local
-- computed once: the days of positions read it, and the chains of their requests and lines
-- adds up
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
    CAST(SUM(on_hand) AS BIGINT) AS on_hand,
    CAST(SUM(available) AS BIGINT) AS available,
    CAST(SUM(available_before_trading) AS BIGINT) AS available_before_trading,
    CAST(SUM(receipts) AS BIGINT) AS receipts,
    CAST(SUM(received) AS BIGINT) AS received,
    CAST(SUM(sold) AS BIGINT) AS sold,
    CAST(SUM(restocked) AS BIGINT) AS restocked
FROM told
GROUP BY product_key, location_key, date_key
