-- One row per request on a contended position-day, beside the order that would have its place if segments had priority.
-- key: request_id
WITH paid AS (
    SELECT order_number, MIN(transaction_id) AS transaction_id
    FROM gold_sales_fact
    GROUP BY order_number
),
queue AS (
    SELECT
        asked.request_id,
        asked.order_number,
        asked.customer_key,
        asked.channel_key,
        asked.product_key,
        asked.location_key,
        asked.date_key,
        COALESCE(paid.transaction_id, asked.order_number) AS transaction_id,
        ROW_NUMBER() OVER (
            PARTITION BY asked.product_key, asked.location_key, asked.date_key
            ORDER BY asked.inventory_check_timestamp NULLS LAST, asked.request_id NULLS LAST
        ) AS place,
        ROW_NUMBER() OVER (
            PARTITION BY asked.product_key, asked.location_key, asked.date_key
            ORDER BY
                CASE customer.segment WHEN 'vip' THEN 1 WHEN 'premium' THEN 2 WHEN 'loyal' THEN 3 WHEN 'regular' THEN 4 ELSE 5 END NULLS LAST,
                asked.request_id NULLS LAST
        ) AS place_by_segment,
        COUNT(*) OVER day AS requests,
        SUM(asked.quantity_requested) OVER day AS units_asked,
        MAX(asked.inventory_at_purchase) OVER day AS opening_stock
    FROM gold_purchase_request_fact AS asked
    LEFT JOIN each_customer AS customer ON customer.customer_key = asked.customer_key
    LEFT JOIN paid ON paid.order_number = asked.order_number
    WINDOW day AS (PARTITION BY asked.product_key, asked.location_key, asked.date_key)
),
contended AS (
    SELECT *
    FROM queue
    WHERE requests >= 2 AND units_asked > opening_stock
)
SELECT
    contended.request_id,
    line.line_item_id,
    preferred.order_number,
    preferred.customer_key,
    preferred.channel_key,
    preferred.transaction_id
FROM contended
INNER JOIN contended AS preferred
    ON preferred.product_key = contended.product_key
    AND preferred.location_key = contended.location_key
    AND preferred.date_key = contended.date_key
    AND preferred.place_by_segment = contended.place
LEFT JOIN gold_sales_fact AS line ON line.request_id = contended.request_id AND NOT line.is_return
