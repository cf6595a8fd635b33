-- One row per line number of sale lines and SALE movements: how many of each there are, and the smallest and the largest of
-- what they must share.
-- key: line_item_id
WITH told AS (
    SELECT line_item_id, product_key, location_key, date_key, quantity_sold AS units, 1 AS line, 0 AS movement
    FROM gold_sales_fact
    WHERE NOT is_return
    UNION ALL
    SELECT line_item_id, product_key, location_key, date_key, -quantity_change AS units, 0 AS line, 1 AS movement
    FROM gold_inventory_movement_fact
    WHERE movement_type = 'SALE'
)
SELECT
    line_item_id,
    CAST(SUM(line) AS BIGINT) AS sale_lines,
    CAST(SUM(movement) AS BIGINT) AS movements,
    MIN(product_key) AS product_key,
    MAX(product_key) AS other_product_key,
    MIN(location_key) AS location_key,
    MAX(location_key) AS other_location_key,
    MIN(date_key) AS date_key,
    MAX(date_key) AS other_date_key,
    MIN(units) AS units,
    MAX(units) AS other_units
FROM told
GROUP BY line_item_id
