"""Sales: requests and lines as rows, with prices, discounts, refunds and taxes exact to the cent (RA 2.2, D5, D13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator import streams
from generator.arrow import constant, table
from generator.calendar import date_keys
from generator.demand import Requests
from generator.identity import Kind, as_kind
from generator.returns import Returns
from generator.world import Location, Products, World

Cents = NDArray[np.int64]

_DISCOUNT_PERCENT = np.array([5, 10, 15, 20, 30])
_MINUTE = 60_000_000
_RETURNS_OPEN, _RETURNS_CLOSE = 10 * 60, 20 * 60 - 1  # minutes of the day


@dataclass(frozen=True)
class Trade:
    """A chunk's requests and what became of each: units found available just before it, and units allocated."""

    asked: Requests
    found: NDArray[np.int64]
    allocated: NDArray[np.int64]

    @property
    def lost(self) -> NDArray[np.int64]:
        """Units asked for and not there, per request."""
        return self.asked.units - self.allocated


@dataclass(frozen=True)
class Amounts:
    """What a line's units cost, come to and leave, in cents."""

    price: Cents
    discount: Cents
    net: Cents
    tax: Cents
    margin: Cents


def amounts(world: World, location: Location, price: Cents, cost: Cents, sale: NDArray[np.int64], units: NDArray[np.int64]) -> Amounts:
    """Amounts for ``units`` of the line sold as ``sale``: the discount is per unit, taxes are rounded half up to the cent.

    A return gives the sale's own id, and so gets back the price and discount of the sale.
    """
    seed = world.seed
    is_discounted = streams.below(seed, "sale.discounted", world.config.discount_share, sale)
    percent = _DISCOUNT_PERCENT[streams.integers(seed, "sale.discount", 0, len(_DISCOUNT_PERCENT) - 1, sale)]
    discount = np.where(is_discounted, (price * percent + 50) // 100, 0)
    net = (price - discount) * units
    return Amounts(price, discount, net, tax=(net * location.tax_rate + 5_000) // 10_000, margin=net - cost * units)


def request_table(location: Location, products: Products, trade: Trade) -> pa.Table:
    """gold_purchase_request_fact: every request, met or not."""
    asked, lost = trade.asked, trade.lost
    rows = len(asked)
    return table(
        "gold_purchase_request_fact",
        {
            "request_id": asked.id,
            "order_number": asked.order,
            "customer_key": asked.customer + 1,
            "product_key": products.key[asked.position],
            "location_key": constant(location.key, rows),
            "channel_key": asked.channel,
            "date_key": date_keys(asked.day),
            "inventory_check_timestamp": asked.instant,
            "quantity_requested": asked.units,
            "inventory_at_purchase": trade.found,
            "quantity_allocated": trade.allocated,
            "is_inventory_constrained": lost > 0,
            "stockout_flag": lost > 0,
            "lost_sales_qty": lost,
            "unit_price": products.price[asked.position],
        },
        asked.day,
    )


def sales_table(world: World, location: Location, products: Products, trade: Trade, returned: Returns) -> pa.Table:
    """gold_sales_fact: a line for each request that was allocated something, and one for each return brought back."""
    lines = _sale_lines(world, location, products, trade)
    return pa.concat_tables([lines, _return_lines(world, location, products, returned)])


def _sale_lines(world: World, location: Location, products: Products, trade: Trade) -> pa.Table:
    sold = trade.allocated > 0
    asked, units, lost = trade.asked[sold], trade.allocated[sold], trade.lost[sold]
    line = as_kind(asked.id, Kind.SALE)
    money = amounts(world, location, products.price[asked.position], products.cost[asked.position], line, units)
    return _lines(
        location,
        asked.day,
        {
            "order_number": asked.order,
            "line_item_id": line,
            "request_id": asked.id,
            "customer_key": asked.customer + 1,
            "product_key": products.key[asked.position],
            "channel_key": asked.channel,
            "time_key": _hhmm(asked.instant // _MINUTE % 1440),
            "quantity_sold": units,
            "quantity_requested": asked.units,
            "is_inventory_constrained": lost > 0,
            "inventory_at_purchase": trade.found[sold],
            "is_return": np.zeros(len(line), dtype=np.bool_),
            "return_of_line_item_id": pa.nulls(len(line)),
            "return_restocked_date_key": pa.nulls(len(line)),
            "stockout_flag": lost > 0,
            "lost_sales_qty": lost,
            "inventory_check_timestamp": asked.instant,
        },
        money,
    )


def _return_lines(world: World, location: Location, products: Products, returned: Returns) -> pa.Table:
    line = as_kind(returned.sale, Kind.RETURN)
    rows = len(line)
    money = amounts(world, location, products.price[returned.position], products.cost[returned.position], returned.sale, returned.units)
    minute = streams.integers(world.seed, "return.minute", _RETURNS_OPEN, _RETURNS_CLOSE, returned.sale)
    unasked = ("request_id", "quantity_requested", "inventory_at_purchase", "lost_sales_qty", "inventory_check_timestamp")
    return _lines(
        location,
        returned.brought_back,
        {
            "order_number": line,
            "line_item_id": line,
            "customer_key": returned.customer + 1,
            "product_key": products.key[returned.position],
            "channel_key": returned.channel,
            "time_key": _hhmm(minute),
            "quantity_sold": returned.units,
            "is_return": np.ones(rows, dtype=np.bool_),
            "return_of_line_item_id": returned.sale,
            "return_restocked_date_key": date_keys(returned.restocked),
            "is_inventory_constrained": pa.nulls(rows),
            "stockout_flag": pa.nulls(rows),
            **{name: pa.nulls(rows) for name in unasked},
        },
        money,
    )


def _lines(location: Location, day: NDArray[np.int64], columns: dict[str, Any], money: Amounts) -> pa.Table:
    return table(
        "gold_sales_fact",
        {
            **columns,
            "transaction_id": columns["order_number"],
            "location_key": constant(location.key, len(day)),
            "date_key": date_keys(day),
            "unit_price": money.price,
            "discount_amount": money.discount,
            "net_sales_amount": money.net,
            "tax_amount": money.tax,
            "gross_margin_amount": money.margin,
        },
        day,
    )


def _hhmm(minute_of_day: NDArray[np.int64]) -> NDArray[np.int64]:
    return minute_of_day // 60 * 100 + minute_of_day % 60
