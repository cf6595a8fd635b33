-- One row per customer with requests: the day after the first, and the first day in a cart.
-- key: customer_key
WITH asked AS (
    SELECT customer_key, MIN(date_key) AS first_request_day, COUNT(*) AS requests
    FROM gold_purchase_request_fact
    GROUP BY customer_key
),
carted AS (
    SELECT customer_key, MIN(date_key) AS first_cart_day
    FROM gold_cart_abandonment_fact
    GROUP BY customer_key
)
SELECT
    asked.customer_key,
    asked.first_request_day,
    asked.requests,
    day_after.calendar_date AS day_after_first_request,
    COALESCE(carted.first_cart_day, 99991231) AS first_cart_day
FROM asked
LEFT JOIN every_day AS begun ON begun.date_key = asked.first_request_day
LEFT JOIN every_day AS day_after ON day_after.day_serial = begun.day_serial + 1
LEFT JOIN carted ON carted.customer_key = asked.customer_key
