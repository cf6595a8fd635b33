-- One row per cart with its items: how many, how many of them scarce, and the first of them.
-- key: cart_id
WITH item AS (
    SELECT
        cart_id,
        COUNT(*) AS items,
        CAST(SUM(quantity) AS BIGINT) AS units,
        MIN(product_key) AS first_product_key,
        MIN(location_key) AS location_key,
        COUNT(CASE WHEN inventory_available = :low_inventory_threshold THEN 1 END) AS items_at_threshold,
        SUM(unit_price) AS value_of_one_each,
        MIN(inventory_available) AS least_available
    FROM gold_cart_item_fact
    GROUP BY cart_id
)
SELECT
    cart.cart_id,
    cart.abandonment_id,
    cart.customer_key,
    cart.date_key,
    cart.items_count,
    cart.inventory_constrained_items,
    cart.low_inventory_trigger,
    cart.is_abandoned,
    cart.abandonment_stage,
    cart.suspected_reason,
    cart.recovery_email_sent,
    cart.recovery_email_opened,
    cart.recovery_email_clicked,
    cart.is_recovered,
    cart.recovery_date_key,
    cart.cart_value,
    customer.segment,
    item.items,
    item.units,
    item.first_product_key,
    item.location_key,
    item.least_available,
    item.items_at_threshold,
    item.value_of_one_each,
    channel.store_channel_key,
    ROW_NUMBER() OVER (
        PARTITION BY customer.segment, cart.low_inventory_trigger, cart.is_abandoned ORDER BY cart.cart_id NULLS LAST
    ) AS place_of_kind
FROM gold_cart_abandonment_fact AS cart
INNER JOIN item ON item.cart_id = cart.cart_id
CROSS JOIN (
    SELECT MIN(CASE WHEN NOT is_digital THEN channel_key END) AS store_channel_key
    FROM gold_channel_dim
) AS channel
LEFT JOIN each_customer AS customer ON customer.customer_key = cart.customer_key
