-- One row per movement.
-- key: movement_id
-- position-local
SELECT
    movement_id,
    product_key,
    location_key,
    date_key,
    movement_type,
    quantity_change,
    available_change,
    line_item_id,
    return_delay_days
FROM gold_inventory_movement_fact
