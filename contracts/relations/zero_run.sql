-- One row per maximal run of days that a position closes with nothing available.
-- Its peak season is that of its dates; where the calendar table says otherwise of one of them, the calendar is at fault, not the run.
-- key: product_key, location_key, first_day
-- position-local, given the horizon
-- computed once: runs are few, and many relations read them
WITH peak AS (
    SELECT date_key, MAX(CASE WHEN is_peak_season THEN 1 ELSE 0 END) AS told
    FROM gold_date_dim
    GROUP BY date_key
),
empty_day AS (
    SELECT zero_day.*, CASE WHEN zero_day.date_key % 10000 >= 1100 THEN 1 ELSE 0 END AS in_peak_season, peak.told AS peak_season_told
    FROM zero_day
    LEFT JOIN peak ON peak.date_key = zero_day.date_key
),
run AS (
    SELECT
        product_key,
        location_key,
        MIN(date_key) AS first_day,
        MAX(date_key) AS last_day,
        COUNT(*) AS days,
        MAX(in_peak_season) = 1 AS touches_peak_season,
        MAX(CASE WHEN in_peak_season = peak_season_told THEN 0 ELSE 1 END) = 0 AS calendar_agrees
    FROM empty_day
    GROUP BY product_key, location_key, run
)
SELECT run.*, run.last_day = horizon.last_day AS is_open
FROM run
CROSS JOIN horizon_end AS horizon
