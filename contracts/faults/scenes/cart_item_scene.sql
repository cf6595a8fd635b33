-- One row per item of a cart: the cart's items, the evening before, and what another location and a store had of the product that day.
-- key: cart_id, product_key
WITH sized AS (
    SELECT cart_id, COUNT(*) AS items
    FROM gold_cart_item_fact
    GROUP BY cart_id
),
place AS (
    SELECT
        MIN(CASE WHEN location_type = 'store' THEN location_key END) AS store,
        MIN(CASE WHEN location_type <> 'store' THEN location_key END) AS first_digital,
        MAX(CASE WHEN location_type <> 'store' THEN location_key END) AS last_digital
    FROM each_location
),
item AS (
    SELECT
        line.cart_id,
        line.product_key,
        line.location_key,
        line.inventory_available,
        cart.date_key,
        sized.items,
        place.store,
        CASE WHEN line.location_key = place.first_digital THEN place.last_digital ELSE place.first_digital END AS other_digital_location
    FROM gold_cart_item_fact AS line
    INNER JOIN gold_cart_abandonment_fact AS cart ON cart.cart_id = line.cart_id
    INNER JOIN sized ON sized.cart_id = line.cart_id
    CROSS JOIN place
)
SELECT
    item.*,
    today.previous_available,
    elsewhere.quantity_available AS available_at_other_digital,
    store.quantity_available AS available_at_store
FROM item
LEFT JOIN position_close AS today
    ON today.product_key = item.product_key
    AND today.location_key = item.location_key
    AND today.date_key = item.date_key
    AND today.follows_a_close
LEFT JOIN gold_inventory_fact AS elsewhere
    ON elsewhere.product_key = item.product_key
    AND elsewhere.location_key = item.other_digital_location
    AND elsewhere.date_key = item.date_key
    AND item.other_digital_location <> item.location_key
LEFT JOIN gold_inventory_fact AS store
    ON store.product_key = item.product_key AND store.location_key = item.store AND store.date_key = item.date_key
