-- One row per dataset: the first and the last day with snapshots, and the days from the one to the other.
-- A date key that is no day has no place between days, and so ends no horizon.
-- key: first_day
-- computed once: it takes a pass over all snapshots
SELECT
    ends.first_day,
    ends.last_day,
    first_date.day_serial AS first_serial,
    last_date.day_serial AS last_serial,
    COALESCE(last_date.day_serial - first_date.day_serial + 1, 0) AS horizon_days
FROM (
    SELECT MIN(told.date_key) AS first_day, MAX(told.date_key) AS last_day
    FROM (SELECT DISTINCT date_key FROM gold_inventory_fact) AS told
    INNER JOIN every_day AS day ON day.date_key = told.date_key
) AS ends
LEFT JOIN every_day AS first_date ON first_date.date_key = ends.first_day
LEFT JOIN every_day AS last_date ON last_date.date_key = ends.last_day
