-- One row per snapshot: its quantities, beside their sum and their value at cost and at list price.
-- key: product_key, location_key, date_key
-- position-local
SELECT
    close.product_key,
    close.location_key,
    close.date_key,
    close.quantity_on_hand,
    close.quantity_available,
    close.quantity_reserved,
    close.quantity_damaged,
    close.quantity_in_transit,
    close.is_stockout,
    product.unit_cost,
    product.base_price,
    CAST(close.inventory_value_cost AS DOUBLE) AS inventory_value_cost,
    close.quantity_on_hand * product.unit_cost AS value_cost_expected,
    CAST(close.inventory_value_retail AS DOUBLE) AS inventory_value_retail,
    close.quantity_on_hand * product.base_price AS value_retail_expected
FROM gold_inventory_fact AS close
LEFT JOIN each_product AS product ON product.product_key = close.product_key
