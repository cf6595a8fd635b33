-- One row per OPENING movement, beside the largest opening that its location's type allows on the first day.
-- The ranges are those of the generator that the sources describe, times 1.5, times the demand of the first day.
-- key: movement_id
-- position-local, given the horizon
WITH first_date AS (
    SELECT date_key, MAX(demand_multiplier) AS demand_multiplier
    FROM gold_date_dim
    GROUP BY date_key
)
SELECT
    movement.movement_id,
    movement.product_key,
    movement.location_key,
    movement.date_key,
    movement.quantity_change,
    location.location_type,
    first_date.demand_multiplier,
    CASE location.location_type WHEN 'dc' THEN 2000 WHEN 'warehouse' THEN 800 WHEN 'store' THEN 100 END
    * 1.5 * first_date.demand_multiplier AS largest_opening
FROM gold_inventory_movement_fact AS movement
CROSS JOIN horizon_end AS horizon
LEFT JOIN first_date ON first_date.date_key = horizon.first_day
LEFT JOIN each_location AS location ON location.location_key = movement.location_key
WHERE movement.movement_type = 'OPENING'
