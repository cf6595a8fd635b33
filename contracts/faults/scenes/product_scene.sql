-- One row per product that somebody asked for: the day after the first request, and the first day in a cart.
-- key: product_key
WITH asked AS (
    SELECT product_key, MIN(date_key) AS first_request_day, COUNT(*) AS requests
    FROM gold_purchase_request_fact
    GROUP BY product_key
),
carted AS (
    SELECT item.product_key, MIN(cart.date_key) AS first_cart_day
    FROM gold_cart_item_fact AS item
    INNER JOIN gold_cart_abandonment_fact AS cart ON cart.cart_id = item.cart_id
    GROUP BY item.product_key
)
SELECT
    asked.product_key,
    asked.first_request_day,
    asked.requests,
    day_after.calendar_date AS day_after_first_request,
    COALESCE(carted.first_cart_day, 99991231) AS first_cart_day
FROM asked
LEFT JOIN every_day AS begun ON begun.date_key = asked.first_request_day
LEFT JOIN every_day AS day_after ON day_after.day_serial = begun.day_serial + 1
LEFT JOIN carted ON carted.product_key = asked.product_key
