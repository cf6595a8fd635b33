-- One row per item of a cart, beside what its position had available at close of the cart's day.
-- key: cart_id, product_key
-- position-local
WITH cart_day AS (
    SELECT cart_id, MIN(date_key) AS date_key
    FROM gold_cart_abandonment_fact
    GROUP BY cart_id
),
wanted AS (
    SELECT DISTINCT item.product_key, item.location_key, cart_day.date_key
    FROM gold_cart_item_fact AS item
    INNER JOIN cart_day ON cart_day.cart_id = item.cart_id
),
close AS (
    SELECT
        snapshot.product_key,
        snapshot.location_key,
        snapshot.date_key,
        -- Always so; that it takes both sides keeps engines from grouping all snapshots before they join.
        MIN(CASE WHEN snapshot.date_key = wanted.date_key THEN snapshot.quantity_available END) AS quantity_available
    FROM gold_inventory_fact AS snapshot
    INNER JOIN wanted
        ON wanted.product_key = snapshot.product_key
        AND wanted.location_key = snapshot.location_key
        AND wanted.date_key = snapshot.date_key
    GROUP BY snapshot.product_key, snapshot.location_key, snapshot.date_key
)
SELECT
    item.cart_id,
    item.product_key,
    item.location_key,
    cart_day.date_key,
    item.inventory_available,
    close.date_key IS NOT NULL AS has_snapshot,
    close.quantity_available
FROM gold_cart_item_fact AS item
LEFT JOIN cart_day ON cart_day.cart_id = item.cart_id
LEFT JOIN close
    ON close.product_key = item.product_key AND close.location_key = item.location_key AND close.date_key = cart_day.date_key
