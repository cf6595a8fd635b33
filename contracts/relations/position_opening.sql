-- One row per position that has snapshots or movements, with its OPENING movements.
-- Movements of products that the product table does not know make no position.
-- key: product_key, location_key
-- position-local, given the horizon
WITH told AS (
    SELECT movement.product_key, movement.location_key, movement.date_key, movement.movement_type
    FROM gold_inventory_movement_fact AS movement
    INNER JOIN each_product AS product ON product.product_key = movement.product_key
),
counted AS (
    SELECT
        product_key,
        location_key,
        COUNT(CASE WHEN movement_type = 'OPENING' THEN 1 END) AS openings,
        MIN(CASE WHEN movement_type = 'OPENING' THEN date_key END) AS opening_day
    FROM told
    GROUP BY product_key, location_key
    UNION ALL
    SELECT DISTINCT product_key, location_key, 0 AS openings, CAST(NULL AS INT) AS opening_day
    FROM position_month
),
position AS (
    SELECT product_key, location_key, CAST(SUM(openings) AS BIGINT) AS openings, MIN(opening_day) AS opening_day
    FROM counted
    GROUP BY product_key, location_key
)
SELECT position.*, horizon.first_day
FROM position
CROSS JOIN horizon_end AS horizon
WHERE position.product_key IS NOT NULL AND position.location_key IS NOT NULL
