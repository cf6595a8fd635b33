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
        + CASE WHEN close.receipt_is_due THEN close.previous_in_transit ELSE 0 END AS stock
    FROM position_close AS close
    LEFT JOIN restocked
        ON restocked.product_key = close.product_key
        AND restocked.location_key = close.location_key
        AND restocked.date_key = close.date_key
    WHERE close.follows_a_close
)
SELECT
    queue.product_key,
    queue.location_key,
    queue.date_key,
    queue.place,
    queue.line_item_id,
    queue.inventory_check_timestamp,
    queue.order_is_known,
    queue.line_before,
    queue.left_before,
    opening.stock AS opening_stock,
    CASE WHEN queue.place = 1 THEN opening.stock ELSE queue.left_before END AS stock_expected,
    queue.inventory_at_purchase,
    queue.quantity_sold
FROM sale_queue AS queue
LEFT JOIN opening
    ON opening.product_key = queue.product_key AND opening.location_key = queue.location_key AND opening.date_key = queue.date_key
