-- One row per request on a contended position-day: its customer's segment, and its place in the queue, 0 first and 1 last.
-- A place is (place - 0.5) / requests of the position's day; a day is contended when it has at least two requests, and more units are
-- asked for than the first of them found.
-- key: order_number, product_key, location_key, date_key, place
-- position-local
-- computed once: such requests are few, and finding them takes a pass over all
SELECT
    customer.segment,
    queue.order_number,
    queue.product_key,
    queue.location_key,
    queue.date_key,
    (queue.place - 0.5) / CAST(queue.requests AS DOUBLE) AS place
FROM request_queue AS queue
INNER JOIN each_customer AS customer ON customer.customer_key = queue.customer_key
WHERE queue.requests >= 2 AND queue.asked > queue.opening_stock
