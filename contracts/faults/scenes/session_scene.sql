-- One row per click: the session that it belongs to, and the click after it.
-- key: event_id
SELECT
    click.event_id,
    click.session_id,
    click.customer_key,
    click.date_key,
    click.event_type,
    COUNT(*) OVER session AS clicks,
    COUNT(CASE WHEN click.event_type = 'checkout_complete' THEN 1 END) OVER session AS completions,
    LEAD(click.session_id) OVER everywhere AS next_session_id,
    LEAD(click.customer_key) OVER everywhere AS next_customer_key,
    channel.store_channel_key
FROM gold_customer_event_fact AS click
CROSS JOIN (
    SELECT MIN(CASE WHEN NOT is_digital THEN channel_key END) AS store_channel_key
    FROM gold_channel_dim
) AS channel
WINDOW
    session AS (PARTITION BY click.session_id),
    everywhere AS (ORDER BY click.session_id NULLS LAST, click.event_id NULLS LAST)
