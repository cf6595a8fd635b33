-- One row per RECEIPT movement, beside the number of some sale line.
-- key: movement_id
SELECT movement.movement_id, line.some_line_item_id
FROM gold_inventory_movement_fact AS movement
CROSS JOIN (
    SELECT MIN(line_item_id) AS some_line_item_id
    FROM gold_sales_fact
    WHERE NOT is_return
) AS line
WHERE movement.movement_type = 'RECEIPT'
