-- One row per sale line in the order of the position's day: the stock it says it saw, beside the stock that was there for it.
-- The opening stock is taken from the facts: close of the evening before, restocks, damages, and what was in transit if it was due.
-- The order of a day is known where every line has a time of its check, and no two the same.
-- key: product_key, location_key, date_key, inventory_check_timestamp, line_item_id
-- position-local, given the horizon
WITH disordered AS (
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
),
-- A step of its own, so that the few days with lines are looked for among all closes, and not the other way round.
opened AS (
    SELECT
        queue.*,
        close.available_at_opening
    FROM queue
    LEFT JOIN position_close AS close
        ON close.product_key = queue.product_key
        AND close.location_key = queue.location_key
        AND close.date_key = queue.date_key
        AND close.follows_a_close
),
-- On a day with a line something happened.
stocked AS (
    SELECT opened.*, opened.available_at_opening + fact.restocked AS opening_stock
    FROM opened
    LEFT JOIN day_fact AS fact
        ON fact.product_key = opened.product_key AND fact.location_key = opened.location_key AND fact.date_key = opened.date_key
)
SELECT
    stocked.product_key,
    stocked.location_key,
    stocked.date_key,
    stocked.inventory_check_timestamp,
    stocked.line_item_id,
    stocked.is_first,
    disordered.date_key IS NULL AS order_is_known,
    stocked.line_before,
    stocked.left_before,
    stocked.opening_stock,
    CASE WHEN stocked.is_first THEN stocked.opening_stock ELSE stocked.left_before END AS stock_expected,
    stocked.inventory_at_purchase,
    stocked.quantity_sold
FROM stocked
LEFT JOIN disordered
    ON disordered.product_key = stocked.product_key
    AND disordered.location_key = stocked.location_key
    AND disordered.date_key = stocked.date_key
