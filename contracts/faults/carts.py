"""Faults of carts: items, scarcity, abandonment, mails and recovery."""

from contracts.faults.edits import added, amend, at, dropped, every, first
from contracts.faults.fault import Fault

CARTS, ITEMS = "gold_cart_abandonment_fact", "gold_cart_item_fact"

_ITEM = ("cart_id", "product_key")
_ABANDONED = "is_abandoned AND NOT is_recovered"
_PLENTY = "least_available >= 20"

FAULTS = (
    Fault(
        id="units-counted-as-items",
        title="Carts count the units in them as items",
        touched=every("cart_scene", "units > items", "cart_id", "units"),
        changes={CARTS: amend(CARTS, at("cart_id"), items_count="at_units")},
        breaks=("CRT-1",),
    ),
    Fault(
        id="item-lost",
        title="An item of a cart is missing",
        touched=first("cart_item_scene", "items > 1 AND inventory_available >= 20", *_ITEM),
        changes={ITEMS: dropped(ITEMS)},
        breaks=("CRT-1", "CRT-12"),
    ),
    Fault(
        id="item-twice",
        title="An item of a cart is there twice",
        touched=first("cart_item_scene", "inventory_available >= 20", *_ITEM),
        changes={ITEMS: added(ITEMS)},
        breaks=("KEY-PK.gold_cart_item_fact", "CRT-1", "CRT-12"),
    ),
    Fault(
        id="cart-of-two-locations",
        title="One item of a cart is drawn from another location",
        touched=first(
            "cart_item_scene",
            "items > 1 AND inventory_available >= 20 AND available_at_other_digital >= 20",
            *_ITEM,
            "other_digital_location",
            "available_at_other_digital",
        ),
        changes={ITEMS: amend(ITEMS, location_key="at_other_digital_location", inventory_available="at_available_at_other_digital")},
        breaks=("CRT-1",),
    ),
    Fault(
        id="cart-without-items",
        title="A cart is recorded without its items",
        touched=first("cart_scene", _PLENTY, "cart_id"),
        changes={ITEMS: dropped(ITEMS, at("cart_id"))},
        breaks=("CRT-1", "CRT-12"),
    ),
    Fault(
        id="item-sees-one-more",
        title="An item shows a unit more than its position closed with",
        touched=first(ITEMS, "inventory_available >= 20"),
        changes={ITEMS: amend(ITEMS, inventory_available="inventory_available + 1")},
        breaks=("CRT-2",),
    ),
    Fault(
        id="items-see-the-evening-before",
        title="Items show what their positions closed with the evening before",
        touched=every("cart_item_scene", "previous_available <> inventory_available", *_ITEM, "previous_available"),
        changes={ITEMS: amend(ITEMS, inventory_available="at_previous_available")},
        breaks=("CRT-2", "CRT-3"),
    ),
    Fault(
        id="scarce-at-the-threshold",
        title="Items count as scarce at the threshold already: at most five, in place of fewer than five",
        touched=every("cart_scene", "items_at_threshold > 0", "cart_id", "items_at_threshold"),
        changes={
            CARTS: amend(
                CARTS,
                at("cart_id"),
                inventory_constrained_items="inventory_constrained_items + at_items_at_threshold",
                low_inventory_trigger="TRUE",
            )
        },
        breaks=("CRT-3",),
    ),
    Fault(
        id="trigger-not-set",
        title="A cart counts scarce items, and is not marked for them",
        touched=first("cart_scene", "low_inventory_trigger AND COALESCE(suspected_reason <> 'out_of_stock', TRUE)", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), low_inventory_trigger="FALSE")},
        breaks=("CRT-4",),
    ),
    Fault(
        id="trigger-needs-all-items",
        title="Carts are marked for low inventory only when all their items are scarce",
        touched=every("cart_scene", "low_inventory_trigger AND inventory_constrained_items < items_count", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), low_inventory_trigger="FALSE")},
        breaks=("CRT-4", "CRT-8"),
    ),
    Fault(
        id="more-scarce-items-than-items",
        title="A cart counts the units of its scarce item, and so more scarce items than items",
        touched=first("cart_scene", "items = 1 AND inventory_constrained_items = 1 AND units > 1", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), inventory_constrained_items="2")},
        breaks=("CRT-3", "CRT-5"),
    ),
    Fault(
        id="abandoned-for-stock-that-was-there",
        title="A cart without scarce items is abandoned because of stock",
        touched=first("cart_scene", "is_abandoned AND NOT low_inventory_trigger", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), suspected_reason="'out_of_stock'")},
        breaks=("CRT-8",),
    ),
    Fault(
        id="abandoned-without-a-stage",
        title="An abandoned cart does not say at which stage",
        touched=first("cart_scene", "is_abandoned", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), abandonment_stage="NULL")},
        breaks=("CRT-9",),
    ),
    Fault(
        id="bought-for-a-reason",
        title="Carts that were bought carry a reason of abandonment",
        touched=every("cart_scene", "NOT is_abandoned", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), suspected_reason="'price_concern'")},
        breaks=("CRT-9",),
    ),
    Fault(
        id="opened-before-it-was-sent",
        title="A mail that was not sent is opened",
        touched=first("cart_scene", "is_abandoned AND NOT recovery_email_sent", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), recovery_email_opened="TRUE")},
        breaks=("CRT-10",),
    ),
    Fault(
        id="clicked-before-it-was-opened",
        title="A mail that was not opened is clicked",
        touched=first("cart_scene", "recovery_email_sent AND NOT recovery_email_opened", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), recovery_email_clicked="TRUE")},
        breaks=("CRT-10",),
    ),
    Fault(
        id="buyer-mailed",
        title="Somebody who bought is sent a mail to come back",
        touched=first("cart_scene", "NOT is_abandoned", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), recovery_email_sent="TRUE")},
        breaks=("CRT-10",),
    ),
    Fault(
        id="recovered-on-the-same-day",
        title="A cart is recovered on the day it was abandoned",
        touched=first("cart_scene", "is_recovered", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), recovery_date_key="date_key")},
        breaks=("CRT-11",),
    ),
    Fault(
        id="recovered-above-its-value",
        title="A recovered cart brings in more than it was worth",
        touched=first("cart_scene", "is_recovered", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), recovery_revenue="cart_value + 1")},
        breaks=("CRT-11",),
    ),
    Fault(
        id="recovery-day-by-adding-integers",
        title="Days of recovery are YYYYMMDD keys plus some days",
        touched=every("cart_scene", "is_recovered AND recovery_date_key % 10000 > date_key % 10000 + 60", "cart_id"),
        changes={CARTS: amend(CARTS, at("cart_id"), recovery_date_key="date_key + 7")},
        breaks=("KEY-DATE.gold_cart_abandonment_fact.recovery_date_key",),
    ),
    Fault(
        id="value-of-one-unit-each",
        title="The value of a cart takes one unit of each item",
        touched=every("cart_scene", "units > items AND NOT is_recovered", "cart_id", "value_of_one_each"),
        changes={CARTS: amend(CARTS, at("cart_id"), cart_value="at_value_of_one_each")},
        breaks=("CRT-12",),
    ),
    Fault(
        id="item-at-discounted-price",
        title="An item of a cart carries a discounted price",
        touched=first(ITEMS, "unit_price > 1"),
        changes={ITEMS: amend(ITEMS, unit_price="unit_price * 0.9")},
        breaks=("CRT-12",),
    ),
    Fault(
        id="cart-from-a-store",
        title="A digital cart draws on the stock of a store",
        touched=first(
            "cart_item_scene", "items = 1 AND inventory_available >= 20 AND available_at_store >= 20", *_ITEM, "store", "available_at_store"
        ),
        changes={ITEMS: amend(ITEMS, location_key="at_store", inventory_available="at_available_at_store")},
        breaks=("CRT-13",),
    ),
    Fault(
        id="cart-of-a-store-channel",
        title="A cart is filled on a channel of the stores",
        touched=first("cart_scene", "TRUE", "cart_id", "store_channel_key"),
        changes={CARTS: amend(CARTS, at("cart_id"), channel_key="at_store_channel_key")},
        breaks=("CRT-13",),
    ),
)
