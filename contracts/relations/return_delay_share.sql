-- One row per delay that a return may have: the share of return lines with that delay among those whose delay is possible.
-- key: delay_days
WITH delay AS (
    SELECT n AS delay_days
    FROM number
    WHERE n BETWEEN :return_delay_min AND :return_delay_max
),
counted AS (
    SELECT delay_days, COUNT(*) AS lines
    FROM return_line
    GROUP BY delay_days
),
share AS (
    SELECT
        delay.delay_days,
        COALESCE(counted.lines, 0) AS lines,
        SUM(COALESCE(counted.lines, 0)) OVER () AS sample,
        1 / CAST(COUNT(*) OVER () AS DOUBLE) AS uniform
    FROM delay
    LEFT JOIN counted ON counted.delay_days = delay.delay_days
)
SELECT
    share.delay_days,
    share.lines,
    CAST(share.sample AS BIGINT) AS sample,
    share.lines / CAST(NULLIF(share.sample, 0) AS DOUBLE) AS observed,
    share.uniform AS expected_low,
    share.uniform AS expected_high,
    0.01 + 4.9 * SQRT(share.uniform * (1 - share.uniform) / CAST(NULLIF(share.sample, 0) AS DOUBLE)) AS tolerance,
    horizon.horizon_days
FROM share
CROSS JOIN horizon_end AS horizon
