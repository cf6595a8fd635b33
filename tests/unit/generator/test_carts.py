"""Digital carts and sessions: judged by the stock at close, and told in an order that makes sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pytest

from generator.calendar import multipliers
from generator.carts import Carts, Items, cart_table, fill_carts, item_table, judge_carts
from generator.config import SEGMENTS
from generator.events import event_table
from generator.identity import Kind, compose
from generator.world import World

Worlds = Callable[..., World]
Near = Callable[[float, float, float], None]
Row = dict[str, Any]


class Online(NamedTuple):
    """A fortnight of a warehouse with some stock of everything, from nothing to nine units."""

    world: World
    available: np.ndarray
    items: Items
    carts: Carts


def shop(world: World) -> Online:
    days = np.arange(world.first_day, world.first_day + 14)
    available = np.random.default_rng(5).integers(0, 10, (len(world.products.key), len(days))).astype(np.int32)
    demand = multipliers(int(days[0]), int(days[-1]))
    items = fill_carts(world, world.locations[1], world.products, days, demand, available)
    return Online(world, available, items, judge_carts(world, world.locations[1], world.products, items))


@pytest.fixture(scope="module")
def online(world_of: Worlds) -> Online:
    return shop(world_of(products=2_000, customers=3_000))


@pytest.fixture(scope="module")
def cart_rows(online: Online) -> list[Row]:
    rows: list[Row] = cart_table(online.world, online.carts).to_pylist()
    return rows


@pytest.fixture(scope="module")
def item_rows(online: Online) -> list[Row]:
    rows: list[Row] = item_table(online.world.locations[1], online.world.products, online.items).to_pylist()
    return rows


@pytest.fixture(scope="module")
def clicks(online: Online) -> list[Row]:
    world = online.world
    days = np.arange(world.first_day, world.first_day + 14)
    demand = multipliers(int(days[0]), int(days[-1]))
    table = event_table(world, world.locations[1], world.products, days, demand, online.carts, online.items)
    rows: list[Row] = table.to_pylist()
    return rows


def test_an_item_is_there_with_the_stock_at_close_of_its_day(online: Online) -> None:
    items = online.items
    assert items.available.tolist() == online.available[items.position, items.day - online.world.first_day].tolist()


def test_a_product_is_in_a_cart_once(item_rows: list[Row]) -> None:
    assert len({(row["cart_id"], row["product_key"]) for row in item_rows}) == len(item_rows) > 1000


def test_a_cart_is_its_items(cart_rows: list[Row], item_rows: list[Row]) -> None:
    inside = {cart: list(rows) for cart, rows in groupby(item_rows, key=lambda row: row["cart_id"])}
    assert list(inside) == [row["cart_id"] for row in cart_rows]
    for cart in cart_rows:
        items = inside[cart["cart_id"]]
        assert cart["items_count"] == len(items)
        assert cart["cart_value"] == sum(item["quantity"] * item["unit_price"] for item in items)
        assert cart["inventory_constrained_items"] == sum(item["inventory_available"] < 5 for item in items)
        assert cart["low_inventory_trigger"] == any(item["inventory_available"] < 5 for item in items)


@pytest.mark.parametrize(("available", "is_low"), [(0, True), (4, True), (5, False), (9, False)])
def test_an_item_is_low_strictly_below_the_threshold(available: int, is_low: bool, world_of: Worlds) -> None:
    world, one = world_of(), np.ones(1, dtype=np.int64)
    items = Items(compose(Kind.CART, one * world.first_day, 2, 1), one * world.first_day, one, one, one * available)
    assert judge_carts(world, world.locations[1], world.products, items).low_items.tolist() == [int(is_low)]


def test_a_cart_with_a_low_item_is_left_where_nothing_else_is_a_reason_to(world_of: Worlds) -> None:
    shopped = shop(world_of(products=300, base_abandonment_rate=0.0, cart_abandonment_increase=1.0))
    assert np.array_equal(shopped.carts.is_abandoned, shopped.carts.low_items > 0)
    assert 0 < shopped.carts.is_abandoned.mean() < 1


def test_a_cart_is_left_at_the_rate_of_its_customer_s_segment(world_of: Worlds) -> None:
    rates = dict.fromkeys(SEGMENTS, 0.0) | {"loyal": 1.0}
    shopped = shop(world_of(products=300, base_abandonment_rate=rates, cart_abandonment_increase=0.0))
    segment = shopped.world.customers.segment[shopped.carts.customer]
    assert np.array_equal(shopped.carts.is_abandoned, segment == SEGMENTS.index("loyal"))
    assert 0 < shopped.carts.is_abandoned.mean() < 1


@pytest.mark.parametrize(("is_low", "expected"), [(False, 0.30), (True, 0.40)])
def test_low_stock_adds_ten_points_to_thirty(is_low: bool, expected: float, world_of: Worlds, assert_near: Near) -> None:
    world = world_of()
    cart = compose(Kind.CART, np.repeat(world.first_day + np.arange(30), 2_000), 2, np.tile(np.arange(2_000), 30))
    one = np.ones(len(cart), dtype=np.int64)
    items = Items(cart, np.repeat(world.first_day + np.arange(30), 2_000), one, one, one * (0 if is_low else 9))
    left = judge_carts(world, world.locations[1], world.products, items).is_abandoned
    assert_near(float(left.mean()), expected, np.sqrt(expected * (1 - expected) / len(left)))


def test_stage_and_reason_are_known_of_carts_that_were_left(cart_rows: list[Row]) -> None:
    for cart in cart_rows:
        assert (cart["abandonment_stage"] is not None) == (cart["suspected_reason"] is not None) == cart["is_abandoned"]
    assert {cart["abandonment_stage"] for cart in cart_rows} == {None, "cart", "shipping", "payment"}


def test_out_of_stock_is_a_reason_only_where_something_is_low(cart_rows: list[Row]) -> None:
    blamed = [cart for cart in cart_rows if cart["suspected_reason"] == "out_of_stock"]
    assert len(blamed) > 20
    assert all(cart["low_inventory_trigger"] for cart in blamed)


def test_an_email_is_sent_then_opened_then_clicked_then_the_cart_recovered(cart_rows: list[Row]) -> None:
    steps = ("is_recovered", "recovery_email_clicked", "recovery_email_opened", "recovery_email_sent", "is_abandoned")
    for cart in cart_rows:
        assert list(map(cart.get, steps)) == sorted(map(cart.get, steps))  # whoever took a step took those before it
    assert 10 < sum(cart["is_recovered"] for cart in cart_rows) < sum(cart["recovery_email_sent"] for cart in cart_rows)


def test_a_recovered_cart_brings_money_on_a_later_day(cart_rows: list[Row]) -> None:
    for cart in cart_rows:
        if cart["is_recovered"]:
            assert cart["recovery_date_key"] > cart["date_key"]
            assert 0 < cart["recovery_revenue"] <= cart["cart_value"]
        else:
            assert (cart["recovery_date_key"], cart["recovery_revenue"]) == (None, 0)


def test_carts_belong_to_customers_of_their_day(online: Online) -> None:
    acquired = online.world.customers.acquired[online.carts.customer]
    assert (acquired <= online.carts.day).all()


def sessions(clicks: list[Row]) -> list[list[Row]]:
    """Clicks by session, in the order of (date_key, time_key, event_id)."""
    ordered = sorted(clicks, key=lambda row: (row["session_id"], row["date_key"], row["time_key"], row["event_id"]))
    return [list(rows) for _, rows in groupby(ordered, key=lambda row: row["session_id"])]


def test_each_click_has_an_id_of_its_own(clicks: list[Row]) -> None:
    assert len({row["event_id"] for row in clicks}) == len(clicks) > 1000


def test_a_session_has_one_customer_channel_and_day(clicks: list[Row]) -> None:
    for session in sessions(clicks):
        assert len({(row["customer_key"], row["channel_key"], row["date_key"]) for row in session}) == 1


def test_clicks_are_digital_and_happen_before_midnight(clicks: list[Row]) -> None:
    assert {row["channel_key"] for row in clicks} == {1, 2, 3}
    assert all(row["time_key"] % 100 < 60 and row["time_key"] < 2400 for row in clicks)


def test_a_session_begins_with_a_page(clicks: list[Row]) -> None:
    assert {session[0]["event_type"] for session in sessions(clicks)} == {"page_view"}


def test_a_checkout_is_started_before_it_is_completed(clicks: list[Row]) -> None:
    for session in sessions(clicks):
        steps = [row["event_type"] for row in session if row["event_type"].startswith("checkout")]
        assert steps in ([], ["checkout_start"], ["checkout_start", "checkout_complete"])


def test_a_session_went_as_far_as_its_cart(clicks: list[Row], cart_rows: list[Row]) -> None:
    ended = {session[0]["session_id"]: Counter(row["event_type"] for row in session) for session in sessions(clicks)}
    for cart in cart_rows:
        session = ended[cart["cart_id"] + Kind.SESSION - Kind.CART]
        assert session["add_to_cart"] == cart["items_count"]
        assert session["checkout_complete"] == int(not cart["is_abandoned"])
        assert session["checkout_start"] == int(cart["abandonment_stage"] != "cart")


def test_a_product_is_looked_at_before_it_is_put_into_a_cart(clicks: list[Row]) -> None:
    for session in sessions(clicks):
        seen = set()
        for row in session:
            if row["event_type"] == "product_view":
                seen.add(row["product_key"])
            assert row["event_type"] != "add_to_cart" or row["product_key"] in seen


def test_some_sessions_only_look(clicks: list[Row], cart_rows: list[Row]) -> None:
    assert len(sessions(clicks)) > 1.5 * len(cart_rows)


def test_nobody_browses_where_the_configuration_says_so(world_of: Worlds) -> None:
    shopped = shop(world_of(products=300, browsing_sessions_per_cart=0))
    world, days = shopped.world, np.arange(shopped.world.first_day, shopped.world.first_day + 14)
    demand = multipliers(int(days[0]), int(days[-1]))
    rows = event_table(world, world.locations[1], world.products, days, demand, shopped.carts, shopped.items)
    assert len(set(rows["session_id"].to_pylist())) == len(shopped.carts.id)
