-- One row per request: its place in the queue of its position's day, and the run of zero days that it falls into.
-- key: request_id
SELECT
    asked.request_id,
    asked.order_number,
    asked.customer_key,
    asked.product_key,
    asked.location_key,
    asked.date_key,
    asked.quantity_requested,
    asked.quantity_allocated,
    asked.inventory_at_purchase,
    asked.unit_price,
    asked.inventory_check_timestamp,
    COUNT(*) OVER day AS day_requests,
    COUNT(CASE WHEN asked.quantity_allocated > 0 THEN 1 END) OVER day AS day_lines,
    ROW_NUMBER() OVER arrival AS place,
    LEAD(asked.request_id) OVER arrival AS next_request_id,
    zero_day.day_of_run IS NOT NULL AS closes_empty
FROM gold_purchase_request_fact AS asked
LEFT JOIN zero_day
    ON zero_day.product_key = asked.product_key
    AND zero_day.location_key = asked.location_key
    AND zero_day.date_key = asked.date_key
WINDOW
    day AS (PARTITION BY asked.product_key, asked.location_key, asked.date_key),
    arrival AS (
        PARTITION BY asked.product_key, asked.location_key, asked.date_key
        ORDER BY asked.inventory_check_timestamp NULLS LAST, asked.request_id NULLS LAST
    )
