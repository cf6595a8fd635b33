-- One row per return line beside its RETURN movements, and per line number that only RETURN movements name.
-- Where both are there, the smallest and the largest of what they must share.
-- key: line_item_id
WITH told AS (
    SELECT
        line.line_item_id,
        line.product_key,
        line.location_key,
        line.return_restocked_date_key AS date_key,
        line.quantity_sold AS units,
        restocked.day_serial - returned.day_serial AS delay_days,
        1 AS line,
        0 AS movement
    FROM gold_sales_fact AS line
    LEFT JOIN every_day AS returned ON returned.date_key = line.date_key
    LEFT JOIN every_day AS restocked ON restocked.date_key = line.return_restocked_date_key
    WHERE line.is_return
    UNION ALL
    SELECT
        line_item_id,
        product_key,
        location_key,
        date_key,
        quantity_change AS units,
        return_delay_days AS delay_days,
        0 AS line,
        1 AS movement
    FROM gold_inventory_movement_fact
    WHERE movement_type = 'RETURN'
),
beside AS (
    SELECT
        line_item_id,
        CAST(SUM(line) AS BIGINT) AS return_lines,
        CAST(SUM(movement) AS BIGINT) AS movements,
        MIN(product_key) AS product_key,
        MAX(product_key) AS other_product_key,
        MIN(location_key) AS location_key,
        MAX(location_key) AS other_location_key,
        MIN(CASE WHEN line = 1 THEN date_key END) AS restock_day,
        MIN(CASE WHEN movement = 1 THEN date_key END) AS day_moved,
        MIN(CASE WHEN line = 1 THEN units END) AS units_returned,
        MIN(CASE WHEN movement = 1 THEN units END) AS units_moved,
        MIN(CASE WHEN line = 1 THEN delay_days END) AS delay_days,
        MIN(CASE WHEN movement = 1 THEN delay_days END) AS delay_days_moved
    FROM told
    GROUP BY line_item_id
)
SELECT
    beside.*,
    COALESCE(beside.restock_day BETWEEN horizon.first_day AND horizon.last_day, FALSE) AS is_in_horizon
FROM beside
CROSS JOIN horizon_end AS horizon
