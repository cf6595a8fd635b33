-- One row per line of gold_sales_fact, sold or brought back, beside its product, customer, location, channel and amounts recomputed.
-- key: line_item_id
-- position-local
WITH line AS (
    SELECT
        sale.*,
        CAST(sale.unit_price AS DOUBLE) AS price,
        CAST(sale.discount_amount AS DOUBLE) AS discount,
        (CAST(sale.unit_price AS DOUBLE) - CAST(sale.discount_amount AS DOUBLE)) * sale.quantity_sold AS net
    FROM gold_sales_fact AS sale
)
SELECT
    line.line_item_id,
    line.request_id,
    line.customer_key,
    line.product_key,
    line.location_key,
    line.channel_key,
    line.date_key,
    line.is_return,
    line.return_of_line_item_id,
    line.return_restocked_date_key,
    line.quantity_requested,
    line.inventory_at_purchase,
    line.quantity_sold,
    line.is_inventory_constrained,
    line.stockout_flag,
    line.lost_sales_qty,
    line.inventory_check_timestamp,
    line.time_key,
    EXTRACT(HOUR FROM line.inventory_check_timestamp) * 100
    + EXTRACT(MINUTE FROM line.inventory_check_timestamp) AS time_key_expected,
    line.price AS unit_price,
    line.discount AS discount_amount,
    CAST(line.net_sales_amount AS DOUBLE) AS net_sales_amount,
    line.net AS net_expected,
    CAST(line.tax_amount AS DOUBLE) AS tax_amount,
    line.net * location.state_tax_rate AS tax_expected,
    CAST(line.gross_margin_amount AS DOUBLE) AS gross_margin_amount,
    line.net - product.unit_cost * line.quantity_sold AS margin_expected,
    location.state_tax_rate,
    product.unit_cost,
    product.launch_day,
    customer.acquisition_day,
    location.location_type,
    channel.is_digital
FROM line
LEFT JOIN each_product AS product ON product.product_key = line.product_key
LEFT JOIN each_customer AS customer ON customer.customer_key = line.customer_key
LEFT JOIN each_location AS location ON location.location_key = line.location_key
LEFT JOIN each_channel AS channel ON channel.channel_key = line.channel_key
