"""Rows in Arrow: cents, days and instants become what the schema declares, to the last digit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.columns import Type
from contracts.tables import TABLES
from generator.arrow import Nullable, constant, table

PLAIN: dict[Type, Any] = {Type.STRING: "x", Type.BOOLEAN: True, Type.DOUBLE: 1.5}


def columns_of(name: str, rows: int, **given: Any) -> dict[str, Any]:
    """Plain values in all columns but those given."""
    plain = {c.name: np.full(rows, PLAIN.get(c.type, 1)) for c in TABLES[name] if c.name not in ("source_system", "etl_timestamp")}
    return {**plain, **given}


@given(st.lists(st.integers(-(10**12) + 1, 10**12 - 1), min_size=1, max_size=20))
def test_whole_cents_are_money_to_the_cent_also_below_zero(cents: list[int]) -> None:
    rows = table("gold_sales_fact", columns_of("gold_sales_fact", len(cents), gross_margin_amount=np.array(cents)), np.zeros(len(cents)))
    assert rows["gross_margin_amount"].to_pylist() == [Decimal(amount).scaleb(-2) for amount in cents]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_ten_thousandths_are_rates(shares: list[int]) -> None:
    rows = table("gold_location_dim", columns_of("gold_location_dim", len(shares), state_tax_rate=np.array(shares)))
    assert rows["state_tax_rate"].to_pylist() == [Decimal(share).scaleb(-4) for share in shares]


@given(st.dates(dt.date(1970, 1, 1), dt.date(2300, 1, 1)))
def test_days_are_dates(day: dt.date) -> None:
    days = np.array([(day - dt.date(1970, 1, 1)).days])
    rows = table("gold_product_dim", columns_of("gold_product_dim", 1, launch_date=days))
    assert rows["launch_date"].to_pylist() == [day]


@given(st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2262, 1, 1)))
def test_microseconds_are_instants_in_utc(instant: dt.datetime) -> None:
    microseconds = (instant - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)
    name = "gold_purchase_request_fact"
    rows = table(name, columns_of(name, 1, inventory_check_timestamp=np.array([microseconds])), np.zeros(1))
    assert rows["inventory_check_timestamp"].to_pylist() == [instant.replace(tzinfo=dt.UTC)]


def test_what_is_masked_is_null() -> None:
    hidden = np.array([False, True, False])
    given = {
        "abandonment_stage": Nullable(np.array(["cart", "cart", "payment"], dtype=object), hidden),
        "recovery_date_key": Nullable(np.array([20241101, 0, 20241103]), hidden),
    }
    rows = table("gold_cart_abandonment_fact", columns_of("gold_cart_abandonment_fact", 3, **given), np.zeros(3))
    assert rows["abandonment_stage"].to_pylist() == ["cart", None, "payment"]
    assert rows["recovery_date_key"].to_pylist() == [20241101, None, 20241103]


def test_a_constant_is_in_every_row() -> None:
    assert constant("x", 3).to_pylist() == ["x", "x", "x"]


def test_provenance_follows_from_the_row_s_own_day() -> None:
    rows = table("gold_sales_fact", columns_of("gold_sales_fact", 2), np.array([0, 19_723]))
    assert rows["source_system"].to_pylist() == ["stockproof", "stockproof"]
    assert rows["etl_timestamp"].to_pylist() == [dt.datetime(1970, 1, 2, tzinfo=dt.UTC), dt.datetime(2024, 1, 2, tzinfo=dt.UTC)]


def test_dimensions_were_loaded_at_the_turn_of_the_millennium() -> None:
    rows = table("gold_channel_dim", columns_of("gold_channel_dim", 1))
    assert rows["etl_timestamp"].to_pylist() == [dt.datetime(2000, 1, 1, tzinfo=dt.UTC)]


@pytest.mark.parametrize("name", TABLES)
def test_columns_come_in_the_declared_order(name: str) -> None:
    columns = columns_of(name, 2)
    rows = table(name, dict(reversed(columns.items())), np.zeros(2))
    assert rows.column_names == [column.name for column in TABLES[name]]
    assert all(not column.null_count for column in rows.columns)


def test_a_number_is_never_taken_for_another_s_column() -> None:
    columns = columns_of("gold_channel_dim", 2)
    del columns["channel_code"]
    with pytest.raises(KeyError, match="channel_code"):
        table("gold_channel_dim", columns)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises((ValueError, pa.ArrowInvalid)):
        table("gold_channel_dim", columns_of("gold_channel_dim", 2, is_digital=np.array([True]))).validate(full=True)
