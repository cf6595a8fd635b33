-- One row per customer segment: the mean place in the queue of its requests on contended position-days, 0 first and 1 last.
-- A customer's order asks for several products at nearly one time, so that the error is that of a ratio with orders as clusters.
-- key: segment
WITH by_order AS (
    SELECT segment, order_number, CAST(COUNT(*) AS DOUBLE) AS n, SUM(CAST(place AS DOUBLE)) AS places
    FROM contended_request
    GROUP BY segment, order_number
),
total AS (
    SELECT
        segment,
        COUNT(*) AS orders,
        SUM(n) AS n,
        SUM(places) AS places,
        SUM(n * n) AS nn,
        SUM(n * places) AS np,
        SUM(places * places) AS pp
    FROM by_order
    GROUP BY segment
),
mean AS (
    SELECT total.*, places / n AS observed
    FROM total
)
SELECT
    mean.segment,
    mean.observed,
    CAST(0.5 AS DOUBLE) AS expected_low,
    CAST(0.5 AS DOUBLE) AS expected_high,
    CAST(mean.n AS BIGINT) AS sample,
    mean.orders,
    horizon.horizon_days,
    0.01 + 4.9 * SQRT(
        GREATEST(mean.pp - 2 * mean.observed * mean.np + mean.observed * mean.observed * mean.nn, 0)
        * mean.orders / NULLIF(mean.orders - 1, 0)
    ) / mean.n AS tolerance
FROM mean
CROSS JOIN horizon_end AS horizon
