-- One row per OPENING movement: the position's reserve, and what was asked of it on the first two days.
-- key: movement_id
WITH asked AS (
    SELECT product_key, location_key, date_key, COUNT(*) AS requests
    FROM gold_purchase_request_fact
    GROUP BY product_key, location_key, date_key
)
SELECT
    movement.movement_id,
    movement.product_key,
    movement.location_key,
    movement.date_key,
    movement.quantity_change - movement.available_change AS reserved,
    second.date_key AS second_date_key,
    COALESCE(first_asked.requests, 0) AS first_day_requests,
    COALESCE(second_asked.requests, 0) AS second_day_requests
FROM gold_inventory_movement_fact AS movement
CROSS JOIN horizon_end AS horizon
LEFT JOIN every_day AS second ON second.day_serial = horizon.first_serial + 1
LEFT JOIN asked AS first_asked
    ON first_asked.product_key = movement.product_key
    AND first_asked.location_key = movement.location_key
    AND first_asked.date_key = movement.date_key
LEFT JOIN asked AS second_asked
    ON second_asked.product_key = movement.product_key
    AND second_asked.location_key = movement.location_key
    AND second_asked.date_key = second.date_key
WHERE movement.movement_type = 'OPENING'
