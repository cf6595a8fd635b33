-- One row per return line: the sale that it brings back, its restock, and the days around it.
-- key: line_item_id
WITH brought_back AS (
    SELECT return_of_line_item_id AS sale, COUNT(*) AS returns, CAST(SUM(quantity_sold) AS BIGINT) AS units_returned
    FROM gold_sales_fact
    WHERE is_return
    GROUP BY return_of_line_item_id
),
restock AS (
    SELECT line_item_id, MIN(movement_id) AS movement_id, MIN(available_change) AS available_change
    FROM gold_inventory_movement_fact
    WHERE movement_type = 'RETURN'
    GROUP BY line_item_id
)
SELECT
    line.line_item_id,
    line.return_of_line_item_id,
    line.customer_key,
    line.product_key,
    line.location_key,
    line.date_key,
    line.return_restocked_date_key,
    line.quantity_sold,
    line.unit_price,
    line.discount_amount,
    location.state_tax_rate,
    product.unit_cost,
    sale.quantity_sold AS units_sold,
    sale.date_key AS sale_date_key,
    brought_back.returns,
    brought_back.units_returned,
    returned.day_serial,
    sold.day_serial AS sale_serial,
    restocked.day_serial AS restock_serial,
    restocked.day_serial - returned.day_serial AS delay_days,
    day_before_restock.date_key AS day_before_restock,
    day_before.date_key AS day_before,
    day_before_sale.date_key AS day_before_sale,
    horizon.last_day,
    restock.movement_id,
    restock.available_change,
    around.requests AS restock_day_requests,
    around.cart_items AS restock_day_cart_items,
    around.is_dispatch_day AS restock_day_is_dispatch_day,
    around.previous_requests AS requests_before_restock,
    around.previous_follows_a_close,
    around.next_date_key AS day_after_restock,
    around.next_requests AS requests_after_restock
FROM gold_sales_fact AS line
INNER JOIN gold_sales_fact AS sale ON sale.line_item_id = line.return_of_line_item_id
INNER JOIN brought_back ON brought_back.sale = line.return_of_line_item_id
CROSS JOIN horizon_end AS horizon
LEFT JOIN each_location AS location ON location.location_key = line.location_key
LEFT JOIN each_product AS product ON product.product_key = line.product_key
LEFT JOIN restock ON restock.line_item_id = line.line_item_id
LEFT JOIN every_day AS returned ON returned.date_key = line.date_key
LEFT JOIN every_day AS sold ON sold.date_key = sale.date_key
LEFT JOIN every_day AS restocked ON restocked.date_key = line.return_restocked_date_key
LEFT JOIN every_day AS day_before_restock ON day_before_restock.day_serial = restocked.day_serial - 1
LEFT JOIN every_day AS day_before ON day_before.day_serial = returned.day_serial - 1
LEFT JOIN every_day AS day_before_sale ON day_before_sale.day_serial = sold.day_serial - 1
LEFT JOIN day_scene AS around
    ON around.product_key = line.product_key
    AND around.location_key = line.location_key
    AND around.date_key = line.return_restocked_date_key
WHERE line.is_return
