-- One row per stockout event, beside the run of zero days that starts with it, the sales lost in that run, and the end of the
-- position's earlier events.
-- An event without an end lasts as long as its run, or to the horizon where there is no such run.
-- key: stockout_id
-- position-local, given the horizon
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
        CAST(event.lost_sales_revenue AS DOUBLE) AS lost_sales_revenue,
        event.peak_season_flag,
        zero_run.first_day IS NOT NULL AS has_run,
        zero_run.last_day AS run_last_day,
        zero_run.is_open AS run_is_open,
        zero_run.touches_peak_season AS run_touches_peak_season,
        zero_run.calendar_agrees,
        COALESCE(event.stockout_end_date_key, zero_run.last_day, horizon.last_day) AS lasts_until
    FROM gold_stockout_events AS event
    CROSS JOIN horizon_end AS horizon
    LEFT JOIN zero_run
        ON zero_run.product_key = event.product_key
        AND zero_run.location_key = event.location_key
        AND zero_run.first_day = event.stockout_start_date_key
)
SELECT
    told.*,
    begun.day_serial AS first_serial,
    ended.day_serial AS last_serial,
    ended.day_serial - begun.day_serial + 1 AS duration_expected,
    MAX(ended.day_serial) OVER (
        PARTITION BY told.product_key, told.location_key
        ORDER BY told.stockout_start_date_key NULLS FIRST, told.stockout_id NULLS FIRST
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS earlier_event_serial,
    COALESCE(lost.attempts, 0) AS attempts_expected,
    COALESCE(lost.units, 0) AS quantity_expected,
    CASE WHEN lost.attempts IS NULL THEN 0 ELSE lost.revenue END AS revenue_expected
FROM told
LEFT JOIN every_day AS begun ON begun.date_key = told.stockout_start_date_key
LEFT JOIN every_day AS ended ON ended.date_key = told.lasts_until
LEFT JOIN lost_sales_of_run AS lost
    ON lost.product_key = told.product_key
    AND lost.location_key = told.location_key
    AND lost.first_day = told.stockout_start_date_key
