-- One row per request beside the line sold for it: pairs, requests without a line, and lines of schema 2.0 without a request.
-- key: request_id, line_item_id
WITH asked AS (
    SELECT TRUE AS is_there, request.*
    FROM gold_purchase_request_fact AS request
),
line AS (
    SELECT TRUE AS is_there, sale.*
    FROM gold_sales_fact AS sale
    WHERE
        sale.request_id IS NOT NULL
        OR (
            NOT sale.is_return
            AND sale.stockout_flag IS NOT NULL
            AND sale.lost_sales_qty IS NOT NULL
            AND sale.inventory_check_timestamp IS NOT NULL
        )
),
answered_twice AS (
    SELECT request_id, COUNT(*) AS lines
    FROM gold_sales_fact
    WHERE request_id IS NOT NULL
    GROUP BY request_id
    HAVING COUNT(*) > 1
)
SELECT
    COALESCE(asked.request_id, line.request_id) AS request_id,
    line.line_item_id,
    asked.is_there IS NOT NULL AS has_request,
    line.is_there IS NOT NULL AS has_line,
    COALESCE(answered_twice.lines, 1) AS lines,
    line.is_return,
    asked.quantity_allocated,
    line.quantity_sold,
    asked.customer_key,
    line.customer_key AS line_customer_key,
    asked.product_key,
    line.product_key AS line_product_key,
    asked.location_key,
    line.location_key AS line_location_key,
    asked.channel_key,
    line.channel_key AS line_channel_key,
    asked.date_key,
    line.date_key AS line_date_key,
    asked.order_number,
    line.order_number AS line_order_number,
    asked.quantity_requested,
    line.quantity_requested AS line_quantity_requested,
    asked.inventory_at_purchase,
    line.inventory_at_purchase AS line_inventory_at_purchase,
    asked.inventory_check_timestamp,
    line.inventory_check_timestamp AS line_inventory_check_timestamp,
    CAST(asked.unit_price AS DOUBLE) AS unit_price,
    CAST(line.unit_price AS DOUBLE) AS line_unit_price
FROM asked
FULL JOIN line ON line.request_id = asked.request_id
LEFT JOIN answered_twice ON answered_twice.request_id = line.request_id
