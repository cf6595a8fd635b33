-- One row per run of zero days in which a request was not fully met: how many, the units they lacked, and those at list price.
-- key: product_key, location_key, first_day
-- position-local, given the horizon
SELECT
    zero_run.product_key,
    zero_run.location_key,
    zero_run.first_day,
    COUNT(*) AS attempts,
    CAST(SUM(asked.quantity_requested - asked.quantity_allocated) AS BIGINT) AS units,
    SUM((asked.quantity_requested - asked.quantity_allocated) * product.base_price) AS revenue
FROM zero_run
INNER JOIN gold_purchase_request_fact AS asked
    ON asked.product_key = zero_run.product_key
    AND asked.location_key = zero_run.location_key
    AND asked.date_key BETWEEN zero_run.first_day AND zero_run.last_day
LEFT JOIN each_product AS product ON product.product_key = asked.product_key
WHERE asked.quantity_allocated < asked.quantity_requested
GROUP BY zero_run.product_key, zero_run.location_key, zero_run.first_day
