-- One row per request in its place in the position's day: the stock it says it saw, beside the stock that was there for it.
-- The day's first request finds the opening stock, each later one what the one before left.
-- A request of no position or day is in no queue.
-- key: product_key, location_key, date_key, inventory_check_timestamp, request_id
-- position-local, given the horizon
WITH older_day AS (
    SELECT DISTINCT product_key, location_key, date_key
    FROM gold_sales_fact
    WHERE NOT is_return AND stockout_flag IS NULL AND lost_sales_qty IS NULL AND inventory_check_timestamp IS NULL
),
asked AS (
    SELECT
        queue.product_key,
        queue.location_key,
        queue.date_key,
        queue.inventory_check_timestamp,
        queue.request_id,
        queue.quantity_requested,
        queue.inventory_at_purchase,
        queue.quantity_allocated,
        queue.previous_row IS NULL AS is_first,
        queue.previous_request_id AS request_before,
        queue.previous_inventory_at_purchase - queue.previous_quantity_allocated AS left_before,
        calendar.day_before
    FROM successive_request AS queue
    LEFT JOIN every_day AS calendar ON calendar.date_key = queue.date_key
    WHERE queue.product_key IS NOT NULL AND queue.location_key IS NOT NULL AND queue.date_key IS NOT NULL
),
evening AS (
    SELECT product_key, location_key, date_key, quantity_available
    FROM successive_snapshot
    WHERE previous_date_key IS NULL OR previous_date_key <> date_key
),
-- A step of its own, so that the few days with requests are looked for among all evenings, and not the other way round.
queue AS (
    SELECT asked.*, evening.quantity_available AS evening_available
    FROM asked
    LEFT JOIN evening
        ON evening.product_key = asked.product_key AND evening.location_key = asked.location_key AND evening.date_key = asked.day_before
)
SELECT
    queue.product_key,
    queue.location_key,
    queue.date_key,
    queue.inventory_check_timestamp,
    queue.request_id,
    queue.is_first,
    queue.quantity_requested,
    queue.request_before,
    queue.left_before,
    CASE WHEN queue.date_key = horizon.first_day THEN 0 ELSE queue.evening_available END AS available_evening_before,
    COALESCE(fact.available_before_trading, 0) AS available_before_trading,
    CASE
        WHEN NOT queue.is_first THEN queue.left_before
        ELSE CASE WHEN queue.date_key = horizon.first_day THEN 0 ELSE queue.evening_available END
            + COALESCE(fact.available_before_trading, 0)
    END AS stock_expected,
    queue.inventory_at_purchase,
    queue.quantity_allocated,
    older_day.date_key IS NOT NULL AS has_older_lines
FROM queue
CROSS JOIN horizon_end AS horizon
LEFT JOIN day_fact AS fact
    ON fact.product_key = queue.product_key AND fact.location_key = queue.location_key AND fact.date_key = queue.date_key
LEFT JOIN older_day
    ON older_day.product_key = queue.product_key
    AND older_day.location_key = queue.location_key
    AND older_day.date_key = queue.date_key
