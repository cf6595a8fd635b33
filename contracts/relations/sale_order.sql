-- One row per order number of gold_sales_fact: the smallest and the largest of what its lines must share.
-- key: order_number
SELECT
    order_number,
    COUNT(*) AS lines,
    MIN(line_item_id) AS first_line_item_id,
    MIN(customer_key) AS customer_key,
    MAX(customer_key) AS other_customer_key,
    MIN(date_key) AS date_key,
    MAX(date_key) AS other_date_key,
    MIN(location_key) AS location_key,
    MAX(location_key) AS other_location_key,
    MIN(channel_key) AS channel_key,
    MAX(channel_key) AS other_channel_key,
    MIN(transaction_id) AS transaction_id,
    MAX(transaction_id) AS other_transaction_id,
    COUNT(CASE WHEN is_return THEN 1 END) AS return_lines,
    COUNT(CASE WHEN NOT is_return THEN 1 END) AS sale_lines
FROM gold_sales_fact
WHERE order_number IS NOT NULL
GROUP BY order_number
