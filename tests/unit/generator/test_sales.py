"""Sales: amounts exact to the cent, and a line for every request that got something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.calendar import day_of
from generator.demand import Requests
from generator.identity import Kind, as_kind, compose
from generator.returns import Returns
from generator.sales import Amounts, Trade, amounts, request_table, sales_table
from generator.world import Location, Products, World

Worlds = Callable[..., World]
DAY = day_of(dt.date(2024, 11, 5))
CENT = Decimal("0.01")
SALE = compose(Kind.SALE, DAY, 2, np.arange(1, 2001), 1)


def warehouse(tax_rate: int = 625) -> Location:
    return Location(key=2, type="warehouse", traffic=1.0, tax_rate=tax_rate, review_days=7, lead_days=3)


def priced(world: World, price: int, cost: int, units: int, tax_rate: int = 625) -> Amounts:
    """Amounts of 2,000 lines alike."""
    same = np.ones(len(SALE), dtype=np.int64)
    return amounts(world, warehouse(tax_rate), same * price, same * cost, SALE, same * units)


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(st.integers(1, 50_000), st.integers(0, 50_000), st.integers(1, 3), st.integers(0, 10_000))
def test_amounts_are_those_of_decimal_arithmetic_rounded_half_up(
    world_of: Worlds, price: int, cost: int, units: int, tax_rate: int
) -> None:
    money = priced(world_of(discount_share=0.5), price, cost, units, tax_rate)
    reduced = {half_up(Decimal(price) * percent / 100) for percent in (5, 10, 15, 20, 30)}
    assert set(money.discount.tolist()) <= reduced | {0}
    for discount, net, tax, margin in set(zip(*(c.tolist() for c in (money.discount, money.net, money.tax, money.margin)), strict=True)):
        assert net == (price - discount) * units
        assert tax == half_up(Decimal(net) * tax_rate / 10_000)
        assert margin == net - cost * units


def test_half_a_cent_of_tax_is_a_cent(world_of: Worlds) -> None:
    assert set(priced(world_of(discount_share=0.0), 100, 0, 1, tax_rate=250).tax.tolist()) == {3}  # 2.5 cents
    assert set(priced(world_of(discount_share=0.0), 100, 0, 1, tax_rate=249).tax.tolist()) == {2}


def test_no_line_is_reduced_where_nothing_is_on_offer(world_of: Worlds) -> None:
    assert not priced(world_of(discount_share=0.0), 1999, 900, 2).discount.any()


def test_every_line_is_reduced_where_everything_is(world_of: Worlds) -> None:
    discount = priced(world_of(discount_share=1.0), 1999, 900, 2).discount
    assert set(discount.tolist()) == {100, 200, 300, 400, 600}


def test_a_refund_has_the_price_and_discount_of_the_sale(world_of: Worlds) -> None:
    world = world_of(discount_share=0.5)
    sold, refunded = priced(world, 1999, 900, 3), priced(world, 1999, 900, 1)
    assert np.array_equal(sold.discount, refunded.discount)
    assert np.array_equal(sold.net, 3 * refunded.net)


def asked(units: list[int]) -> Requests:
    """Requests of product 1, one after the other at nine and a half, each a minute after the one before."""
    count = len(units)
    number = np.arange(1, count + 1)
    same = np.zeros(count, dtype=np.int64)
    return Requests(
        id=compose(Kind.REQUEST, DAY, 2, 1, number),
        day=same + DAY,
        position=same,
        order=compose(Kind.SALE, DAY, 2, same + 7),
        customer=same + 4,
        channel=same + 1,
        instant=(DAY * 1440 + 9 * 60 + 30 + number) * 60_000_000,
        units=np.array(units),
        asked_before=np.cumsum([0, *units])[:-1],
    )


def one_product(price: int, cost: int) -> Products:
    one = np.ones(1, dtype=np.int64)
    return Products(one, one * price, one * cost, one * 1.0, one, one > 0, one)


def trade(found: list[int], allocated: list[int], units: list[int]) -> Trade:
    return Trade(asked(units), np.array(found), np.array(allocated))


@pytest.fixture
def rows(world_of: Worlds) -> dict[str, list[dict[str, Any]]]:
    """A morning on which four units meet requests for 3, 2 and 1: requests and lines as rows."""
    world = world_of(discount_share=0.0)
    products, day = one_product(1001, 1500), trade([4, 1, 0], [3, 1, 0], [3, 2, 1])
    return {
        "requests": request_table(warehouse(250), products, day).to_pylist(),
        "lines": sales_table(world, warehouse(250), products, day, Returns.none()).to_pylist(),
    }


def test_every_request_is_recorded_met_or_not(rows: dict[str, list[dict[str, Any]]]) -> None:
    recorded = [
        (r["inventory_at_purchase"], r["quantity_requested"], r["quantity_allocated"], r["lost_sales_qty"]) for r in rows["requests"]
    ]
    assert recorded == [(4, 3, 3, 0), (1, 2, 1, 1), (0, 1, 0, 1)]
    assert [r["is_inventory_constrained"] for r in rows["requests"]] == [False, True, True]
    assert [r["stockout_flag"] for r in rows["requests"]] == [False, True, True]
    assert {r["unit_price"] for r in rows["requests"]} == {Decimal("10.01")}


def test_a_request_that_got_nothing_has_no_line(rows: dict[str, list[dict[str, Any]]]) -> None:
    assert [line["request_id"] for line in rows["lines"]] == [r["request_id"] for r in rows["requests"][:2]]
    assert [(line["quantity_sold"], line["lost_sales_qty"], line["stockout_flag"]) for line in rows["lines"]] == [
        (3, 0, False),
        (1, 1, True),
    ]


def test_a_line_says_of_its_request_what_the_request_says(rows: dict[str, list[dict[str, Any]]]) -> None:
    for line, request in zip(rows["lines"], rows["requests"][:2], strict=True):
        shared = set(line) & set(request)
        assert len(shared) == 16
        assert {name: line[name] for name in shared} == {name: request[name] for name in shared}


def test_a_line_is_checked_at_its_minute_in_utc(rows: dict[str, list[dict[str, Any]]]) -> None:
    first = rows["lines"][0]
    assert first["inventory_check_timestamp"] == dt.datetime(2024, 11, 5, 9, 31, tzinfo=dt.UTC)
    assert (first["date_key"], first["time_key"]) == (20241105, 931)
    assert first["etl_timestamp"] == dt.datetime(2024, 11, 6, tzinfo=dt.UTC)


def test_a_line_sold_below_its_cost_has_a_negative_margin(rows: dict[str, list[dict[str, Any]]]) -> None:
    money = [(line["net_sales_amount"], line["tax_amount"], line["gross_margin_amount"]) for line in rows["lines"]]
    assert money == [(Decimal("30.03"), Decimal("0.75"), Decimal("-14.97")), (Decimal("10.01"), Decimal("0.25"), Decimal("-4.99"))]


def test_a_return_is_a_line_of_its_own_that_gives_the_money_back(world_of: Worlds) -> None:
    world = world_of(discount_share=1.0)
    products, day = one_product(1999, 900), trade([5], [3], [3])
    line, one = as_kind(day.asked.id, Kind.SALE), np.ones(1, dtype=np.int64)
    back = Returns(line, one * 0, one * 4, one, one * (DAY + 2), one * (DAY + 5), one * 2, one > 0)
    sale, refund = sales_table(world, warehouse(), products, day, back).to_pylist()
    assert (refund["is_return"], refund["return_of_line_item_id"]) == (True, sale["line_item_id"])
    assert (refund["date_key"], refund["return_restocked_date_key"], refund["quantity_sold"]) == (20241107, 20241110, 2)
    assert len({refund["line_item_id"], refund["order_number"], sale["line_item_id"], sale["order_number"]}) == 3
    assert refund["transaction_id"] == refund["order_number"]
    assert (refund["unit_price"], refund["discount_amount"]) == (sale["unit_price"], sale["discount_amount"])
    assert refund["net_sales_amount"] * 3 == sale["net_sales_amount"] * 2 > 0
    unasked = {"request_id", "quantity_requested", "is_inventory_constrained", "inventory_at_purchase"}
    of_schema_2 = {"stockout_flag", "lost_sales_qty", "inventory_check_timestamp"}
    assert {name for name, value in refund.items() if value is None} == unasked | of_schema_2
    assert all(refund[name] == sale[name] for name in ("customer_key", "product_key", "location_key", "channel_key"))


def test_a_day_without_requests_has_tables_without_rows(world_of: Worlds) -> None:
    world = world_of()
    nothing = trade([], [], [])
    assert request_table(warehouse(), world.products, nothing).num_rows == 0
    assert sales_table(world, warehouse(), world.products, nothing, Returns.none()).num_rows == 0
