-- One row per stockout event with its run of zero days: what it lost, and the position's next run.
-- key: stockout_id
WITH told AS (
    SELECT
        event.stockout_id,
        event.product_key,
        event.location_key,
        event.stockout_start_date_key,
        event.stockout_end_date_key,
        event.stockout_duration_days,
        event.lost_sales_attempts,
        event.lost_sales_quantity,
        event.lost_sales_revenue,
        event.peak_season_flag,
        zero_run.last_day,
        zero_run.is_open,
        begun.day_serial AS first_serial,
        ended.day_serial AS last_serial,
        horizon.first_serial AS horizon_serial
    FROM gold_stockout_events AS event
    INNER JOIN zero_run
        ON zero_run.product_key = event.product_key
        AND zero_run.location_key = event.location_key
        AND zero_run.first_day = event.stockout_start_date_key
    CROSS JOIN horizon_end AS horizon
    LEFT JOIN every_day AS begun ON begun.date_key = event.stockout_start_date_key
    LEFT JOIN every_day AS ended ON ended.date_key = zero_run.last_day
),
beside AS (
    SELECT
        told.*,
        LEAD(stockout_id) OVER position AS next_stockout_id,
        LEAD(first_serial) OVER position AS next_first_serial,
        LEAD(last_day) OVER position AS next_last_day,
        LEAD(is_open) OVER position AS next_is_open,
        LEAD(last_serial) OVER position AS next_last_serial,
        LEAD(lost_sales_attempts) OVER position AS next_attempts,
        LAG(stockout_id) OVER position AS previous_stockout_id
    FROM told
    WINDOW position AS (PARTITION BY product_key, location_key ORDER BY stockout_start_date_key NULLS LAST)
)
SELECT
    beside.*,
    second.date_key AS second_day,
    day_after.date_key AS day_after,
    day_in_stock.date_key AS day_in_stock,
    first_day.date_key AS date_key,
    first_day.requests,
    first_day.cart_items,
    first_day.is_dispatch_day,
    first_day.next_requests,
    first_day.quantity_reserved,
    product.unit_cost,
    product.base_price
FROM beside
LEFT JOIN day_scene AS first_day
    ON first_day.product_key = beside.product_key
    AND first_day.location_key = beside.location_key
    AND first_day.date_key = beside.stockout_start_date_key
LEFT JOIN every_day AS second ON second.day_serial = beside.first_serial + 1
LEFT JOIN every_day AS day_after ON day_after.day_serial = beside.last_serial + 1
-- A day in stock apart from all runs of the position, before its first.
LEFT JOIN every_day AS day_in_stock
    ON day_in_stock.day_serial = beside.first_serial - 2
    AND day_in_stock.day_serial >= beside.horizon_serial
    AND beside.previous_stockout_id IS NULL
LEFT JOIN each_product AS product ON product.product_key = beside.product_key
