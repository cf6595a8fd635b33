-- One row per request in its place in the position's day: the stock it says it saw, beside the stock that was there for it.
-- The day's first request finds the opening stock, each later one what the one before left.
-- key: product_key, location_key, date_key, place
-- position-local, given the horizon
WITH older_day AS (
    SELECT DISTINCT product_key, location_key, date_key
    FROM gold_sales_fact
    WHERE NOT is_return AND stockout_flag IS NULL AND lost_sales_qty IS NULL AND inventory_check_timestamp IS NULL
),
opening AS (
    SELECT
        close.product_key,
        close.location_key,
        close.date_key,
        CASE WHEN close.is_first_day THEN 0 WHEN close.follows_a_close THEN close.previous_available END
        + COALESCE(moved.available_before_trading, 0) AS stock
    FROM position_close AS close
    LEFT JOIN moved
        ON moved.product_key = close.product_key AND moved.location_key = close.location_key AND moved.date_key = close.date_key
    WHERE NOT close.is_copy
),
queue AS (
    SELECT
        request_id,
        product_key,
        location_key,
        date_key,
        inventory_check_timestamp,
        quantity_requested,
        inventory_at_purchase,
        quantity_allocated,
        ROW_NUMBER() OVER arrival AS place,
        LAG(request_id) OVER arrival AS request_before,
        LAG(inventory_at_purchase) OVER arrival - LAG(quantity_allocated) OVER arrival AS left_before
    FROM gold_purchase_request_fact
    WINDOW arrival AS (
        PARTITION BY product_key, location_key, date_key ORDER BY inventory_check_timestamp NULLS FIRST, request_id NULLS FIRST
    )
)
SELECT
    queue.product_key,
    queue.location_key,
    queue.date_key,
    queue.place,
    queue.request_id,
    queue.inventory_check_timestamp,
    queue.quantity_requested,
    queue.request_before,
    queue.left_before,
    opening.stock AS opening_stock,
    CASE WHEN queue.place = 1 THEN opening.stock ELSE queue.left_before END AS stock_expected,
    queue.inventory_at_purchase,
    queue.quantity_allocated,
    older_day.date_key IS NOT NULL AS has_older_lines
FROM queue
LEFT JOIN opening
    ON opening.product_key = queue.product_key AND opening.location_key = queue.location_key AND opening.date_key = queue.date_key
LEFT JOIN older_day
    ON older_day.product_key = queue.product_key
    AND older_day.location_key = queue.location_key
    AND older_day.date_key = queue.date_key
