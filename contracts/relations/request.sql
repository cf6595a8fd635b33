-- One row per request: what was asked, seen and allocated, beside its product, its customer and the day of its stock check.
-- key: request_id
-- position-local
SELECT
    asked.request_id,
    asked.order_number,
    asked.customer_key,
    asked.product_key,
    asked.location_key,
    asked.channel_key,
    asked.date_key,
    asked.inventory_check_timestamp,
    EXTRACT(YEAR FROM asked.inventory_check_timestamp) * 10000
    + EXTRACT(MONTH FROM asked.inventory_check_timestamp) * 100
    + EXTRACT(DAY FROM asked.inventory_check_timestamp) AS day_checked,
    asked.quantity_requested,
    asked.inventory_at_purchase,
    asked.quantity_allocated,
    asked.is_inventory_constrained,
    asked.stockout_flag,
    asked.lost_sales_qty,
    CAST(asked.unit_price AS DOUBLE) AS unit_price,
    product.base_price,
    product.launch_day,
    customer.acquisition_day
FROM gold_purchase_request_fact AS asked
LEFT JOIN each_product AS product ON product.product_key = asked.product_key
LEFT JOIN each_customer AS customer ON customer.customer_key = asked.customer_key
