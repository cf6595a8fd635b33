-- One row per sale line in its place in the queue of its position's day, beside the line before it.
-- The order of a day is known where every line has a time of its check, and no two the same.
-- key: product_key, location_key, date_key, place
-- position-local
-- computed once: so that engines know how few lines there are beside the snapshots
WITH queue AS (
    SELECT
        line_item_id,
        product_key,
        location_key,
        date_key,
        inventory_check_timestamp,
        inventory_at_purchase,
        quantity_sold,
        ROW_NUMBER() OVER arrival AS place,
        LAG(inventory_check_timestamp) OVER arrival AS checked_before,
        LAG(line_item_id) OVER arrival AS line_before,
        LAG(inventory_at_purchase) OVER arrival - LAG(quantity_sold) OVER arrival AS left_before
    FROM gold_sales_fact
    WHERE NOT is_return
    WINDOW arrival AS (
        PARTITION BY product_key, location_key, date_key ORDER BY inventory_check_timestamp NULLS FIRST, line_item_id NULLS FIRST
    )
)
SELECT
    queue.*,
    MAX(CASE WHEN inventory_check_timestamp IS NULL OR inventory_check_timestamp = checked_before THEN 1 ELSE 0 END) OVER (
        PARTITION BY product_key, location_key, date_key
    ) = 0 AS order_is_known
FROM queue
