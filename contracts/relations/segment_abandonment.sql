-- One row per customer segment: its digital carts and those abandoned, with scarce items and without.
-- key: segment
SELECT
    customer.segment,
    CAST(COUNT(CASE WHEN cart.low_inventory_trigger THEN 1 END) AS DOUBLE) AS triggered,
    CAST(COUNT(CASE WHEN cart.low_inventory_trigger AND cart.is_abandoned THEN 1 END) AS DOUBLE) AS triggered_abandoned,
    CAST(COUNT(CASE WHEN NOT cart.low_inventory_trigger THEN 1 END) AS DOUBLE) AS ordinary,
    CAST(COUNT(CASE WHEN NOT cart.low_inventory_trigger AND cart.is_abandoned THEN 1 END) AS DOUBLE) AS ordinary_abandoned
FROM gold_cart_abandonment_fact AS cart
INNER JOIN each_customer AS customer ON customer.customer_key = cart.customer_key
WHERE cart.is_abandoned IS NOT NULL
GROUP BY customer.segment
