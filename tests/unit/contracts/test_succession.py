"""The row before a row, found as rows lie, is the one that a sort finds; where rows lie otherwise, nothing is claimed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.engines import duckdb_order
from contracts.engines.duckdb_order import as_it_lies
from contracts.relations.succession import REQUESTS, SNAPSHOTS, SUCCESSIONS, Succession

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def short_stretches_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of a few rows have short stretches."""
    monkeypatch.setattr(duckdb_order, "_ROWS_PER_STRETCH", 1)


def snapshot(product: int | None, day: int | None, available: int = 0) -> Row:
    key = day if day is None else int(f"{date(2024, 1, 1) + timedelta(day):%Y%m%d}")
    return {"product_key": product, "location_key": 1, "date_key": key, "quantity_available": available}


def found(succession: Succession, rows: Sequence[Row]) -> tuple[list[tuple[Any, ...]] | None, list[tuple[Any, ...]]]:
    """What is found as the rows lie, if anything is, and what a sort finds; both in one order."""
    names = dict.fromkeys((*succession.carried, *succession.looked_back, *succession.group, "is_return"))
    table = pa.table({name: pa.array([row.get(name, False if name == "is_return" else None) for row in rows]) for name in names})
    with duckdb.connect(config={"preserve_insertion_order": True}) as connection:
        connection.register("told", table)
        typed = ", ".join(f"CAST({name} AS INT) AS {name}" if name != "is_return" else name for name in names)
        connection.execute(f"CREATE TABLE {succession.table} AS SELECT {typed} FROM told")

        def run(sql: str) -> list[tuple[Any, ...]]:
            return connection.execute(sql).fetchall()

        lying = as_it_lies(succession, run)
        return (in_order(run(lying)) if lying else None), in_order(run(succession.in_any_order()))


def in_order(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)


def test_rows_that_lie_by_position_and_day_need_no_sort() -> None:
    lying, sorted_ = found(SNAPSHOTS, [snapshot(product, day, day) for product in (1, 2) for day in range(4)])
    assert lying == sorted_
    previous = {(row[0], row[2]): row[SNAPSHOTS.outputs.index("previous_quantity_available")] for row in sorted_}
    assert previous[2, 20240104] == 2


@pytest.mark.parametrize("chunks", [[(0, 4), (4, 9)], [(4, 9), (0, 4)], [(0, 1), (1, 2), (2, 3)]])
def test_chunks_of_days_are_put_together_in_whatever_order_they_lie(chunks: list[tuple[int, int]]) -> None:
    rows = [snapshot(product, day, 10 * product + day) for first, end in chunks for product in (3, 1, 2) for day in range(first, end)]
    lying, sorted_ = found(SNAPSHOTS, rows)
    assert lying == sorted_


def test_days_of_many_positions_lie_by_day() -> None:
    rows = [
        {"product_key": product, "location_key": 1, "date_key": day, "inventory_check_timestamp": at, "request_id": 100 * day + at}
        for products in (range(1, 3), range(3, 5))
        for day in (20240101, 20240102)
        for product in products
        for at in (1, 2, 3)
    ]
    lying, sorted_ = found(REQUESTS, rows)
    assert lying == sorted_
    assert sum(row[REQUESTS.outputs.index("previous_row")] is None for row in sorted_) == 8


@pytest.mark.parametrize(
    "rows",
    [
        [snapshot(1, 0), snapshot(1, 2), snapshot(1, 1), snapshot(1, 3)],
        [snapshot(1, 0), snapshot(1, 1), snapshot(1, 1), snapshot(1, 2)],
        [snapshot(1, 0), snapshot(1, None), snapshot(1, 1)],
    ],
    ids=["stretches overlap", "a copy", "a day without a key"],
)
def test_rows_that_lie_otherwise_are_left_to_the_sort(rows: list[Row]) -> None:
    lying, _ = found(SNAPSHOTS, rows)
    assert lying is None


def test_short_stretches_are_left_to_the_sort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb_order, "_ROWS_PER_STRETCH", 8)
    lying, _ = found(SNAPSHOTS, [snapshot(product, day) for day in range(4) for product in (1, 2)])
    assert lying is None


KEYS = st.one_of(st.none(), st.integers(1, 3), st.integers(1, 3))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "product_key": KEYS,
            "location_key": st.integers(1, 2),
            "date_key": st.one_of(st.none(), st.integers(20240101, 20240104)),
            "quantity_available": st.one_of(st.none(), st.integers(0, 3)),
            "inventory_check_timestamp": st.one_of(st.none(), st.integers(1, 3)),
            "request_id": st.integers(1, 50),
            "line_item_id": st.integers(1, 50),
            "inventory_at_purchase": st.integers(0, 3),
            "quantity_allocated": st.integers(0, 3),
            "quantity_sold": st.integers(1, 3),
        }
    ),
    max_size=12,
)
LAID = st.sampled_from([None, ("product_key", "location_key", "date_key"), ("date_key", "product_key", "location_key")])


@pytest.mark.parametrize("name", SUCCESSIONS)
@settings(max_examples=40)
@given(rows=ROWS, laid=LAID, cut=st.integers(0, 12))
def test_whatever_is_claimed_of_rows_as_they_lie_is_what_a_sort_finds(
    name: str, rows: list[Row], laid: Sequence[str] | None, cut: int
) -> None:
    told = [{**row, "quantity_sold": row["quantity_sold"] * 100 + at} for at, row in enumerate(rows)]
    if laid:
        by = [*laid, "inventory_check_timestamp", "request_id", "line_item_id"]
        halves = (told[:cut], told[cut:])
        told = [row for half in halves for row in sorted(half, key=lambda row: [(row[key] is not None, row[key] or 0) for key in by])]
    lying, sorted_ = found(SUCCESSIONS[name], told)
    assert lying is None or lying == sorted_
