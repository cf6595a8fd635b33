-- One row per snapshot: the units of its position that were sold up to and including the day.
-- key: product_key, location_key, date_key
SELECT
    close.product_key,
    close.location_key,
    close.date_key,
    close.unit_cost,
    close.base_price,
    CAST(
        SUM(COALESCE(fact.sold, 0)) OVER (
            PARTITION BY close.product_key, close.location_key
            ORDER BY close.date_key NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT
    ) AS sold_so_far
FROM closing_stock AS close
LEFT JOIN day_fact AS fact
    ON fact.product_key = close.product_key AND fact.location_key = close.location_key AND fact.date_key = close.date_key
