-- One row per location, whatever the copies of its key.
-- key: location_key
SELECT
    location_key,
    MIN(location_type) AS location_type,
    CAST(MIN(state_tax_rate) AS DOUBLE) AS state_tax_rate,
    MIN(CASE WHEN review_period_days BETWEEN 1 AND 10000 THEN review_period_days END) AS review_period_days,
    MIN(CASE WHEN lead_time_days BETWEEN 1 AND 10000 THEN lead_time_days END) AS lead_time_days
FROM gold_location_dim
GROUP BY location_key
