-- One row per digital session: its clicks, and the smallest and the largest of what they must share.
-- key: session_id
SELECT
    session_id,
    COUNT(*) AS clicks,
    MIN(customer_key) AS customer_key,
    MAX(customer_key) AS other_customer_key,
    MIN(channel_key) AS channel_key,
    MAX(channel_key) AS other_channel_key
FROM gold_customer_event_fact
WHERE session_id IS NOT NULL
GROUP BY session_id
