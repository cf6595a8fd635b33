-- One row per location type, category and calendar month: its share of position-days that close with nothing available.
-- The days of a position depend on each other, so that the error is that of a ratio with positions as clusters.
-- key: dimension, member
WITH grouped AS (
    SELECT 'location_type' AS dimension, location.location_type AS member, cell.product_key, cell.location_key, cell.days, cell.zero_days
    FROM position_month AS cell
    INNER JOIN each_location AS location ON location.location_key = cell.location_key
    UNION ALL
    SELECT 'category' AS dimension, product.category_level_1 AS member, cell.product_key, cell.location_key, cell.days, cell.zero_days
    FROM position_month AS cell
    INNER JOIN each_product AS product ON product.product_key = cell.product_key
    UNION ALL
    SELECT 'month' AS dimension, CAST(cell.month AS STRING) AS member, cell.product_key, cell.location_key, cell.days, cell.zero_days
    FROM position_month AS cell
),
position AS (
    SELECT
        dimension,
        member,
        product_key,
        location_key,
        CAST(SUM(days) AS DOUBLE) AS days,
        CAST(SUM(zero_days) AS DOUBLE) AS zero_days
    FROM grouped
    WHERE member IS NOT NULL
    GROUP BY dimension, member, product_key, location_key
),
total AS (
    SELECT
        dimension,
        member,
        COUNT(*) AS positions,
        MAX(days) AS longest,
        SUM(days) AS days,
        SUM(zero_days) AS zero_days,
        SUM(days * days) AS dd,
        SUM(days * zero_days) AS dz,
        SUM(zero_days * zero_days) AS zz
    FROM position
    GROUP BY dimension, member
),
rate AS (
    SELECT total.*, zero_days / days AS observed
    FROM total
)
SELECT
    rate.dimension,
    rate.member,
    rate.observed,
    CAST(:stockout_rate_min AS DOUBLE) AS expected_low,
    CAST(:stockout_rate_max AS DOUBLE) AS expected_high,
    rate.positions AS sample,
    4.9 * SQRT(
        GREATEST(rate.zz - 2 * rate.observed * rate.dz + rate.observed * rate.observed * rate.dd, 0)
        * rate.positions / NULLIF(rate.positions - 1, 0)
    ) / rate.days AS tolerance,
    CAST(rate.days AS BIGINT) AS position_days,
    CAST(rate.zero_days AS BIGINT) AS zero_days,
    CAST(rate.longest AS BIGINT) AS days_of_group,
    CASE WHEN rate.dimension = 'month' THEN 28 ELSE 30 END AS days_needed,
    horizon.horizon_days
FROM rate
CROSS JOIN horizon_end AS horizon
