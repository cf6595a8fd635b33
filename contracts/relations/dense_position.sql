-- One row per product and location that has snapshots or should have them: the days expected beside the days there are.
-- key: product_key, location_key
WITH horizon AS (
    SELECT MIN(date_key) AS first_day, MAX(date_key) AS last_day
    FROM gold_inventory_fact
),
calendar AS (
    SELECT COUNT(DISTINCT gold_date_dim.date_key) AS days
    FROM gold_date_dim
    INNER JOIN horizon ON gold_date_dim.date_key BETWEEN horizon.first_day AND horizon.last_day
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
snapshot_day AS (
    SELECT product_key, location_key, date_key, COUNT(*) AS copies
    FROM gold_inventory_fact
    GROUP BY product_key, location_key, date_key
),
snapshot AS (
    SELECT product_key, location_key, COUNT(*) AS days_covered, CAST(SUM(copies) AS BIGINT) AS snapshots
    FROM snapshot_day
    GROUP BY product_key, location_key
),
expected AS (
    SELECT product.product_key, location.location_key, calendar.days
    FROM product
    CROSS JOIN location
    CROSS JOIN calendar
    WHERE product.active = 1
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
    COALESCE(snapshot.days_covered, 0) AS days_covered,
    COALESCE(snapshot.snapshots, 0) AS snapshots
FROM pair
CROSS JOIN horizon
LEFT JOIN expected ON expected.product_key = pair.product_key AND expected.location_key = pair.location_key
LEFT JOIN snapshot ON snapshot.product_key = pair.product_key AND snapshot.location_key = pair.location_key
