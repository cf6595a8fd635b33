-- One row per whole number from 0 to 999.
-- key: n
WITH digit AS (
    SELECT 0 AS d
    UNION ALL SELECT 1 AS d
    UNION ALL SELECT 2 AS d
    UNION ALL SELECT 3 AS d
    UNION ALL SELECT 4 AS d
    UNION ALL SELECT 5 AS d
    UNION ALL SELECT 6 AS d
    UNION ALL SELECT 7 AS d
    UNION ALL SELECT 8 AS d
    UNION ALL SELECT 9 AS d
)
SELECT hundreds.d * 100 + tens.d * 10 + ones.d AS n
FROM digit AS hundreds
CROSS JOIN digit AS tens
CROSS JOIN digit AS ones
