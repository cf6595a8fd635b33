-- One row per position and day with movements: their sums, those that are no sale apart, and the day's receipts.
-- key: product_key, location_key, date_key
-- position-local
-- computed once: the days of positions read it, and the chains of their requests
SELECT
    product_key,
    location_key,
    date_key,
    CAST(SUM(quantity_change) AS BIGINT) AS on_hand,
    CAST(SUM(available_change) AS BIGINT) AS available,
    CAST(SUM(CASE WHEN movement_type = 'SALE' THEN 0 ELSE available_change END) AS BIGINT) AS available_before_trading,
    COUNT(CASE WHEN movement_type = 'RECEIPT' THEN 1 END) AS receipts,
    CAST(SUM(CASE WHEN movement_type = 'RECEIPT' THEN quantity_change ELSE 0 END) AS BIGINT) AS received
FROM gold_inventory_movement_fact
GROUP BY product_key, location_key, date_key
