-- One row per day of a run but its first, with the number of the run's event.
-- key: product_key, location_key, date_key
SELECT
    zero_day.product_key,
    zero_day.location_key,
    zero_day.date_key,
    zero_day.day_of_run,
    event.stockout_id
FROM zero_day
INNER JOIN zero_run
    ON zero_run.product_key = zero_day.product_key
    AND zero_run.location_key = zero_day.location_key
    AND zero_day.date_key BETWEEN zero_run.first_day AND zero_run.last_day
INNER JOIN gold_stockout_events AS event
    ON event.product_key = zero_run.product_key
    AND event.location_key = zero_run.location_key
    AND event.stockout_start_date_key = zero_run.first_day
WHERE zero_day.day_of_run > 1
