-- One row per position: its snapshot on the last day of the horizon.
-- key: product_key, location_key
SELECT
    close.product_key,
    close.location_key,
    close.quantity_on_hand,
    close.quantity_available,
    close.quantity_reserved,
    close.quantity_in_transit,
    close.quantity_damaged,
    close.is_stockout,
    close.stockout_duration_days,
    close.inventory_value_cost,
    close.inventory_value_retail
FROM gold_inventory_fact AS close
INNER JOIN horizon_end AS horizon ON horizon.last_day = close.date_key
