-- One row per digital cart, beside the sums of its items, its customer and its channel.
-- key: abandonment_id
WITH item AS (
    SELECT
        line.cart_id,
        COUNT(*) AS items,
        MIN(line.location_key) AS location_key,
        MAX(line.location_key) AS other_location_key,
        COUNT(CASE WHEN line.inventory_available < :low_inventory_threshold THEN 1 END) AS scarce_items,
        COUNT(CASE WHEN location.location_type = 'store' THEN 1 END) AS items_at_stores,
        COUNT(
            CASE WHEN CAST(line.unit_price AS DOUBLE) NOT BETWEEN product.base_price - 0.005001 AND product.base_price + 0.005001 THEN 1 END
        ) AS items_off_list_price,
        COUNT(CASE WHEN product.base_price IS NULL THEN 1 END) AS items_without_price,
        SUM(line.quantity * product.base_price) AS value_at_list_price,
        MAX(product.launch_day) AS last_launch_day
    FROM gold_cart_item_fact AS line
    LEFT JOIN each_product AS product ON product.product_key = line.product_key
    LEFT JOIN each_location AS location ON location.location_key = line.location_key
    GROUP BY line.cart_id
)
SELECT
    cart.abandonment_id,
    cart.cart_id,
    cart.customer_key,
    cart.channel_key,
    cart.date_key,
    cart.items_count,
    COALESCE(item.items, 0) AS items,
    item.location_key,
    item.other_location_key,
    cart.inventory_constrained_items,
    COALESCE(item.scarce_items, 0) AS scarce_items,
    cart.low_inventory_trigger,
    CAST(cart.cart_value AS DOUBLE) AS cart_value,
    COALESCE(item.value_at_list_price, 0) AS value_at_list_price,
    COALESCE(item.items_off_list_price, 0) AS items_off_list_price,
    COALESCE(item.items_without_price, 0) AS items_without_price,
    cart.is_abandoned,
    cart.abandonment_stage,
    cart.suspected_reason,
    cart.recovery_email_sent,
    cart.recovery_email_opened,
    cart.recovery_email_clicked,
    cart.is_recovered,
    cart.recovery_date_key,
    CAST(cart.recovery_revenue AS DOUBLE) AS recovery_revenue,
    channel.is_digital,
    customer.acquisition_day,
    item.last_launch_day,
    COALESCE(item.items_at_stores, 0) AS items_at_stores
FROM gold_cart_abandonment_fact AS cart
LEFT JOIN item ON item.cart_id = cart.cart_id
LEFT JOIN each_channel AS channel ON channel.channel_key = cart.channel_key
LEFT JOIN each_customer AS customer ON customer.customer_key = cart.customer_key
