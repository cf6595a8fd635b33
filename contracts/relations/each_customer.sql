-- One row per customer, whatever the copies of its key.
-- key: customer_key
SELECT
    customer_key,
    MIN(segment) AS segment,
    MIN(
        EXTRACT(YEAR FROM acquisition_date) * 10000 + EXTRACT(MONTH FROM acquisition_date) * 100 + EXTRACT(DAY FROM acquisition_date)
    ) AS acquisition_day
FROM gold_customer_dim
GROUP BY customer_key
