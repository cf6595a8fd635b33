-- One row per sale line with its request: its order, what was asked of its position that day, and what came back of it.
-- key: line_item_id
WITH queue AS (
    SELECT
        request_id,
        COUNT(*) OVER day AS day_requests,
        COUNT(CASE WHEN quantity_allocated > 0 THEN 1 END) OVER day AS day_lines,
        ROW_NUMBER() OVER arrival AS place,
        LEAD(request_id) OVER arrival AS next_request_id,
        LEAD(quantity_allocated) OVER arrival AS next_allocated,
        LEAD(inventory_check_timestamp) OVER arrival AS next_check_timestamp,
        LAG(quantity_allocated) OVER arrival AS previous_allocated
    FROM gold_purchase_request_fact
    WINDOW
        day AS (PARTITION BY product_key, location_key, date_key),
        arrival AS (PARTITION BY product_key, location_key, date_key ORDER BY inventory_check_timestamp NULLS LAST, request_id NULLS LAST)
),
ordered AS (
    SELECT order_number, COUNT(*) AS order_requests
    FROM gold_purchase_request_fact
    GROUP BY order_number
),
told AS (
    SELECT order_number, COUNT(*) AS order_lines
    FROM gold_sales_fact
    GROUP BY order_number
),
brought_back AS (
    SELECT return_of_line_item_id AS line_item_id, COUNT(*) AS returns
    FROM gold_sales_fact
    WHERE is_return
    GROUP BY return_of_line_item_id
)
SELECT
    line.line_item_id,
    line.request_id,
    line.order_number,
    line.customer_key,
    line.product_key,
    line.location_key,
    line.channel_key,
    line.date_key,
    line.time_key,
    line.quantity_sold,
    line.quantity_requested,
    line.inventory_at_purchase,
    line.unit_price,
    line.discount_amount,
    line.tax_amount,
    line.inventory_check_timestamp,
    queue.day_requests,
    queue.day_lines,
    queue.place,
    queue.next_request_id,
    queue.next_allocated,
    queue.next_check_timestamp,
    queue.previous_allocated,
    ordered.order_requests,
    told.order_lines,
    COALESCE(brought_back.returns, 0) AS returns,
    location.location_type,
    location.state_tax_rate,
    product.unit_cost,
    channel.is_digital,
    digital.channel_key AS digital_channel_key,
    today.next_date_key,
    today.next_requests,
    today.next_requests_met,
    today.next_available,
    today.next_receipts,
    today.next_receipt_is_due,
    today.next_restocked,
    today.next_is_dispatch_day,
    today.is_dispatch_day,
    today.opening_from_facts,
    today.quantity_available
FROM gold_sales_fact AS line
INNER JOIN queue ON queue.request_id = line.request_id
LEFT JOIN ordered ON ordered.order_number = line.order_number
LEFT JOIN told ON told.order_number = line.order_number
LEFT JOIN brought_back ON brought_back.line_item_id = line.line_item_id
LEFT JOIN each_location AS location ON location.location_key = line.location_key
LEFT JOIN each_product AS product ON product.product_key = line.product_key
LEFT JOIN each_channel AS channel ON channel.channel_key = line.channel_key
LEFT JOIN day_scene AS today
    ON today.product_key = line.product_key AND today.location_key = line.location_key AND today.date_key = line.date_key
CROSS JOIN (
    SELECT MIN(CASE WHEN is_digital THEN channel_key END) AS channel_key
    FROM gold_channel_dim
) AS digital
WHERE NOT line.is_return
