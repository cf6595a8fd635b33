-- One row per calendar day of the horizon.
-- key: date_key
-- computed once: few, where every snapshot looks its own day up
SELECT every_day.date_key, every_day.calendar_date, every_day.day_serial, every_day.day_before
FROM every_day
INNER JOIN horizon_end AS horizon ON every_day.date_key BETWEEN horizon.first_day AND horizon.last_day
