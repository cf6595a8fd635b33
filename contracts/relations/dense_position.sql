-- One row per product and location that has snapshots or should have them: the days expected beside the days there are.
-- key: product_key, location_key
-- position-local, given the horizon
-- Each day of a month is marked by a power of two of its own. As many powers of two as a month has days of the horizon add up to the
-- sum of its marks only if each of these days is there exactly once; so that two small sums stand for a count of distinct days, which
-- would have to remember every snapshot.
WITH month AS (
    SELECT month, COUNT(*) AS days, CAST(SUM(mark) AS BIGINT) AS marks
    FROM day_of_horizon
    GROUP BY month
),
horizon_length AS (
    SELECT COALESCE(CAST(SUM(days) AS BIGINT), 0) AS days
    FROM month
),
snapshot AS (
    SELECT
        position_month.product_key,
        position_month.location_key,
        CAST(SUM(position_month.days) AS BIGINT) AS snapshots,
        CAST(SUM(
            CASE WHEN position_month.days = month.days AND position_month.marks = month.marks THEN month.days ELSE 0 END
        ) AS BIGINT) AS days_in_whole_months
    FROM position_month
    LEFT JOIN month ON month.month = position_month.month
    WHERE position_month.product_key IS NOT NULL AND position_month.location_key IS NOT NULL
    GROUP BY position_month.product_key, position_month.location_key
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
    COALESCE(snapshot.days_in_whole_months, 0) AS days_in_whole_months
FROM pair
CROSS JOIN horizon_end AS horizon
LEFT JOIN expected ON expected.product_key = pair.product_key AND expected.location_key = pair.location_key
LEFT JOIN snapshot ON snapshot.product_key = pair.product_key AND snapshot.location_key = pair.location_key
