"""A whole world replayed from its tables alone by RA's classes, one request at a time: the same allocations, closes and stockouts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest

from generator.reference import InventoryManager, SalesValidator, StockoutGenerator

Tables = dict[str, pa.Table]
Row = dict[str, Any]
Place = tuple[int, int]

WORLDS: list[dict[str, Any]] = [
    {},
    {"random_seed": 5, "target_stockout_rate": 0.3, "return_rate": 0.5, "unsellable_share": 0.3},
    {"opening_stock": "source"},
]


@dataclass
class Replay:
    """What RA's classes find, day by day, when they are told what the tables say came in and was asked for."""

    allocated: dict[int, tuple[int, int]] = field(default_factory=dict)
    closes: dict[tuple[int, int, int], tuple[int, int]] = field(default_factory=dict)
    out: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))


def by_day(rows: list[Row], key: str = "date_key") -> dict[int, list[Row]]:
    days: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        days[row[key]].append(row)
    return days


def replayed(tables: Tables) -> Replay:
    """The order of a day: restock, receive, trade, close."""
    manager, found = InventoryManager(), Replay()
    validator = SalesValidator(manager)
    movements = by_day(tables["gold_inventory_movement_fact"].to_pylist())
    requests = by_day(tables["gold_purchase_request_fact"].to_pylist())
    calendar = [row["date_key"] for row in tables["gold_date_dim"].to_pylist()]
    damaged: dict[Place, int] = defaultdict(int)
    for today, tomorrow in zip(calendar, [*calendar[1:], 99991231], strict=True):
        for moved in movements[today]:
            place = (moved["product_key"], moved["location_key"])
            on_hand, available = moved["quantity_change"], moved["available_change"]
            match moved["movement_type"]:
                case "OPENING":
                    state = {"qty_available": available, "qty_on_hand": on_hand, "qty_reserved": on_hand - available}
                    manager.inventory_state[*place, today] = state
                case "RETURN":
                    manager.restock(*place, today, available)
                    damaged[place] += on_hand - available
                case "RECEIPT":
                    manager.receive(*place, today, on_hand)
        for request in sorted(requests[today], key=lambda row: (row["inventory_check_timestamp"], row["request_id"])):
            position = (request["product_key"], request["location_key"], today)
            before = manager.get_available_inventory(*position)
            units, _ = validator.validate_purchase(*position, request["quantity_requested"])
            found.allocated[request["request_id"]] = (before, manager.deduct_inventory(*position, units))
        for product, location, day in manager.inventory_state:
            state = manager.get_snapshot(product, location, day)
            found.closes[product, location, day] = (state["qty_available"], state["qty_on_hand"] + damaged[product, location])
        for stockout in StockoutGenerator().detect_stockouts(today, manager):
            found.out[stockout["product_key"], stockout["location_key"]].append(today)
        manager.close_day(today, tomorrow)
    return found


@pytest.fixture(scope="module", params=WORLDS, ids=["plain", "short", "source"])
def world(request: pytest.FixtureRequest, tables_of: Callable[..., Tables]) -> tuple[Tables, Replay]:
    tables = tables_of(**request.param)
    return tables, replayed(tables)


def test_every_request_found_and_got_what_the_reference_gives(world: tuple[Tables, Replay]) -> None:
    tables, replay = world
    rows = tables["gold_purchase_request_fact"].to_pylist()
    assert {row["request_id"]: (row["inventory_at_purchase"], row["quantity_allocated"]) for row in rows} == replay.allocated


def test_every_close_is_what_the_reference_has_left(world: tuple[Tables, Replay]) -> None:
    tables, replay = world
    rows = tables["gold_inventory_fact"].to_pylist()
    closes = {(r["product_key"], r["location_key"], r["date_key"]): (r["quantity_available"], r["quantity_on_hand"]) for r in rows}
    assert closes == replay.closes


def test_every_sale_is_what_the_reference_gave_and_nothing_else_is_sold(world: tuple[Tables, Replay]) -> None:
    tables, replay = world
    lines = [line for line in tables["gold_sales_fact"].to_pylist() if not line["is_return"]]
    sold = {line["request_id"]: (line["inventory_at_purchase"], line["quantity_sold"]) for line in lines}
    assert sold == {request: answer for request, answer in replay.allocated.items() if answer[1] > 0}


def test_only_what_was_sold_is_brought_back_and_no_more_of_it(world: tuple[Tables, Replay]) -> None:
    tables, _ = world
    lines = tables["gold_sales_fact"].to_pylist()
    sold = {line["line_item_id"]: line for line in lines if not line["is_return"]}
    returned = [line for line in lines if line["is_return"]]
    assert len(returned) > 5
    for line in returned:
        sale = sold[line["return_of_line_item_id"]]
        assert line["quantity_sold"] <= sale["quantity_sold"]
        assert line["date_key"] >= sale["date_key"]
        same = ("customer_key", "product_key", "location_key", "channel_key", "unit_price", "discount_amount")
        assert [line[name] for name in same] == [sale[name] for name in same]


def test_every_return_is_restocked_on_its_day(world: tuple[Tables, Replay]) -> None:
    tables, _ = world
    last = tables["gold_date_dim"]["date_key"].to_pylist()[-1]
    lines = [line for line in tables["gold_sales_fact"].to_pylist() if line["is_return"]]
    due = {(x["line_item_id"], x["return_restocked_date_key"], x["quantity_sold"]) for x in lines if x["return_restocked_date_key"] <= last}
    movements = [m for m in tables["gold_inventory_movement_fact"].to_pylist() if m["movement_type"] == "RETURN"]
    assert {(m["line_item_id"], m["date_key"], m["quantity_change"]) for m in movements} == due


def test_every_stockout_is_a_run_of_days_that_the_reference_detects(world: tuple[Tables, Replay]) -> None:
    tables, replay = world
    last = tables["gold_date_dim"]["calendar_date"].to_pylist()[-1]
    runs = set()
    for place, keys in replay.out.items():
        days = [dt.datetime.strptime(str(key), "%Y%m%d").date() for key in keys]
        starts = [day for day in days if day - dt.timedelta(days=1) not in days]
        ends = [day for day in days if day + dt.timedelta(days=1) not in days]
        runs |= {(*place, start, None if end == last else end, (end - start).days + 1) for start, end in zip(starts, ends, strict=True)}
    assert {told(event) for event in tables["gold_stockout_events"].to_pylist()} == runs


def told(event: Row) -> tuple[int, int, dt.date, dt.date | None, int]:
    """An event as (product, location, first day, last day unless open, days)."""
    start, end = (
        dt.datetime.strptime(str(event[name]), "%Y%m%d").date() if event[name] else None
        for name in ("stockout_start_date_key", "stockout_end_date_key")
    )
    assert start is not None
    return event["product_key"], event["location_key"], start, end, event["stockout_duration_days"]


def test_the_replay_met_shortage_restock_receipt_and_damage(tables_of: Callable[..., Tables]) -> None:
    tables = tables_of(**WORLDS[1])
    movements = tables["gold_inventory_movement_fact"].to_pylist()
    assert {moved["movement_type"] for moved in movements} == {"OPENING", "SALE", "RETURN", "RECEIPT"}
    assert any(moved["quantity_change"] > moved["available_change"] for moved in movements if moved["movement_type"] == "RETURN")
    requests = tables["gold_purchase_request_fact"].to_pylist()
    assert any(0 < row["quantity_allocated"] < row["quantity_requested"] for row in requests)
    assert any(row["quantity_allocated"] == 0 for row in requests)
