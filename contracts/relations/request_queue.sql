-- One row per request in its place in the queue of its position's day, beside the request before it and all requests of that day.
-- key: product_key, location_key, date_key, place
-- position-local
-- computed once: the chain of a day and the fairness of its queue read it
SELECT
    request_id,
    order_number,
    customer_key,
    product_key,
    location_key,
    date_key,
    inventory_check_timestamp,
    quantity_requested,
    inventory_at_purchase,
    quantity_allocated,
    ROW_NUMBER() OVER arrival AS place,
    LAG(request_id) OVER arrival AS request_before,
    LAG(inventory_at_purchase) OVER arrival - LAG(quantity_allocated) OVER arrival AS left_before,
    COUNT(*) OVER whole_day AS requests,
    CAST(SUM(quantity_requested) OVER whole_day AS BIGINT) AS asked,
    MAX(inventory_at_purchase) OVER whole_day AS opening_stock
FROM gold_purchase_request_fact
WINDOW
    arrival AS (
        PARTITION BY product_key, location_key, date_key ORDER BY inventory_check_timestamp NULLS FIRST, request_id NULLS FIRST
    ),
    -- Ordered as well, though the whole day is meant: so that one sort serves both.
    whole_day AS (
        PARTITION BY product_key, location_key, date_key ORDER BY inventory_check_timestamp NULLS FIRST, request_id NULLS FIRST
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
