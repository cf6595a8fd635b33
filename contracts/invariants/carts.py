"""Carts: digital carts are judged by the stock of their items, and abandoned oftener when it is low."""

from contracts.invariants.law import Invariant

ITEMS_ARE_COUNTED = Invariant(
    id="CRT-1",
    title="A cart counts exactly its items, and draws them all from one location",
    relation="cart",
    holds="items_count = items AND COALESCE(location_key = other_location_key, TRUE)",
    source="RA 2.4, D8",
)

ITEM_SEES_THE_CLOSE = Invariant(
    id="CRT-2",
    title="An item shows what its position had available at close of the cart's day",
    relation="cart_item",
    when="has_snapshot",
    holds="inventory_available = quantity_available",
    source="RA 2.4",
)

SCARCE_ITEMS_ARE_COUNTED = Invariant(
    id="CRT-3",
    title="A cart counts exactly its items of which fewer than the threshold are available",
    relation="cart",
    holds="inventory_constrained_items = scarce_items",
    source="RA 2.4, D4",
)

TRIGGERED_BY_SCARCE_ITEMS = Invariant(
    id="CRT-4",
    title="A cart is marked for low inventory exactly when it counts scarce items",
    relation="cart",
    holds="low_inventory_trigger = (inventory_constrained_items > 0)",
    source="RA 2.4",
)

SCARCE_WITHIN_ITEMS = Invariant(
    id="CRT-5",
    title="A cart has no more scarce items than items",
    relation="cart",
    holds="inventory_constrained_items <= items_count",
    source="RA 2.4",
)

ABANDONED_OFTENER_WHEN_SCARCE = Invariant(
    id="CRT-6",
    title="Carts with scarce items are abandoned 10 points oftener than others, segment by segment",
    relation="abandonment_uplift",
    when="sample >= 1000 AND horizon_days >= 30 AND observed IS NOT NULL",
    holds="observed BETWEEN expected_low - tolerance AND expected_high + tolerance",
    source="RA 2.4, V4",
    statistical=True,
    sample_needed="1,000 carts in segments with and without scarce items and 30 days of horizon",
    measures="abandonment higher by {observed} in {sample} carts",
    unit=" points",
)

ABANDONED_AT_THE_BASE_RATE = Invariant(
    id="CRT-7",
    title="Carts without scarce items are abandoned at their segment's base rate",
    relation="base_abandonment",
    when="sample >= 100 AND horizon_days >= 30",
    holds="observed BETWEEN expected_low - tolerance AND expected_high + tolerance",
    source="RA 2.4, D20",
    statistical=True,
    sample_needed="100 carts without scarce items in a segment and 30 days of horizon",
    measures="{segment}: abandonment rate {observed} of {sample} carts without scarce items",
)

NO_STOCK_REASON_WITHOUT_SCARCITY = Invariant(
    id="CRT-8",
    title="Only carts with scarce items are abandoned because of stock",
    relation="cart",
    when="NOT low_inventory_trigger",
    holds="COALESCE(suspected_reason <> 'out_of_stock', TRUE)",
    source="RA 2.4",
)

ABANDONED_SAYS_WHERE_AND_WHY = Invariant(
    id="CRT-9",
    title="A cart has a stage and a reason of abandonment exactly when it is abandoned",
    relation="cart",
    holds="(abandonment_stage IS NOT NULL) = is_abandoned AND (suspected_reason IS NOT NULL) = is_abandoned",
    source="RA 2.4, D8",
)

MAIL_BY_MAIL = Invariant(
    id="CRT-10",
    title="Only abandoned carts are mailed, only sent mails opened, only opened ones clicked, and only mailed carts recovered",
    relation="cart",
    holds=(
        "(NOT recovery_email_clicked OR recovery_email_opened) AND (NOT recovery_email_opened OR recovery_email_sent)"
        " AND (NOT recovery_email_sent OR is_abandoned) AND (NOT is_recovered OR recovery_email_sent)"
    ),
    source="RA 2.4",
)

RECOVERY_PAYS_LATER = Invariant(
    id="CRT-11",
    title="A recovered cart has a later day and a revenue of at most its value, any other cart neither",
    relation="cart",
    holds=(
        "CASE WHEN is_recovered THEN COALESCE(recovery_date_key > date_key, FALSE) AND recovery_revenue > 0"
        " AND recovery_revenue <= cart_value + 0.005001"
        " ELSE recovery_date_key IS NULL AND recovery_revenue = 0 AND is_recovered IS NOT NULL END"
    ),
    source="RA 2.4",
)

VALUED_AT_LIST_PRICE = Invariant(
    id="CRT-12",
    title="The value of a cart is its items at list price, to the cent",
    relation="cart",
    when="items_without_price = 0",
    holds="cart_value BETWEEN value_at_list_price - 0.005001 AND value_at_list_price + 0.005001 AND items_off_list_price = 0",
    source="RA 2.4",
)

DIGITAL_FROM_DIGITAL_STOCK = Invariant(
    id="CRT-13",
    title="A cart is digital, draws on warehouses and distribution centres, and has no product or customer that is yet to come",
    relation="cart",
    holds=(
        "COALESCE(is_digital, TRUE) AND items_at_stores = 0 AND COALESCE(acquisition_day <= date_key, acquisition_day IS NULL)"
        " AND COALESCE(last_launch_day <= date_key, last_launch_day IS NULL)"
    ),
    source="RA 2.4, D16",
)

LAWS = (
    ITEMS_ARE_COUNTED,
    ITEM_SEES_THE_CLOSE,
    SCARCE_ITEMS_ARE_COUNTED,
    TRIGGERED_BY_SCARCE_ITEMS,
    SCARCE_WITHIN_ITEMS,
    ABANDONED_OFTENER_WHEN_SCARCE,
    ABANDONED_AT_THE_BASE_RATE,
    NO_STOCK_REASON_WITHOUT_SCARCITY,
    ABANDONED_SAYS_WHERE_AND_WHY,
    MAIL_BY_MAIL,
    RECOVERY_PAYS_LATER,
    VALUED_AT_LIST_PRICE,
    DIGITAL_FROM_DIGITAL_STOCK,
)
"""Every law of the family."""
