-- One row per request that found nothing, beside the first sale line ever of its position.
-- key: request_id
WITH sold_first AS (
    SELECT product_key, location_key, MIN(line_item_id) AS line_item_id
    FROM gold_sales_fact
    WHERE NOT is_return
    GROUP BY product_key, location_key
)
SELECT
    asked.request_id,
    asked.order_number,
    asked.customer_key,
    asked.channel_key,
    asked.date_key,
    asked.quantity_requested,
    asked.inventory_check_timestamp,
    EXTRACT(HOUR FROM asked.inventory_check_timestamp) * 100 + EXTRACT(MINUTE FROM asked.inventory_check_timestamp) AS time_key,
    ordered.order_requests,
    sold_first.line_item_id
FROM gold_purchase_request_fact AS asked
INNER JOIN sold_first ON sold_first.product_key = asked.product_key AND sold_first.location_key = asked.location_key
LEFT JOIN (
    SELECT order_number, COUNT(*) AS order_requests
    FROM gold_purchase_request_fact
    GROUP BY order_number
) AS ordered ON ordered.order_number = asked.order_number
WHERE asked.quantity_allocated = 0
