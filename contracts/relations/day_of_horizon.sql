-- One row per calendar day of the horizon: its month, and a power of two that marks it among the days of its month.
-- key: date_key
-- computed once: few, where every snapshot looks its own day up
SELECT
    every_day.date_key,
    every_day.calendar_date,
    every_day.day_serial,
    every_day.day_before,
    CAST(FLOOR(every_day.date_key / 100) AS INT) AS month,
    POWER(2, every_day.date_key % 100) AS mark
FROM every_day
INNER JOIN horizon_end AS horizon ON every_day.date_key BETWEEN horizon.first_day AND horizon.last_day
