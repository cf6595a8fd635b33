-- One row per request on a contended position-day: its customer's segment, and its place in the queue, 0 first and 1 last.
-- A place is (place - 0.5) / requests of the position's day; a day is contended when it has at least two requests, and more units are
-- asked for than the first of them found.
-- key: order_number, product_key, location_key, date_key, place
-- position-local
-- computed once: such requests are few, and finding them takes a pass over all
WITH contended_day AS (
    SELECT product_key, location_key, date_key, COUNT(*) AS requests
    FROM gold_purchase_request_fact
    GROUP BY product_key, location_key, date_key
    HAVING COUNT(*) >= 2 AND SUM(quantity_requested) > MAX(inventory_at_purchase)
),
queue AS (
    SELECT
        asked.customer_key,
        asked.order_number,
        asked.product_key,
        asked.location_key,
        asked.date_key,
        ROW_NUMBER() OVER (
            PARTITION BY asked.product_key, asked.location_key, asked.date_key
            ORDER BY asked.inventory_check_timestamp NULLS FIRST, asked.request_id NULLS FIRST
        ) AS place,
        contended_day.requests
    FROM gold_purchase_request_fact AS asked
    INNER JOIN contended_day
        ON contended_day.product_key = asked.product_key
        AND contended_day.location_key = asked.location_key
        AND contended_day.date_key = asked.date_key
)
SELECT
    customer.segment,
    queue.order_number,
    queue.product_key,
    queue.location_key,
    queue.date_key,
    (queue.place - 0.5) / CAST(queue.requests AS DOUBLE) AS place
FROM queue
INNER JOIN each_customer AS customer ON customer.customer_key = queue.customer_key
