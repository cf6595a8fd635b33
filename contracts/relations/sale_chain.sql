-- One row per sale line in the order of the position's day: the stock it says it saw, beside the stock that was there for it.
-- The opening stock is taken from the facts: close of the evening before, restocks, damages, and what was in transit if it was due.
-- The order of a day is known where every line has a time of its check, and no two the same.
-- key: product_key, location_key, date_key, inventory_check_timestamp, line_item_id
-- position-local, given the horizon
WITH opening AS (
    SELECT
        close.product_key,
        close.location_key,
        close.date_key,
        close.previous_available + fact.restocked - (close.quantity_damaged - close.previous_damaged)
        + CASE WHEN close.receipt_is_due THEN close.previous_in_transit ELSE 0 END AS stock
    FROM position_close AS close
    -- On a day with a line something happened.
    INNER JOIN day_fact AS fact
        ON fact.product_key = close.product_key AND fact.location_key = close.location_key AND fact.date_key = close.date_key
    WHERE close.follows_a_close
),
disordered AS (
    SELECT DISTINCT product_key, location_key, date_key
    FROM successive_sale
    WHERE inventory_check_timestamp IS NULL OR inventory_check_timestamp = previous_inventory_check_timestamp
),
queue AS (
    SELECT
        product_key,
        location_key,
        date_key,
        inventory_check_timestamp,
        line_item_id,
        inventory_at_purchase,
        quantity_sold,
        previous_row IS NULL AS is_first,
        previous_line_item_id AS line_before,
        previous_inventory_at_purchase - previous_quantity_sold AS left_before
    FROM successive_sale
    WHERE product_key IS NOT NULL AND location_key IS NOT NULL AND date_key IS NOT NULL
)
SELECT
    queue.product_key,
    queue.location_key,
    queue.date_key,
    queue.inventory_check_timestamp,
    queue.line_item_id,
    queue.is_first,
    disordered.date_key IS NULL AS order_is_known,
    queue.line_before,
    queue.left_before,
    opening.stock AS opening_stock,
    CASE WHEN queue.is_first THEN opening.stock ELSE queue.left_before END AS stock_expected,
    queue.inventory_at_purchase,
    queue.quantity_sold
FROM queue
LEFT JOIN opening
    ON opening.product_key = queue.product_key AND opening.location_key = queue.location_key AND opening.date_key = queue.date_key
LEFT JOIN disordered
    ON disordered.product_key = queue.product_key
    AND disordered.location_key = queue.location_key
    AND disordered.date_key = queue.date_key
