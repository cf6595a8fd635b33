-- One row per return line, beside the line that it brings back and the calendar days until it is restocked.
-- key: line_item_id
WITH brought_back AS (
    SELECT *
    FROM gold_sales_fact
    WHERE is_return
),
referred AS (
    SELECT DISTINCT return_of_line_item_id AS line_item_id
    FROM brought_back
),
original AS (
    SELECT
        line.line_item_id,
        MIN(CASE WHEN NOT line.is_return THEN 1 ELSE 0 END) = 1 AS is_sale,
        MIN(line.customer_key) AS customer_key,
        MIN(line.product_key) AS product_key,
        MIN(line.location_key) AS location_key,
        MIN(line.channel_key) AS channel_key,
        MIN(line.date_key) AS date_key,
        CAST(MIN(line.unit_price) AS DOUBLE) AS unit_price,
        CAST(MIN(line.discount_amount) AS DOUBLE) AS discount_amount
    FROM gold_sales_fact AS line
    INNER JOIN referred ON referred.line_item_id = line.line_item_id
    GROUP BY line.line_item_id
)
SELECT
    brought_back.line_item_id,
    brought_back.return_of_line_item_id,
    original.line_item_id IS NOT NULL AS original_found,
    original.is_sale AS original_is_sale,
    brought_back.customer_key,
    original.customer_key AS original_customer_key,
    brought_back.product_key,
    original.product_key AS original_product_key,
    brought_back.location_key,
    original.location_key AS original_location_key,
    brought_back.channel_key,
    original.channel_key AS original_channel_key,
    original.date_key AS original_date_key,
    brought_back.date_key,
    brought_back.return_restocked_date_key,
    restocked.day_serial - returned.day_serial AS delay_days,
    brought_back.quantity_sold,
    CAST(brought_back.unit_price AS DOUBLE) AS unit_price,
    original.unit_price AS original_unit_price,
    CAST(brought_back.discount_amount AS DOUBLE) AS discount_amount,
    original.discount_amount AS original_discount_amount
FROM brought_back
LEFT JOIN original ON original.line_item_id = brought_back.return_of_line_item_id
LEFT JOIN every_day AS returned ON returned.date_key = brought_back.date_key
LEFT JOIN every_day AS restocked ON restocked.date_key = brought_back.return_restocked_date_key
