-- One row per customer segment: the share abandoned of its carts without scarce items, beside the segment's base rate.
-- key: segment
WITH expected AS (
    SELECT
        segment,
        ordinary,
        ordinary_abandoned,
        CAST(
            CASE segment
                WHEN 'vip' THEN :base_abandonment_rate_vip
                WHEN 'premium' THEN :base_abandonment_rate_premium
                WHEN 'loyal' THEN :base_abandonment_rate_loyal
                WHEN 'regular' THEN :base_abandonment_rate_regular
                WHEN 'new' THEN :base_abandonment_rate_new
            END AS DOUBLE
        ) AS base_rate
    FROM segment_abandonment
    WHERE segment IN ('vip', 'premium', 'loyal', 'regular', 'new')
)
SELECT
    expected.segment,
    expected.ordinary_abandoned / NULLIF(expected.ordinary, 0) AS observed,
    expected.base_rate AS expected_low,
    expected.base_rate AS expected_high,
    CAST(expected.ordinary AS BIGINT) AS sample,
    0.01 + 4.9 * SQRT(expected.base_rate * (1 - expected.base_rate) / NULLIF(expected.ordinary, 0)) AS tolerance,
    horizon.horizon_days
FROM expected
CROSS JOIN horizon_end AS horizon
