"""One product, location or customer more, or thirty days, leaves the rows of all others as they were (GEN-2), table by table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from contracts.tables import TABLES

Tables = dict[str, pa.Table]
Make = Callable[..., Tables]

BY_POSITION = [
    "gold_purchase_request_fact",
    "gold_sales_fact",
    "gold_inventory_fact",
    "gold_inventory_movement_fact",
    "gold_stockout_events",
]
BASES: list[dict[str, Any]] = [
    {"random_seed": 1},
    {"random_seed": 11},  # the fifth location has less traffic than any other
    {"random_seed": 18},  # product 21 is more popular than any other
    {"random_seed": 2, "products": 100, "days": 12},  # product 101 begins a block of its own
    {"random_seed": 3, "opening_stock": "source", "store_requests_per_day": 0.6, "warehouse_requests_per_day": 0.6},
]


@pytest.fixture(params=BASES, ids=lambda base: f"seed {base['random_seed']}")
def base(request: pytest.FixtureRequest) -> dict[str, Any]:
    values: dict[str, Any] = request.param
    return values


def where(rows: pa.Table, column: str, keep: Callable[[pa.ChunkedArray], Any]) -> pa.Table:
    return rows.filter(keep(rows[column])).combine_chunks()


def test_a_product_more_leaves_all_others_as_they_were(base: dict[str, Any], tables_of: Make) -> None:
    products = base.get("products", 20)
    few, many = tables_of(**base), tables_of(**base | {"products": products + 1})
    for name in ["gold_product_dim", *BY_POSITION, "gold_cart_item_fact"]:
        kept = where(many[name], "product_key", lambda keys: pc.less_equal(keys, products))
        assert kept.equals(few[name]), name
        assert many[name].num_rows > few[name].num_rows or name in ("gold_stockout_events", "gold_cart_item_fact"), name
    for name in ("gold_date_dim", "gold_location_dim", "gold_customer_dim", "gold_channel_dim"):
        assert many[name].equals(few[name]), name


def test_carts_and_sessions_that_a_new_product_did_not_join_stay_as_they_were(base: dict[str, Any], tables_of: Make) -> None:
    products = base.get("products", 20)
    few, many = tables_of(**base), tables_of(**base | {"products": products + 1})
    new_items = where(many["gold_cart_item_fact"], "product_key", lambda keys: pc.greater(keys, products))
    for name, key, joined in [
        ("gold_cart_abandonment_fact", "cart_id", new_items["cart_id"]),
        ("gold_customer_event_fact", "session_id", joined_sessions(many, products)),
    ]:
        some, others = (where(rows[name], key, lambda ids, joined=joined: pc.invert(pc.is_in(ids, joined))) for rows in (many, few))
        assert some.equals(others), name
        assert some.num_rows > 0, name


def joined_sessions(tables: Tables, products: int) -> pa.ChunkedArray:
    clicks = tables["gold_customer_event_fact"]
    return clicks.filter(pc.greater(clicks["product_key"], products))["session_id"]


def test_a_location_more_leaves_all_others_as_they_were(base: dict[str, Any], tables_of: Make) -> None:
    few, many = tables_of(**base), tables_of(**base | {"locations": 5})
    for name in [name for name in TABLES if "location_key" in TABLES[name].by_name]:
        assert where(many[name], "location_key", lambda keys: pc.less(keys, 5)).equals(few[name]), name
    for name in ("gold_date_dim", "gold_product_dim", "gold_customer_dim", "gold_channel_dim"):
        assert many[name].equals(few[name]), name


@pytest.mark.parametrize("locations", [6, 7])
def test_a_digital_location_more_leaves_carts_and_clicks_as_they_were(locations: int, base: dict[str, Any], tables_of: Make) -> None:
    few, many = tables_of(**base), tables_of(**base | {"locations": locations})
    carts = few["gold_cart_abandonment_fact"]
    kept = where(many["gold_cart_abandonment_fact"], "cart_id", lambda ids: pc.is_in(ids, carts["cart_id"]))
    assert kept.equals(carts)
    clicks = few["gold_customer_event_fact"]
    assert where(many["gold_customer_event_fact"], "event_id", lambda ids: pc.is_in(ids, clicks["event_id"])).equals(clicks)


def test_thirty_days_more_leave_the_days_before_as_they_were(base: dict[str, Any], tables_of: Make) -> None:
    short, long = tables_of(**base), tables_of(**base | {"days": base.get("days", 30) + 30})
    last = pc.max(short["gold_date_dim"]["date_key"])
    for name in [name for name in TABLES if "date_key" in TABLES[name].by_name]:
        assert where(long[name], "date_key", lambda keys: pc.less_equal(keys, last)).equals(short[name]), name
        assert long[name].num_rows > short[name].num_rows, name
    for name in ("gold_product_dim", "gold_location_dim", "gold_customer_dim", "gold_channel_dim"):
        assert long[name].equals(short[name]), name
    carts = short["gold_cart_abandonment_fact"]["cart_id"]
    assert where(long["gold_cart_item_fact"], "cart_id", lambda ids: pc.is_in(ids, carts)).equals(short["gold_cart_item_fact"])


def test_thirty_days_more_leave_closed_stockouts_as_they_were_and_go_on_with_open_ones(base: dict[str, Any], tables_of: Make) -> None:
    short, long = (
        tables["gold_stockout_events"] for tables in (tables_of(**base), tables_of(**base | {"days": base.get("days", 30) + 30}))
    )
    closed = where(short, "stockout_end_date_key", pc.is_valid)
    assert where(long, "stockout_id", lambda ids: pc.is_in(ids, closed["stockout_id"])).equals(closed)
    still_open = where(short, "stockout_end_date_key", pc.is_null)
    went_on = where(long, "stockout_id", lambda ids: pc.is_in(ids, still_open["stockout_id"]))
    assert went_on["stockout_id"].equals(still_open["stockout_id"])
    for name in ("stockout_duration_days", "lost_sales_attempts", "lost_sales_quantity"):
        assert pc.all(pc.greater_equal(went_on[name], still_open[name])).as_py(), name


def test_a_customer_more_changes_only_the_slots_that_they_took(base: dict[str, Any], tables_of: Make) -> None:
    few, many = tables_of(**base | {"customers": 5}), tables_of(**base | {"customers": 6})
    assert where(many["gold_customer_dim"], "customer_key", lambda keys: pc.less(keys, 6)).equals(few["gold_customer_dim"])
    for name in [name for name in TABLES if "customer_key" in TABLES[name].by_name and not TABLES[name].is_dimension]:
        key = TABLES[name].key[0]
        assert many[name][key].equals(few[name][key]), name
        taken = pc.equal(many[name]["customer_key"], 6)
        assert pc.any(taken).as_py() or many[name].num_rows < 100, f"{name}: the newcomer took no slot of many"
        assert many[name].filter(pc.invert(taken)).equals(few[name].filter(pc.invert(taken))), name
        assert many[name].filter(taken).drop_columns("customer_key").equals(few[name].filter(taken).drop_columns("customer_key")), name


def test_a_customer_more_changes_no_stock(base: dict[str, Any], tables_of: Make) -> None:
    few, many = tables_of(**base | {"customers": 5}), tables_of(**base | {"customers": 6})
    for name in ("gold_inventory_fact", "gold_inventory_movement_fact", "gold_stockout_events", "gold_cart_item_fact", "gold_product_dim"):
        assert many[name].equals(few[name]), name
