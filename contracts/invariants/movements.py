"""Movements: every change of stock is one row with its reason."""

from contracts.invariants.law import Invariant

SOMETHING_CHANGES = Invariant(
    id="MOV-1",
    title="Every movement but an opening changes something",
    relation="movement",
    when="movement_type <> 'OPENING'",
    holds="quantity_change <> 0 OR available_change <> 0",
    source="RE 1",
)

SIGNS_AND_COLUMNS_BY_TYPE = Invariant(
    id="MOV-2",
    title="Openings, receipts and returns add, sales subtract; each movement has exactly the columns of its type",
    relation="movement",
    holds=(
        "CASE movement_type"
        " WHEN 'OPENING' THEN quantity_change >= 0 AND available_change BETWEEN 0 AND quantity_change"
        " AND line_item_id IS NULL AND return_delay_days IS NULL"
        " WHEN 'SALE' THEN quantity_change <= 0 AND available_change = quantity_change"
        " AND line_item_id IS NOT NULL AND return_delay_days IS NULL"
        " WHEN 'RETURN' THEN quantity_change >= 0 AND available_change BETWEEN 0 AND quantity_change"
        " AND line_item_id IS NOT NULL AND return_delay_days IS NOT NULL"
        " WHEN 'RECEIPT' THEN quantity_change >= 0 AND available_change = quantity_change"
        " AND line_item_id IS NULL AND return_delay_days IS NULL"
        " ELSE FALSE END"
    ),
    source="RE 1, D2, D14, D24",
)

SALES_MOVE_STOCK = Invariant(
    id="MOV-3",
    title="Each sale line has exactly one SALE movement, each SALE movement its line, with the same position, day and units",
    relation="sale_movement",
    holds=(
        "line_item_id IS NOT NULL AND sale_lines = 1 AND movements = 1 AND product_key = other_product_key"
        " AND location_key = other_location_key AND date_key = other_date_key AND units = other_units"
    ),
    source="RE 1, D2",
)

OPENED_ONCE = Invariant(
    id="MOV-4",
    title="Every position is opened exactly once, on the first day of the horizon",
    relation="position_opening",
    when="first_day IS NOT NULL",
    holds="openings = 1 AND opening_day = first_day",
    source="RA 2.3, D1",
)

LAWS = (SOMETHING_CHANGES, SIGNS_AND_COLUMNS_BY_TYPE, SALES_MOVE_STOCK, OPENED_ONCE)
"""Every law of the family."""
