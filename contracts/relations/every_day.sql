-- One row per calendar day of the years 1950 to 2149, whatever the tables say, numbered without a gap.
-- A date key that is not here is no day: 20240230 finds nothing.
-- key: date_key
-- computed once: many relations look a day up
WITH written AS (
    SELECT (1950 + years.n) * 10000 + months.n * 100 + days.n AS date_key
    FROM number AS years
    CROSS JOIN number AS months
    CROSS JOIN number AS days
    WHERE years.n < 200 AND months.n BETWEEN 1 AND 12 AND days.n BETWEEN 1 AND 31
),
dated AS (
    SELECT
        date_key,
        TRY_CAST(
            CONCAT(
                SUBSTRING(CAST(date_key AS STRING), 1, 4), '-',
                SUBSTRING(CAST(date_key AS STRING), 5, 2), '-',
                SUBSTRING(CAST(date_key AS STRING), 7, 2)
            ) AS DATE
        ) AS calendar_date
    FROM written
)
SELECT
    date_key,
    calendar_date,
    CAST(ROW_NUMBER() OVER (ORDER BY date_key NULLS LAST) AS BIGINT) AS day_serial,
    LAG(date_key) OVER (ORDER BY date_key NULLS LAST) AS day_before
FROM dated
WHERE calendar_date IS NOT NULL
