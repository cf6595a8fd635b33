-- One row per sale line in its place in the position's day: the stock it says it saw, beside the stock that was there for it.
-- The opening stock is taken from the facts: close of the evening before, restocks, damages, and what was in transit if it was due.
-- key: product_key, location_key, date_key, place
-- position-local, given the horizon
WITH sold_day AS (
    SELECT sold.product_key, sold.location_key, sold.date_key, calendar.day_before
    FROM sold
    INNER JOIN every_day AS calendar ON calendar.date_key = sold.date_key
),
wanted AS (
    SELECT product_key, location_key, date_key, date_key AS close_day
    FROM sold_day
    UNION ALL
    SELECT product_key, location_key, date_key, day_before AS close_day
    FROM sold_day
),
around AS (
    SELECT
        wanted.product_key,
        wanted.location_key,
        wanted.date_key,
        MIN(CASE WHEN wanted.close_day = wanted.date_key THEN close.quantity_damaged END) AS damaged,
        MIN(CASE WHEN wanted.close_day < wanted.date_key THEN close.quantity_damaged END) AS previous_damaged,
        MIN(CASE WHEN wanted.close_day < wanted.date_key THEN close.quantity_available END) AS previous_available,
        MIN(CASE WHEN wanted.close_day < wanted.date_key THEN close.quantity_in_transit END) AS previous_in_transit,
        MIN(CASE WHEN wanted.close_day < wanted.date_key THEN close.next_replenishment_date END) AS receipt_due
    FROM wanted
    INNER JOIN gold_inventory_fact AS close
        ON close.product_key = wanted.product_key AND close.location_key = wanted.location_key AND close.date_key = wanted.close_day
    GROUP BY wanted.product_key, wanted.location_key, wanted.date_key
),
opening AS (
    SELECT
        around.product_key,
        around.location_key,
        around.date_key,
        around.previous_available + COALESCE(restocked.units, 0) - (around.damaged - around.previous_damaged)
        + CASE WHEN around.receipt_due = calendar.calendar_date THEN around.previous_in_transit ELSE 0 END AS stock
    FROM around
    LEFT JOIN every_day AS calendar ON calendar.date_key = around.date_key
    LEFT JOIN restocked
        ON restocked.product_key = around.product_key
        AND restocked.location_key = around.location_key
        AND restocked.date_key = around.date_key
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
