-- One row per sale line of which something was brought back: units sold beside units returned.
-- key: line_item_id
WITH brought_back AS (
    SELECT return_of_line_item_id AS line_item_id, COUNT(*) AS returns, CAST(SUM(quantity_sold) AS BIGINT) AS units_returned
    FROM gold_sales_fact
    WHERE is_return
    GROUP BY return_of_line_item_id
)
SELECT
    line.line_item_id,
    MIN(line.product_key) AS product_key,
    MIN(line.location_key) AS location_key,
    MIN(line.date_key) AS date_key,
    MIN(line.quantity_sold) AS units_sold,
    MIN(brought_back.returns) AS returns,
    MIN(brought_back.units_returned) AS units_returned
FROM gold_sales_fact AS line
INNER JOIN brought_back ON brought_back.line_item_id = line.line_item_id
WHERE NOT line.is_return
GROUP BY line.line_item_id
