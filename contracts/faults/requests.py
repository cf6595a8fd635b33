"""Faults of requests: what was asked for, seen and given."""

from contracts.faults.edits import added, amend, at, dropped, every, first
from contracts.faults.fault import Fault

REQUESTS, SALES = "gold_purchase_request_fact", "gold_sales_fact"
PRODUCTS, CUSTOMERS = "gold_product_dim", "gold_customer_dim"

_UNMET = "quantity_allocated = 0"
_LAST_OF_ITS_DAY = "next_request_id IS NULL"

FAULTS = (
    Fault(
        id="request-given-one-more",
        title="A request that found less than it asked for is recorded with a unit more than was there",
        touched=first(REQUESTS, "quantity_allocated = 1 AND quantity_requested = 3"),
        changes={REQUESTS: amend(REQUESTS, quantity_allocated="2", lost_sales_qty="1")},
        breaks=("REQ-1", "SAL-9", "STO-7", "STO-8"),
    ),
    Fault(
        id="request-given-one-less",
        title="A request is recorded with a unit less than it got, although stock was left",
        touched=first(
            "line_scene",
            f"quantity_sold = quantity_requested AND quantity_sold > 1 AND {_LAST_OF_ITS_DAY} AND quantity_available > 0",
            "request_id",
        ),
        changes={
            REQUESTS: amend(
                REQUESTS,
                quantity_allocated="quantity_allocated - 1",
                lost_sales_qty="1",
                is_inventory_constrained="TRUE",
                stockout_flag="TRUE",
            )
        },
        breaks=("REQ-1", "SAL-9", "STO-11"),
    ),
    Fault(
        id="request-not-marked-as-constrained",
        title="A request that was met in part is not marked as constrained",
        touched=first(REQUESTS, "quantity_allocated > 0 AND lost_sales_qty > 0"),
        changes={REQUESTS: amend(REQUESTS, is_inventory_constrained="FALSE")},
        breaks=("REQ-2",),
    ),
    Fault(
        id="request-loses-all-it-asked-for",
        title="The lost sales of requests met in part are all that they asked for, not what they lacked",
        touched=every(REQUESTS, "quantity_allocated > 0 AND lost_sales_qty > 0"),
        changes={REQUESTS: amend(REQUESTS, lost_sales_qty="quantity_requested")},
        breaks=("REQ-3",),
    ),
    Fault(
        id="request-flagged-only-when-refused",
        title="Requests carry the stockout flag only when they got nothing at all",
        touched=every(REQUESTS, "quantity_allocated > 0 AND lost_sales_qty > 0"),
        changes={REQUESTS: amend(REQUESTS, stockout_flag="FALSE")},
        breaks=("REQ-4",),
    ),
    Fault(
        id="check-in-another-time-zone",
        title="Requests and sale lines carry the time of the stock check in a zone seven hours behind UTC",
        touched=every(REQUESTS, "TRUE"),
        changes={
            REQUESTS: amend(REQUESTS, inventory_check_timestamp="inventory_check_timestamp - INTERVAL '7' HOUR"),
            SALES: amend(SALES, at("request_id"), inventory_check_timestamp="inventory_check_timestamp - INTERVAL '7' HOUR"),
        },
        breaks=("REQ-5", "SAL-15"),
    ),
    Fault(
        id="check-a-day-late",
        title="The stock check of an unmet request is stamped with the day after, as by a batch that runs past midnight",
        touched=first("request_scene", f"{_UNMET} AND day_requests = 1"),
        changes={REQUESTS: amend(REQUESTS, inventory_check_timestamp="inventory_check_timestamp + INTERVAL '1' DAY")},
        breaks=("REQ-5",),
    ),
    Fault(
        id="second-request-sees-opening-stock",
        title="The second request of a day sees the opening stock, because the first one's units were not deducted yet",
        touched=first("line_scene", f"place = 2 AND {_LAST_OF_ITS_DAY} AND previous_allocated > 0", "request_id", "previous_allocated"),
        changes={
            REQUESTS: amend(REQUESTS, inventory_at_purchase="inventory_at_purchase + at_previous_allocated"),
            SALES: amend(SALES, at("request_id"), inventory_at_purchase="inventory_at_purchase + at_previous_allocated"),
        },
        breaks=("REQ-6", "SAL-10"),
    ),
    Fault(
        id="requests-change-places",
        title="Two requests of a day on which both got something exchange the times of their stock checks",
        touched=first(
            "line_scene",
            "place = 1 AND day_requests = 2 AND day_lines = 2",
            "request_id",
            "next_request_id",
            "inventory_check_timestamp",
            "next_check_timestamp",
        ),
        changes={
            REQUESTS: amend(
                REQUESTS,
                "request_id = at_request_id OR request_id = at_next_request_id",
                inventory_check_timestamp=(
                    "CASE WHEN request_id = at_request_id THEN at_next_check_timestamp ELSE at_inventory_check_timestamp END"
                ),
            )
        },
        breaks=("REQ-6", "SAL-9"),
    ),
    Fault(
        id="request-sees-one-more",
        title="The only request of a day sees a unit more than there was",
        touched=first("request_scene", "place = 1 AND day_requests = 1 AND quantity_allocated > 0", "request_id"),
        changes={REQUESTS: amend(REQUESTS, inventory_at_purchase="inventory_at_purchase + 1")},
        breaks=("REQ-6", "SAL-9"),
    ),
    Fault(
        id="product-launched-after-it-sold",
        title="A product's launch date lies after the day of its first request",
        touched=first("product_scene", "first_request_day < first_cart_day", "product_key", "day_after_first_request"),
        changes={PRODUCTS: amend(PRODUCTS, launch_date="at_day_after_first_request")},
        breaks=("REQ-8", "SAL-14"),
    ),
    Fault(
        id="customer-buys-before-acquisition",
        title="A customer buys a day before becoming one",
        touched=first("customer_scene", "first_request_day < first_cart_day", "customer_key", "day_after_first_request"),
        changes={CUSTOMERS: amend(CUSTOMERS, acquisition_date="at_day_after_first_request")},
        breaks=("REQ-8", "SAL-14"),
    ),
    Fault(
        id="request-at-discounted-price",
        title="An unmet request carries a discounted price in place of the list price",
        touched=first(REQUESTS, _UNMET),
        changes={REQUESTS: amend(REQUESTS, unit_price="unit_price * 0.9")},
        breaks=("REQ-9",),
    ),
    Fault(
        id="unmet-requests-not-recorded",
        title="Requests that got nothing leave no record",
        touched=every(REQUESTS, _UNMET),
        changes={REQUESTS: dropped(REQUESTS)},
        breaks=("STO-6", "STO-7", "STO-8"),
    ),
    Fault(
        id="request-lost",
        title="A request that was met is missing; its sale line is there",
        touched=first("request_scene", "quantity_allocated > 0 AND day_requests = 1"),
        changes={REQUESTS: dropped(REQUESTS)},
        breaks=("KEY-FK.gold_sales_fact.request_id", "SAL-9"),
    ),
    Fault(
        id="request-recorded-twice",
        title="A request that was met is recorded twice, with the same number",
        touched=first("request_scene", "quantity_allocated > 0 AND day_requests = 1"),
        changes={REQUESTS: added(REQUESTS)},
        breaks=("KEY-PK.gold_purchase_request_fact", "REQ-6"),
    ),
    Fault(
        id="request-asked-again",
        title="A click that is sent twice makes two requests: the second has a number of its own and sees the stock of the first",
        touched=first("request_scene", "quantity_allocated > 0 AND day_requests = 1"),
        changes={REQUESTS: added(REQUESTS, request_id="request_id + 5")},
        breaks=("REQ-6", "SAL-9"),
    ),
    Fault(
        id="price-list-overwritten",
        title="A product's price is raised in the product table, where requests, stock values, events and carts keep the old one",
        touched=first("product_scene", "first_cart_day < 99991231 AND requests > 100"),
        changes={PRODUCTS: amend(PRODUCTS, base_price="base_price * 1.1 + 1")},
        breaks=("REQ-9", "INV-16", "STO-8", "CRT-12"),
    ),
    Fault(
        id="allocation-unknown",
        title="A request does not say what it got",
        touched=first("request_scene", "quantity_allocated > 0 AND day_requests = 1"),
        changes={REQUESTS: amend(REQUESTS, quantity_allocated="NULL")},
        breaks=(
            "SCH-NULL.gold_purchase_request_fact",
            "SCH-RANGE.gold_purchase_request_fact.quantity_allocated",
            *("REQ-1", "REQ-2", "REQ-3", "SAL-9"),
        ),
    ),
)
