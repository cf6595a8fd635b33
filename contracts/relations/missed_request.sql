-- One row per request that was not fully met, beside what its position had available at close of the day.
-- key: request_id
-- position-local
WITH missed AS (
    SELECT request_id, product_key, location_key, date_key, quantity_requested, quantity_allocated
    FROM gold_purchase_request_fact
    WHERE quantity_allocated < quantity_requested
),
missed_day AS (
    SELECT DISTINCT product_key, location_key, date_key
    FROM missed
),
close AS (
    SELECT
        snapshot.product_key,
        snapshot.location_key,
        snapshot.date_key,
        -- Always so; that it takes both sides keeps engines from grouping all snapshots before they join.
        MIN(CASE WHEN snapshot.date_key = missed_day.date_key THEN snapshot.quantity_available END) AS quantity_available
    FROM gold_inventory_fact AS snapshot
    INNER JOIN missed_day
        ON missed_day.product_key = snapshot.product_key
        AND missed_day.location_key = snapshot.location_key
        AND missed_day.date_key = snapshot.date_key
    GROUP BY snapshot.product_key, snapshot.location_key, snapshot.date_key
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
