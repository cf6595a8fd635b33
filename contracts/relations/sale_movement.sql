-- One row per line number of sale lines and SALE movements: how many of each there are, and the smallest and the largest of
-- what they must share.
-- Nearly every number has one of each at most: these are joined, and only the rest is grouped.
-- key: line_item_id
WITH sale_told AS (
    SELECT
        sale.line_item_id,
        sale.product_key,
        sale.location_key,
        sale.date_key,
        sale.quantity_sold AS units,
        sale.line_item_id IS NOT NULL AND told_twice.line_item_id IS NULL AS is_single
    FROM gold_sales_fact AS sale
    LEFT JOIN told_twice ON told_twice.line_item_id = sale.line_item_id
    WHERE NOT sale.is_return
),
sale_moved AS (
    SELECT
        moved.line_item_id,
        moved.product_key,
        moved.location_key,
        moved.date_key,
        -moved.quantity_change AS units,
        moved.line_item_id IS NOT NULL AND told_twice.line_item_id IS NULL AS is_single
    FROM gold_inventory_movement_fact AS moved
    LEFT JOIN told_twice ON told_twice.line_item_id = moved.line_item_id
    WHERE moved.movement_type = 'SALE'
),
rest AS (
    SELECT line_item_id, product_key, location_key, date_key, units, 1 AS line, 0 AS movement
    FROM sale_told
    WHERE NOT is_single
    UNION ALL
    SELECT line_item_id, product_key, location_key, date_key, units, 0 AS line, 1 AS movement
    FROM sale_moved
    WHERE NOT is_single
)
SELECT
    COALESCE(line.line_item_id, movement.line_item_id) AS line_item_id,
    CAST(CASE WHEN line.line_item_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS sale_lines,
    CAST(CASE WHEN movement.line_item_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS movements,
    LEAST(line.product_key, movement.product_key) AS product_key,
    GREATEST(line.product_key, movement.product_key) AS other_product_key,
    LEAST(line.location_key, movement.location_key) AS location_key,
    GREATEST(line.location_key, movement.location_key) AS other_location_key,
    LEAST(line.date_key, movement.date_key) AS date_key,
    GREATEST(line.date_key, movement.date_key) AS other_date_key,
    LEAST(line.units, movement.units) AS units,
    GREATEST(line.units, movement.units) AS other_units
FROM (SELECT * FROM sale_told WHERE is_single) AS line
FULL JOIN (SELECT * FROM sale_moved WHERE is_single) AS movement ON movement.line_item_id = line.line_item_id
UNION ALL
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
FROM rest
GROUP BY line_item_id
