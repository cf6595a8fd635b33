-- One row per sales channel, whatever the copies of its key.
-- key: channel_key
SELECT channel_key, MIN(CASE WHEN is_digital THEN 1 WHEN NOT is_digital THEN 0 END) = 1 AS is_digital
FROM gold_channel_dim
GROUP BY channel_key
