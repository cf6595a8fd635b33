"""Faults of sales: what was sold, of which stock, to whom and for how much."""

from contracts.faults.edits import added, amend, at, dropped, every, first
from contracts.faults.fault import Fault

REQUESTS, SALES, MOVEMENTS = "gold_purchase_request_fact", "gold_sales_fact", "gold_inventory_movement_fact"

_ALONE = "order_lines = 1 AND order_requests = 1 AND day_requests = 1 AND returns = 0"
_PARTLY_MET = "quantity_sold < quantity_requested"
_FULLY_MET = "quantity_sold = quantity_requested"
_TAXED = ("line_item_id", "state_tax_rate", "unit_cost")
_REFUSED = (
    "line_item_id", "request_id", "order_number", "customer_key", "channel_key", "date_key", "time_key",
    "quantity_requested", "inventory_check_timestamp",
)  # fmt: skip


def amounts(units: str, price: str = "unit_price", discount: str = "discount_amount") -> dict[str, str]:
    """The amounts of a line at a place that knows ``state_tax_rate`` and ``unit_cost``, in units at a price less a discount."""
    net = f"({price} - {discount}) * ({units})"
    return {
        "net_sales_amount": net,
        "tax_amount": f"{net} * at_state_tax_rate",
        "gross_margin_amount": f"{net} - at_unit_cost * ({units})",
    }


_ONE_UNIT = {"quantity_sold": "1", **amounts("1")}

FAULTS = (
    Fault(
        id="sold-more-than-asked",
        title="A line sells a unit more than was asked for, and charges it",
        touched=first("line_scene", f"{_ALONE} AND {_FULLY_MET} AND quantity_available > 3", *_TAXED),
        changes={SALES: amend(SALES, quantity_sold="quantity_sold + 1", **amounts("quantity_sold + 1"))},
        breaks=("SAL-1", "SAL-4", "SAL-9", "INV-7", "MOV-3"),
    ),
    Fault(
        id="sold-by-the-carton",
        title="The units of a line are counted in cartons of a hundred",
        touched=first("line_scene", f"{_ALONE} AND {_FULLY_MET} AND opening_from_facts BETWEEN 3 AND 50", *_TAXED),
        changes={SALES: amend(SALES, quantity_sold="quantity_sold * 100", **amounts("quantity_sold * 100"))},
        breaks=("SAL-1", "SAL-2", "SAL-4", "SAL-7", "SAL-9", "INV-7", "MOV-3"),
    ),
    Fault(
        id="line-sees-less-than-it-sells",
        title="A line shows less stock at purchase than it sells",
        touched=first("line_scene", f"{_ALONE} AND opening_from_facts IS NOT NULL"),
        changes={SALES: amend(SALES, inventory_at_purchase="quantity_sold - 1")},
        breaks=("SAL-2", "SAL-9", "SAL-10"),
    ),
    Fault(
        id="line-not-marked-as-constrained",
        title="Lines that sold less than was asked for are not marked as constrained",
        touched=every("line_scene", _PARTLY_MET),
        changes={SALES: amend(SALES, is_inventory_constrained="FALSE")},
        breaks=("SAL-3",),
    ),
    Fault(
        id="line-forgets-what-it-lost",
        title="A line that sold less than was asked for shows no lost sales, and no flag",
        touched=first("line_scene", _PARTLY_MET),
        changes={SALES: amend(SALES, lost_sales_qty="0", stockout_flag="FALSE")},
        breaks=("SAL-4",),
    ),
    Fault(
        id="line-flagged-at-the-last-unit",
        title="Lines that take the last unit carry the stockout flag, although they lost nothing",
        touched=every("line_scene", f"{_FULLY_MET} AND quantity_sold = inventory_at_purchase"),
        changes={SALES: amend(SALES, stockout_flag="TRUE")},
        breaks=("SAL-5",),
    ),
    Fault(
        id="half-of-the-check-recorded",
        title="A line has the flag and the time of its stock check, but no lost units",
        touched=first("line_scene", _FULLY_MET),
        changes={SALES: amend(SALES, lost_sales_qty="NULL")},
        breaks=("SAL-6",),
    ),
    Fault(
        id="line-booked-a-day-late",
        title="The last unit sold of a position is booked on the next day, which opened with nothing",
        touched=first(
            "line_scene",
            f"{_ALONE} AND opening_from_facts IS NOT NULL AND quantity_available = 0 AND next_requests_met = 0 AND next_available = 0"
            " AND next_receipts = 0 AND next_restocked = 0",
            "line_item_id",
            "next_date_key",
        ),
        changes={SALES: amend(SALES, date_key="at_next_date_key")},
        breaks=("SAL-7", "SAL-8", "SAL-9", "SAL-10", "INV-7", "MOV-3"),
    ),
    Fault(
        id="sale-line-lost",
        title="A sale line is missing; its request and its movement are there",
        touched=first("line_scene", _ALONE + " AND opening_from_facts IS NOT NULL"),
        changes={SALES: dropped(SALES)},
        breaks=("KEY-FK.gold_inventory_movement_fact.line_item_id", "SAL-9", "INV-7", "MOV-3"),
    ),
    Fault(
        id="sale-line-recorded-twice",
        title="A sale line is recorded twice, the second time under a number of its own",
        touched=first("line_scene", _ALONE + " AND opening_from_facts > 2 * quantity_sold"),
        changes={SALES: added(SALES, line_item_id="line_item_id + 8")},
        breaks=("SAL-9", "INV-7", "MOV-3"),
    ),
    Fault(
        id="line-without-its-request",
        title="A line of schema 2.0 does not say which request it answers",
        touched=first("line_scene", _ALONE),
        changes={SALES: amend(SALES, request_id="NULL")},
        breaks=("SAL-9",),
    ),
    Fault(
        id="refused-request-sold-for-nothing",
        title="A request that got nothing has a sale line of zero units",
        touched=first("refused_scene", "order_requests = 1", *_REFUSED),
        changes={
            SALES: added(
                SALES,
                at("line_item_id"),
                **{name: f"at_{name}" for name in _REFUSED if name != "line_item_id"},
                line_item_id="at_request_id + 1",
                transaction_id="at_order_number",
                quantity_sold="0",
                inventory_at_purchase="0",
                **dict.fromkeys(("net_sales_amount", "tax_amount", "gross_margin_amount"), "0"),
                is_inventory_constrained="TRUE",
                stockout_flag="TRUE",
                lost_sales_qty="at_quantity_requested",
            )
        },
        breaks=("SCH-RANGE.gold_sales_fact.quantity_sold", "SAL-9", "MOV-3"),
    ),
    Fault(
        id="line-sees-opening-stock",
        title="The second line of a day shows the opening stock, not what the first one left",
        touched=first("line_scene", "place = 2 AND day_lines = 2 AND previous_allocated > 0", "line_item_id", "previous_allocated"),
        changes={SALES: amend(SALES, inventory_at_purchase="inventory_at_purchase + at_previous_allocated")},
        breaks=("SAL-9", "SAL-10"),
    ),
    Fault(
        id="sent-in-two-parcels",
        title="A line of two units is sent, and booked, as two lines of one unit",
        touched=first("line_scene", f"{_ALONE} AND {_FULLY_MET} AND quantity_sold = 2 AND opening_from_facts IS NOT NULL", *_TAXED),
        changes={
            SALES: added(SALES, of=amend(SALES, **_ONE_UNIT), line_item_id="line_item_id + 8", **_ONE_UNIT),
            MOVEMENTS: added(
                MOVEMENTS,
                at("line_item_id"),
                of=amend(MOVEMENTS, at("line_item_id"), quantity_change="-1", available_change="-1"),
                movement_id="movement_id + 8",
                line_item_id="line_item_id + 8",
                quantity_change="-1",
                available_change="-1",
            ),
        },
        breaks=("SAL-3", "SAL-4", "SAL-9"),
    ),
    Fault(
        id="discount-taken-once",
        title="A discount per unit is taken once for the whole line",
        touched=every("line_scene", "discount_amount > 0 AND quantity_sold > 1"),
        changes={SALES: amend(SALES, net_sales_amount="unit_price * quantity_sold - discount_amount")},
        breaks=("SAL-11",),
    ),
    Fault(
        id="tax-on-list-price",
        title="Tax is taken on the list price, as if there were no discount",
        touched=every("line_scene", "discount_amount > 1", *_TAXED),
        changes={SALES: amend(SALES, tax_amount="unit_price * quantity_sold * at_state_tax_rate")},
        breaks=("SAL-11",),
    ),
    Fault(
        id="tax-cut-off",
        title="Tax is cut off after the cent, as by integers made of floats, in place of rounded",
        touched=every("line_scene", "tax_amount > 0", *_TAXED),
        changes={SALES: amend(SALES, tax_amount="FLOOR((unit_price - discount_amount) * quantity_sold * at_state_tax_rate * 100) / 100")},
        breaks=("SAL-11",),
    ),
    Fault(
        id="margin-of-one-unit",
        title="The margin of a line takes off the cost of one unit only",
        touched=first("line_scene", "quantity_sold = 2", *_TAXED),
        changes={SALES: amend(SALES, gross_margin_amount="net_sales_amount - at_unit_cost")},
        breaks=("SAL-11",),
    ),
    Fault(
        id="discount-above-the-price",
        title="A discount of ten times its amount is taken off: more than the price",
        touched=first("line_scene", "discount_amount > 0.1 * unit_price AND returns = 0", *_TAXED),
        changes={SALES: amend(SALES, discount_amount="discount_amount * 10", **amounts("quantity_sold", discount="discount_amount * 10"))},
        breaks=("SCH-RANGE.gold_sales_fact.net_sales_amount", "SCH-RANGE.gold_sales_fact.tax_amount", "SAL-11"),
    ),
    Fault(
        id="order-of-two-customers",
        title="One line of an order, and its request, name another customer than the others",
        touched=first("line_scene", "order_lines > 1 AND returns = 0", "request_id"),
        changes={
            REQUESTS: amend(REQUESTS, customer_key="CASE WHEN customer_key = 1 THEN 2 ELSE 1 END"),
            SALES: amend(SALES, at("request_id"), customer_key="CASE WHEN customer_key = 1 THEN 2 ELSE 1 END"),
        },
        breaks=("SAL-12",),
    ),
    Fault(
        id="transactions-of-one-order",
        title="A line of an order is paid by a transaction of its own",
        touched=first("line_scene", "order_lines > 1"),
        changes={SALES: amend(SALES, transaction_id="line_item_id")},
        breaks=("SAL-12",),
    ),
    Fault(
        id="store-sells-online",
        title="A sale at a store, and its request, are booked on a digital channel",
        touched=first("line_scene", f"{_ALONE} AND NOT is_digital", "request_id", "digital_channel_key"),
        changes={
            REQUESTS: amend(REQUESTS, channel_key="at_digital_channel_key"),
            SALES: amend(SALES, at("request_id"), channel_key="at_digital_channel_key"),
        },
        breaks=("SAL-13",),
    ),
    Fault(
        id="time-in-another-zone",
        title="The time of day of sale lines is in a zone two hours ahead of UTC",
        touched=every("line_scene", "TRUE"),
        changes={SALES: amend(SALES, time_key="(time_key + 200) % 2400")},
        breaks=("SAL-15",),
    ),
    Fault(
        id="line-checked-without-a-time",
        title="A line does not say when its stock was checked",
        touched=first("line_scene", _ALONE),
        changes={SALES: amend(SALES, inventory_check_timestamp="NULL")},
        breaks=("SAL-6", "SAL-9"),
    ),
    Fault(
        id="line-at-another-price",
        title="A line is charged at a price other than its request's",
        touched=first("line_scene", f"{_ALONE}", *_TAXED),
        changes={SALES: amend(SALES, unit_price="unit_price + 1", **amounts("quantity_sold", price="(unit_price + 1)"))},
        breaks=("SAL-9",),
    ),
    Fault(
        id="sale-of-an-unknown-position",
        title="A sale line has lost its location",
        touched=first("line_scene", f"{_ALONE} AND opening_from_facts IS NOT NULL"),
        changes={SALES: amend(SALES, location_key="NULL")},
        breaks=(
            "KEY-FK.gold_sales_fact.location_key",
            "SCH-NULL.gold_sales_fact",
            *("SAL-9", "SAL-12", "INV-7"),
        ),
    ),
)
