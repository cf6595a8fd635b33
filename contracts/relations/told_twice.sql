-- One row per line number that several lines of gold_sales_fact have, or several SALE movements.
-- key: line_item_id
-- computed once: such numbers are few, and finding them takes a pass over all movements
SELECT line_item_id
FROM repeated_in_gold_sales_fact
UNION
SELECT line_item_id
FROM (
    SELECT line_item_id, COUNT(*) AS movements
    FROM gold_inventory_movement_fact
    WHERE movement_type = 'SALE' AND line_item_id IS NOT NULL
    GROUP BY line_item_id
    HAVING COUNT(*) > 1
) AS moved_twice
