-- One row per product and location that has snapshots or should have them: the days expected beside the days there are.
-- key: product_key, location_key
-- position-local, given the horizon
-- Each day of the horizon has a place, and each 32 places are a stretch in which a day is marked by a power of two of its own. As
-- many powers of two as a stretch has days add up to the sum of its marks only if each day is there exactly once; so that two small
-- sums stand for a count of distinct days, which would have to remember every snapshot.
WITH horizon_day AS (
    SELECT day.date_key, ROW_NUMBER() OVER (ORDER BY day.date_key NULLS LAST) - 1 AS place
    FROM every_day AS day
    INNER JOIN horizon_end AS horizon ON day.date_key BETWEEN horizon.first_day AND horizon.last_day
),
marked_day AS (
    SELECT date_key, CAST(FLOOR(place / 32) AS BIGINT) AS stretch, CAST(POWER(2, place % 32) AS BIGINT) AS mark
    FROM horizon_day
),
stretch AS (
    SELECT stretch, COUNT(*) AS days, CAST(SUM(mark) AS BIGINT) AS marks
    FROM marked_day
    GROUP BY stretch
),
horizon_length AS (
    SELECT COALESCE(CAST(SUM(days) AS BIGINT), 0) AS days
    FROM stretch
),
snapshot_stretch AS (
    SELECT
        gold_inventory_fact.product_key,
        gold_inventory_fact.location_key,
        marked_day.stretch,
        COUNT(*) AS snapshots,
        CAST(SUM(marked_day.mark) AS BIGINT) AS marks
    FROM gold_inventory_fact
    LEFT JOIN marked_day ON marked_day.date_key = gold_inventory_fact.date_key
    WHERE gold_inventory_fact.product_key IS NOT NULL AND gold_inventory_fact.location_key IS NOT NULL
    GROUP BY gold_inventory_fact.product_key, gold_inventory_fact.location_key, marked_day.stretch
),
snapshot AS (
    SELECT
        snapshot_stretch.product_key,
        snapshot_stretch.location_key,
        CAST(SUM(snapshot_stretch.snapshots) AS BIGINT) AS snapshots,
        CAST(SUM(
            CASE WHEN snapshot_stretch.snapshots = stretch.days AND snapshot_stretch.marks = stretch.marks THEN stretch.days ELSE 0 END
        ) AS BIGINT) AS days_in_whole_stretches
    FROM snapshot_stretch
    LEFT JOIN stretch ON stretch.stretch = snapshot_stretch.stretch
    GROUP BY snapshot_stretch.product_key, snapshot_stretch.location_key
),
product AS (
    SELECT product_key, MAX(CASE WHEN is_active THEN 1 ELSE 0 END) AS active
    FROM gold_product_dim
    GROUP BY product_key
),
location AS (
    SELECT DISTINCT location_key
    FROM gold_location_dim
),
expected AS (
    SELECT product.product_key, location.location_key, horizon_length.days
    FROM product
    CROSS JOIN location
    CROSS JOIN horizon_length
    WHERE product.active = 1 AND product.product_key IS NOT NULL AND location.location_key IS NOT NULL
),
pair AS (
    SELECT product_key, location_key
    FROM expected
    UNION
    SELECT product_key, location_key
    FROM snapshot
)
SELECT
    pair.product_key,
    pair.location_key,
    horizon.first_day,
    horizon.last_day,
    COALESCE(expected.days, 0) AS days_expected,
    COALESCE(snapshot.snapshots, 0) AS snapshots,
    COALESCE(snapshot.days_in_whole_stretches, 0) AS days_in_whole_stretches
FROM pair
CROSS JOIN horizon_end AS horizon
LEFT JOIN expected ON expected.product_key = pair.product_key AND expected.location_key = pair.location_key
LEFT JOIN snapshot ON snapshot.product_key = pair.product_key AND snapshot.location_key = pair.location_key
