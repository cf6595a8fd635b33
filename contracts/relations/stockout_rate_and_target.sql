-- One row per dataset: the share of position-days that close with nothing available, beside the configured target.
-- key: sample
SELECT
    observed,
    CAST(:target_stockout_rate AS DOUBLE) AS expected_low,
    CAST(:target_stockout_rate AS DOUBLE) AS expected_high,
    sample,
    0.005 + tolerance AS tolerance,
    position_days,
    zero_days,
    horizon_days
FROM stockout_rate
