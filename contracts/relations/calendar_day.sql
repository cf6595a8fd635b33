-- One row per day of the calendar table: what it says of the day, beside what follows from calendar_date.
-- key: date_key
WITH day_part AS (
    SELECT
        date_key,
        calendar_date,
        CAST(EXTRACT(YEAR FROM calendar_date) AS BIGINT) AS y,
        CAST(EXTRACT(MONTH FROM calendar_date) AS BIGINT) AS m,
        CAST(EXTRACT(DAY FROM calendar_date) AS BIGINT) AS d,
        day_number,
        day_of_week,
        is_weekend,
        month,
        quarter,
        year,
        season,
        is_peak_season
    FROM gold_date_dim
),
-- A year that begins in March has its leap day last, so that the days before a month follow one formula.
march_year AS (
    SELECT
        day_part.*,
        CASE WHEN m <= 2 THEN y - 1 ELSE y END AS from_march,
        CASE WHEN m <= 2 THEN m + 9 ELSE m - 3 END AS months_since_march
    FROM day_part
),
serial AS (
    SELECT
        march_year.*,
        CAST(
            365 * from_march + FLOOR(from_march / 4) - FLOOR(from_march / 100) + FLOOR(from_march / 400)
            + FLOOR((153 * months_since_march + 2) / 5) + d - 1 AS BIGINT
        ) AS day_serial
    FROM march_year
),
first_day AS (
    SELECT MIN(day_serial) AS day_serial
    FROM serial
),
-- A row whose key or date is wrong is there all the same, so that the day after it is not alone.
told AS (
    SELECT date_key
    FROM day_part
    UNION
    SELECT y * 10000 + m * 100 + d AS date_key
    FROM day_part
)
SELECT
    serial.date_key,
    serial.calendar_date,
    serial.y * 10000 + serial.m * 100 + serial.d AS date_key_expected,
    serial.day_number,
    serial.day_serial - first_day.day_serial + 1 AS day_number_expected,
    serial.day_serial = first_day.day_serial OR calendar.day_before IS NULL OR told.date_key IS NOT NULL AS follows_a_day,
    serial.day_of_week,
    (serial.day_serial + 2) % 7 + 1 AS day_of_week_expected,
    serial.is_weekend,
    (serial.day_serial + 2) % 7 + 1 >= 6 AS is_weekend_expected,
    serial.month,
    serial.m AS month_expected,
    serial.quarter,
    CASE WHEN serial.m <= 3 THEN 1 WHEN serial.m <= 6 THEN 2 WHEN serial.m <= 9 THEN 3 ELSE 4 END AS quarter_expected,
    serial.year,
    serial.y AS year_expected,
    serial.season,
    CASE
        WHEN serial.m IN (12, 1, 2) THEN 'winter'
        WHEN serial.m <= 5 THEN 'spring'
        WHEN serial.m <= 8 THEN 'summer'
        ELSE 'autumn'
    END AS season_expected,
    serial.is_peak_season,
    serial.m >= 11 AS is_peak_season_expected
FROM serial
CROSS JOIN first_day
LEFT JOIN every_day AS calendar ON calendar.date_key = serial.y * 10000 + serial.m * 100 + serial.d
LEFT JOIN told ON told.date_key = calendar.day_before
