-- One row per dataset: the share of position-days that close with nothing available, beside the range of the sources.
-- The days of a position depend on each other, so that the error is that of a ratio with positions as clusters.
-- key: sample
WITH position AS (
    SELECT product_key, location_key, CAST(SUM(days) AS DOUBLE) AS days, CAST(SUM(zero_days) AS DOUBLE) AS zero_days
    FROM position_month
    GROUP BY product_key, location_key
),
total AS (
    SELECT
        COUNT(*) AS positions,
        SUM(days) AS days,
        SUM(zero_days) AS zero_days,
        SUM(days * days) AS dd,
        SUM(days * zero_days) AS dz,
        SUM(zero_days * zero_days) AS zz
    FROM position
),
rate AS (
    SELECT total.*, zero_days / NULLIF(days, 0) AS observed
    FROM total
)
SELECT
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
    horizon.horizon_days
FROM rate
CROSS JOIN horizon_end AS horizon
