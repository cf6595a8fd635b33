-- One row per click of a digital session, beside its channel and the checkouts started before it in the session.
-- key: event_id
SELECT
    click.event_id,
    click.session_id,
    click.customer_key,
    click.channel_key,
    click.date_key,
    click.time_key,
    click.event_type,
    channel.is_digital,
    COALESCE(
        SUM(CASE WHEN click.event_type = 'checkout_start' THEN 1 ELSE 0 END) OVER (
            PARTITION BY click.session_id
            ORDER BY click.date_key NULLS FIRST, click.time_key NULLS FIRST, click.event_id NULLS FIRST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0
    ) AS checkouts_started
FROM gold_customer_event_fact AS click
LEFT JOIN each_channel AS channel ON channel.channel_key = click.channel_key
