-- One row per request that was not fully met, beside what its position had available at close of the day.
-- key: request_id
-- position-local
WITH missed AS (
    SELECT request_id, product_key, location_key, date_key, quantity_requested, quantity_allocated
    FROM gold_purchase_request_fact
    WHERE quantity_allocated < quantity_requested
),
close AS (
    SELECT product_key, location_key, date_key, quantity_available
    FROM successive_snapshot
    WHERE previous_date_key IS NULL OR previous_date_key <> date_key
)
SELECT
    missed.request_id,
    missed.product_key,
    missed.location_key,
    missed.date_key,
    missed.quantity_requested,
    missed.quantity_allocated,
    missed.quantity_requested - missed.quantity_allocated AS units_lost,
    close.date_key IS NOT NULL AS has_snapshot,
    close.quantity_available
FROM missed
LEFT JOIN close
    ON close.product_key = missed.product_key AND close.location_key = missed.location_key AND close.date_key = missed.date_key
