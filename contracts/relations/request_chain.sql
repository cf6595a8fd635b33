-- One row per request in its place in the position's day: the stock it says it saw, beside the stock that was there for it.
-- The day's first request finds the opening stock, each later one what the one before left.
-- key: product_key, location_key, date_key, place
-- position-local, given the horizon
WITH older_day AS (
    SELECT DISTINCT product_key, location_key, date_key
    FROM gold_sales_fact
    WHERE NOT is_return AND stockout_flag IS NULL AND lost_sales_qty IS NULL AND inventory_check_timestamp IS NULL
),
asked_day AS (
    SELECT DISTINCT product_key, location_key, date_key
    FROM gold_purchase_request_fact
),
evening_before AS (
    SELECT
        asked_day.product_key,
        asked_day.location_key,
        asked_day.date_key,
        -- Always so; that it takes both sides keeps engines from grouping all snapshots before they join.
        MIN(CASE WHEN close.date_key < asked_day.date_key THEN close.quantity_available END) AS available
    FROM asked_day
    INNER JOIN every_day AS calendar ON calendar.date_key = asked_day.date_key
    INNER JOIN gold_inventory_fact AS close
        ON close.product_key = asked_day.product_key
        AND close.location_key = asked_day.location_key
        AND close.date_key = calendar.day_before
    GROUP BY asked_day.product_key, asked_day.location_key, asked_day.date_key
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
    CASE WHEN queue.date_key = horizon.first_day THEN 0 ELSE evening_before.available END AS available_evening_before,
    COALESCE(moved.available_before_trading, 0) AS available_before_trading,
    CASE
        WHEN queue.place > 1 THEN queue.left_before
        ELSE CASE WHEN queue.date_key = horizon.first_day THEN 0 ELSE evening_before.available END
            + COALESCE(moved.available_before_trading, 0)
    END AS stock_expected,
    queue.inventory_at_purchase,
    queue.quantity_allocated,
    older_day.date_key IS NOT NULL AS has_older_lines
FROM queue
CROSS JOIN horizon_end AS horizon
LEFT JOIN evening_before
    ON evening_before.product_key = queue.product_key
    AND evening_before.location_key = queue.location_key
    AND evening_before.date_key = queue.date_key
LEFT JOIN moved
    ON moved.product_key = queue.product_key AND moved.location_key = queue.location_key AND moved.date_key = queue.date_key
LEFT JOIN older_day
    ON older_day.product_key = queue.product_key
    AND older_day.location_key = queue.location_key
    AND older_day.date_key = queue.date_key
