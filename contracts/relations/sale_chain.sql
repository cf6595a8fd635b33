-- One row per sale line in its place in the position's day: the stock it says it saw, beside the stock that was there for it.
-- The opening stock is taken from the facts: close of the evening before, restocks, damages, and what was in transit if it was due.
-- key: product_key, location_key, date_key, place
-- position-local, given the horizon
WITH opening AS (
    SELECT
        close.product_key,
        close.location_key,
        close.date_key,
        close.previous_available + COALESCE(restocked.units, 0) - (close.quantity_damaged - close.previous_damaged)
        + CASE WHEN close.previous_next_replenishment_date = close.calendar_date THEN close.previous_in_transit ELSE 0 END AS stock
    FROM position_close AS close
    LEFT JOIN restocked
        ON restocked.product_key = close.product_key
        AND restocked.location_key = close.location_key
        AND restocked.date_key = close.date_key
    WHERE close.follows_a_close
),
queue AS (
    SELECT
        line_item_id,
        product_key,
        location_key,
        date_key,
        inventory_check_timestamp,
        inventory_at_purchase,
        quantity_sold,
        ROW_NUMBER() OVER arrival AS place,
        LAG(inventory_check_timestamp) OVER arrival AS checked_before,
        LAG(line_item_id) OVER arrival AS line_before,
        LAG(inventory_at_purchase) OVER arrival - LAG(quantity_sold) OVER arrival AS left_before
    FROM gold_sales_fact
    WHERE NOT is_return
    WINDOW arrival AS (
        PARTITION BY product_key, location_key, date_key ORDER BY inventory_check_timestamp NULLS FIRST, line_item_id NULLS FIRST
    )
),
told AS (
    SELECT
        queue.*,
        MAX(CASE WHEN inventory_check_timestamp IS NULL OR inventory_check_timestamp = checked_before THEN 1 ELSE 0 END) OVER (
            PARTITION BY product_key, location_key, date_key
        ) = 0 AS order_is_known
    FROM queue
)
SELECT
    told.product_key,
    told.location_key,
    told.date_key,
    told.place,
    told.line_item_id,
    told.inventory_check_timestamp,
    told.order_is_known,
    told.line_before,
    told.left_before,
    opening.stock AS opening_stock,
    CASE WHEN told.place = 1 THEN opening.stock ELSE told.left_before END AS stock_expected,
    told.inventory_at_purchase,
    told.quantity_sold
FROM told
LEFT JOIN opening
    ON opening.product_key = told.product_key AND opening.location_key = told.location_key AND opening.date_key = told.date_key
