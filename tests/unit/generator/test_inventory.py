"""Inventory as rows: a snapshot says how a day closed, and each movement what one event changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from generator.calendar import day_of
from generator.demand import Requests
from generator.identity import Kind, compose
from generator.inventory import Closes, Receipts, movement_table, opening_table, snapshot_table
from generator.returns import Returns
from generator.sales import Trade
from generator.world import Location, Products

Row = dict[str, Any]
DAY = day_of(dt.date(2024, 12, 31))
STORE = Location(key=3, type="store", traffic=1.0, tax_rate=0, review_days=7, lead_days=3)
NOON = DAY * 86_400_000_000 + 43_200_000_000


def entries(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def grid(*positions: tuple[int, int]) -> np.ndarray:
    """Positions in rows, two days in columns."""
    return np.array(positions, dtype=np.int32)


def midnight(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, tzinfo=dt.UTC)


PRODUCTS = Products(
    key=entries(7, 8),
    price=entries(1999, 500),
    cost=entries(900, 250),
    popularity=np.ones(2),
    launched=entries(0, 0),
    is_active=np.ones(2, dtype=np.bool_),
    category=entries(0, 1),
)


@pytest.fixture
def closed() -> list[Row]:
    """Two positions at two closes: one sells out on the second day, of the other nothing has been available for five."""
    closes = Closes(
        days=entries(DAY, DAY + 1),
        available=grid((4, 0), (0, 0)),
        damaged=grid((1, 1), (0, 2)),
        in_transit=grid((0, 6), (3, 4)),
        level=grid((6, 7), (9, 8)),
        zero_days=grid((0, 1), (5, 6)),
        last_receipt=grid((0, DAY + 1), (DAY - 2, DAY - 2)),
        next_receipt=grid((DAY + 1, DAY + 8), (DAY + 5, DAY + 5)),
    )
    rows: list[Row] = snapshot_table(STORE, PRODUCTS, entries(2, 1), closes).to_pylist()
    return rows


def told(rows: list[Row], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in rows]


def test_every_position_is_seen_at_every_close(closed: list[Row]) -> None:
    assert told(closed, "product_key", "location_key", "date_key") == [
        (7, 3, 20241231),
        (7, 3, 20250101),
        (8, 3, 20241231),
        (8, 3, 20250101),
    ]


def test_on_hand_is_what_is_available_reserved_and_damaged(closed: list[Row]) -> None:
    names = ("quantity_on_hand", "quantity_available", "quantity_reserved", "quantity_damaged")
    assert told(closed, *names) == [(7, 4, 2, 1), (3, 0, 2, 1), (1, 0, 1, 0), (3, 0, 1, 2)]


def test_a_snapshot_tells_what_is_on_its_way_and_what_is_aimed_at(closed: list[Row]) -> None:
    assert told(closed, "quantity_in_transit", "order_up_to_level") == [(0, 6), (6, 7), (3, 9), (4, 8)]


def test_a_day_with_nothing_available_is_a_stockout_and_counted(closed: list[Row]) -> None:
    assert told(closed, "is_stockout", "stockout_duration_days") == [(False, None), (True, 1), (True, 5), (True, 6)]


def test_a_receipt_is_remembered_from_its_day_on_and_the_next_announced(closed: list[Row]) -> None:
    new_year = dt.date(2025, 1, 1)
    assert told(closed, "last_replenishment_date", "next_replenishment_date") == [
        (None, new_year),
        (new_year, dt.date(2025, 1, 8)),
        (dt.date(2024, 12, 29), dt.date(2025, 1, 5)),
        (dt.date(2024, 12, 29), dt.date(2025, 1, 5)),
    ]


def test_all_that_is_on_hand_has_its_value(closed: list[Row]) -> None:
    assert told(closed, "inventory_value_cost", "inventory_value_retail") == [
        (Decimal("63.00"), Decimal("139.93")),
        (Decimal("27.00"), Decimal("59.97")),
        (Decimal("2.50"), Decimal("5.00")),
        (Decimal("7.50"), Decimal("15.00")),
    ]


def test_a_snapshot_is_loaded_at_the_midnight_after_its_day(closed: list[Row]) -> None:
    assert [row["etl_timestamp"] for row in closed] == [midnight(2025, 1, 1), midnight(2025, 1, 2)] * 2


def test_a_dear_shelf_has_its_value_to_the_cent() -> None:
    dear = Products(entries(7), entries(2_000_001), entries(1_500_001), np.ones(1), entries(0), np.ones(1, dtype=np.bool_), entries(0))
    nothing = np.zeros((1, 1), dtype=np.int32)
    closes = Closes(entries(DAY), nothing + 3_000, nothing, nothing, nothing, nothing, nothing, nothing + DAY)
    row = snapshot_table(STORE, dear, entries(0), closes).to_pylist()[0]
    assert (row["inventory_value_cost"], row["inventory_value_retail"]) == (Decimal("45000030.00"), Decimal("60000030.00"))


def traded(*asked_and_got: tuple[int, int]) -> Trade:
    """Requests of product 8 on the first day, each for so many units and given so many."""
    count = len(asked_and_got)
    same = np.zeros(count, dtype=np.int64)
    ids = compose(Kind.REQUEST, DAY, STORE.key, 8, np.arange(1, count + 1))
    asked, got = (np.array(units, dtype=np.int64) for units in zip(*asked_and_got, strict=True))
    queue = Requests(ids, same + DAY, same + 1, same, same, same, same + NOON, asked, same)
    return Trade(queue, got, got)


def sale(number: int) -> int:
    return int(compose(Kind.SALE, DAY, STORE.key, 8, number))


def brought_back() -> Returns:
    """Two lines sold a week before: 2 units of product 7 in good order, 3 of product 8 that are damaged."""
    sold = compose(Kind.SALE, DAY - 7, STORE.key, entries(7, 8), 1)
    back, restocked = entries(DAY - 2, DAY - 3), entries(DAY, DAY + 1)
    return Returns(sold, entries(0, 1), entries(0, 0), entries(4, 4), back, restocked, entries(2, 3), np.array([True, False]))


def delivered() -> Receipts:
    return Receipts(position=entries(0, 1), day=entries(DAY + 1, DAY), units=entries(6, 5))


CHANGE = ("movement_type", "product_key", "location_key", "date_key", "quantity_change", "available_change")


def moved(opening: pa.Table | None = None) -> list[Row]:
    """What a sale in full, one in part, one request in vain, two restocks and two receipts changed."""
    rows: list[Row] = movement_table(STORE, PRODUCTS, traded((2, 2), (3, 0), (3, 1)), brought_back(), delivered(), opening).to_pylist()
    return rows


def of_type(kind: str) -> list[Row]:
    return [row for row in moved() if row["movement_type"] == kind]


def test_units_sold_leave_on_hand_and_available_and_nothing_moves_in_vain() -> None:
    assert told(of_type("SALE"), *CHANGE[1:]) == [(8, 3, 20241231, -2, -2), (8, 3, 20241231, -1, -1)]


def test_a_sale_moves_under_the_id_of_its_line() -> None:
    assert told(of_type("SALE"), "movement_id", "line_item_id") == [(sale(1), sale(1)), (sale(3), sale(3))]


def test_units_restocked_are_available_only_when_sellable() -> None:
    assert told(of_type("RETURN"), *CHANGE[1:]) == [(7, 3, 20241231, 2, 2), (8, 3, 20250101, 3, 0)]


def test_a_restock_moves_under_the_id_of_the_return_and_says_how_long_it_took() -> None:
    ids = compose(Kind.RETURN, DAY - 7, STORE.key, entries(7, 8), 1).tolist()
    assert told(of_type("RETURN"), "movement_id", "line_item_id", "return_delay_days") == [(ids[0], ids[0], 2), (ids[1], ids[1], 4)]


def test_a_receipt_arrives_on_hand_and_available() -> None:
    assert told(of_type("RECEIPT"), *CHANGE[1:]) == [(7, 3, 20250101, 6, 6), (8, 3, 20241231, 5, 5)]


def test_a_receipt_is_known_by_its_day_and_product() -> None:
    ids = [int(compose(Kind.RECEIPT, DAY + late, STORE.key, key)) for late, key in ((1, 7), (0, 8))]
    assert [row["movement_id"] for row in of_type("RECEIPT")] == ids


@pytest.mark.parametrize(("kind", "delays"), [("SALE", [None, None]), ("RECEIPT", [None, None])])
def test_only_a_restock_has_a_delay(kind: str, delays: list[None]) -> None:
    assert [row["return_delay_days"] for row in of_type(kind)] == delays


def test_a_receipt_belongs_to_no_line() -> None:
    assert [row["line_item_id"] for row in of_type("RECEIPT")] == [None, None]


def test_a_movement_is_loaded_at_the_midnight_after_its_day() -> None:
    assert {(row["date_key"], row["etl_timestamp"]) for row in moved()} == {
        (20241231, midnight(2025, 1, 1)),
        (20250101, midnight(2025, 1, 2)),
    }


def test_an_opening_brings_in_what_is_available_and_what_is_reserved() -> None:
    rows = opening_table(STORE, PRODUCTS, DAY, available=entries(5, 0), reserved=entries(2, 1)).to_pylist()
    assert told(rows, *CHANGE) == [("OPENING", 7, 3, 20241231, 7, 5), ("OPENING", 8, 3, 20241231, 1, 0)]
    assert told(rows, "line_item_id", "return_delay_days", "etl_timestamp") == [(None, None, midnight(2025, 1, 1))] * 2
    assert [row["movement_id"] for row in rows] == compose(Kind.OPENING, DAY, STORE.key, entries(7, 8)).tolist()


def test_a_days_movements_follow_its_opening() -> None:
    opening = opening_table(STORE, PRODUCTS, DAY, entries(5, 0), entries(2, 1))
    assert [row["movement_type"] for row in moved(opening)] == ["OPENING"] * 2 + [row["movement_type"] for row in moved()]
    assert "OPENING" not in {row["movement_type"] for row in moved()}
