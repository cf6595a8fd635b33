-- One row per position and day that closes with nothing available, numbered within its run of such days.
-- key: product_key, location_key, date_key
-- position-local
-- computed once: such days are few, and finding them takes a pass over all snapshots
WITH empty_close AS (
    SELECT DISTINCT product_key, location_key, date_key
    FROM gold_inventory_fact
    WHERE quantity_available = 0 AND product_key IS NOT NULL AND location_key IS NOT NULL
),
island AS (
    SELECT
        empty_close.product_key,
        empty_close.location_key,
        empty_close.date_key,
        calendar.day_serial,
        -- Consecutive days keep the same distance from their place in the list, so that it names their run.
        calendar.day_serial - ROW_NUMBER() OVER (
            PARTITION BY empty_close.product_key, empty_close.location_key ORDER BY empty_close.date_key NULLS LAST
        ) AS run
    FROM empty_close
    INNER JOIN every_day AS calendar ON calendar.date_key = empty_close.date_key
)
SELECT
    island.*,
    ROW_NUMBER() OVER (PARTITION BY product_key, location_key, run ORDER BY date_key NULLS LAST) AS day_of_run
FROM island
