-- One row per dataset: how much oftener carts with scarce items are abandoned than others, within segments.
-- The differences of the segments are weighed by n1 * n2 / (n1 + n2), carts with and without scarce items: the weights that give
-- the least error where the increase is the same for every segment, as the sources have it, and that let a nearly empty segment
-- count for next to nothing.
-- key: sample
WITH rate AS (
    SELECT
        triggered + ordinary AS carts,
        triggered * ordinary / (triggered + ordinary) AS weight,
        triggered_abandoned / triggered - ordinary_abandoned / ordinary AS difference,
        -- One more of each kind keeps the error above zero where all or none were abandoned.
        (triggered_abandoned + 1) / (triggered + 2) AS triggered_rate,
        (ordinary_abandoned + 1) / (ordinary + 2) AS ordinary_rate,
        triggered,
        ordinary
    FROM segment_abandonment
    WHERE triggered > 0 AND ordinary > 0
),
total AS (
    SELECT
        SUM(carts) AS carts,
        SUM(triggered) AS triggered,
        SUM(weight) AS weight,
        SUM(weight * difference) AS weighed,
        SUM(
            weight * weight * (triggered_rate * (1 - triggered_rate) / triggered + ordinary_rate * (1 - ordinary_rate) / ordinary)
        ) AS variance
    FROM rate
)
SELECT
    total.weighed / total.weight AS observed,
    CAST(:cart_abandonment_increase AS DOUBLE) AS expected_low,
    CAST(:cart_abandonment_increase AS DOUBLE) AS expected_high,
    CAST(COALESCE(total.carts, 0) AS BIGINT) AS sample,
    0.005 + 4.9 * SQRT(total.variance) / total.weight AS tolerance,
    CAST(total.triggered AS BIGINT) AS triggered_carts,
    horizon.horizon_days
FROM total
CROSS JOIN horizon_end AS horizon
