-- One row per position and day that follows a close: what happened on it, and on the day after.
-- key: product_key, location_key, date_key
WITH asked AS (
    SELECT
        product_key,
        location_key,
        date_key,
        COUNT(*) AS requests,
        COUNT(CASE WHEN quantity_allocated > 0 THEN 1 END) AS requests_met
    FROM gold_purchase_request_fact
    GROUP BY product_key, location_key, date_key
),
carted AS (
    SELECT item.product_key, item.location_key, cart.date_key, COUNT(*) AS cart_items
    FROM gold_cart_item_fact AS item
    INNER JOIN gold_cart_abandonment_fact AS cart ON cart.cart_id = item.cart_id
    GROUP BY item.product_key, item.location_key, cart.date_key
),
day AS (
    SELECT
        today.product_key,
        today.location_key,
        today.date_key,
        today.follows_a_close,
        today.previous_on_hand,
        today.previous_available,
        today.previous_reserved,
        today.previous_damaged,
        today.previous_in_transit,
        today.quantity_on_hand,
        today.quantity_available,
        today.quantity_reserved,
        today.quantity_damaged,
        today.quantity_in_transit,
        today.order_up_to_level,
        today.opening_from_facts,
        today.receipts,
        today.receipt_is_due,
        today.is_dispatch_day,
        today.restocked,
        today.moved_on_hand,
        today.moved_available,
        today.sold,
        today.last_replenishment_date,
        today.next_replenishment_date,
        today.review_period_days,
        today.lead_time_days,
        product.unit_cost,
        product.base_price,
        COALESCE(asked.requests, 0) AS requests,
        COALESCE(asked.requests_met, 0) AS requests_met,
        COALESCE(carted.cart_items, 0) AS cart_items
    FROM position_day AS today
    LEFT JOIN each_product AS product ON product.product_key = today.product_key
    LEFT JOIN asked
        ON asked.product_key = today.product_key AND asked.location_key = today.location_key AND asked.date_key = today.date_key
    LEFT JOIN carted
        ON carted.product_key = today.product_key AND carted.location_key = today.location_key AND carted.date_key = today.date_key
),
beside AS (
    SELECT
        day.*,
        LEAD(date_key) OVER position AS next_date_key,
        LEAD(requests) OVER position AS next_requests,
        LEAD(requests_met) OVER position AS next_requests_met,
        LEAD(cart_items) OVER position AS next_cart_items,
        LEAD(receipts) OVER position AS next_receipts,
        LEAD(receipt_is_due) OVER position AS next_receipt_is_due,
        LEAD(is_dispatch_day) OVER position AS next_is_dispatch_day,
        LEAD(restocked) OVER position AS next_restocked,
        LEAD(sold) OVER position AS next_sold,
        LEAD(quantity_available) OVER position AS next_available,
        LAG(date_key) OVER position AS previous_date_key,
        LAG(follows_a_close) OVER position AS previous_follows_a_close,
        LAG(requests) OVER position AS previous_requests,
        LAG(receipts) OVER position AS previous_receipts,
        LAG(is_dispatch_day) OVER position AS previous_is_dispatch_day,
        LAG(last_replenishment_date) OVER position AS previous_last_replenishment_date
    FROM day
    WINDOW position AS (PARTITION BY product_key, location_key ORDER BY date_key NULLS LAST)
)
SELECT *
FROM beside
WHERE follows_a_close AND next_date_key IS NOT NULL
