-- One row per stockout event with lost sales: the units that its unmet requests asked for, and those that they lacked.
-- key: stockout_id
SELECT
    event.stockout_id,
    CAST(SUM(asked.quantity_requested) AS BIGINT) AS asked,
    CAST(SUM(asked.quantity_requested - asked.quantity_allocated) AS BIGINT) AS lacked
FROM gold_stockout_events AS event
INNER JOIN zero_run
    ON zero_run.product_key = event.product_key
    AND zero_run.location_key = event.location_key
    AND zero_run.first_day = event.stockout_start_date_key
INNER JOIN gold_purchase_request_fact AS asked
    ON asked.product_key = event.product_key
    AND asked.location_key = event.location_key
    AND asked.date_key BETWEEN zero_run.first_day AND zero_run.last_day
WHERE asked.quantity_allocated < asked.quantity_requested
GROUP BY event.stockout_id
