"""Keys, references, calendar and schema, each on a few rows: what holds, and the nearest that does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from contracts.judge import judge
from contracts.verdict import Result, Verdict

Judged = Callable[..., dict[str, Result]]
Made = Callable[[str, list[dict[str, Any]]], pa.Table]

HOLDS, BROKEN, UNKNOWN = Verdict.HOLDS, Verdict.BROKEN, Verdict.UNKNOWN
CHANNELS = [{"channel_key": 1, "channel_code": "web"}, {"channel_key": 2, "channel_code": "app"}]
SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring", 6: "summer", 7: "summer", 8: "summer"}


def day(offset: int, first: date = date(2024, 2, 27), **changed: Any) -> dict[str, Any]:
    """A row of the calendar as it should be, but for what is changed."""
    at = first + timedelta(offset)
    right = {
        "date_key": at.year * 10000 + at.month * 100 + at.day,
        "calendar_date": at,
        "day_number": offset + 1,
        "day_of_week": at.isoweekday(),
        "is_weekend": at.isoweekday() >= 6,
        "month": at.month,
        "quarter": (at.month + 2) // 3,
        "year": at.year,
        "season": SEASONS.get(at.month, "autumn"),
        "is_peak_season": at.month >= 11,
    }
    return {**right, **changed}


def test_a_calendar_as_it_should_be_agrees_through_leap_years_and_centuries(judged: Judged) -> None:
    for first in (date(2024, 2, 27), date(1999, 12, 1), date(2100, 1, 1)):
        result = judged(only=["KEY-CAL"], gold_date_dim=[day(offset, first) for offset in range(400)])["KEY-CAL"]
        assert (result.verdict, result.judged) == (HOLDS, 400)


@pytest.mark.parametrize(
    "changed",
    [
        {"day_number": 4},
        {"day_of_week": 7},
        {"is_weekend": True},
        {"month": 3},
        {"quarter": 2},
        {"year": 2023},
        {"season": "spring"},
        {"is_peak_season": True},
        {"date_key": 20240230},
        {"calendar_date": None},
    ],
)
def test_a_day_that_disagrees_with_its_date_breaks_the_calendar(judged: Judged, changed: dict[str, Any]) -> None:
    days = [day(0), day(1), day(2, **changed), day(3)]
    result = judged(only=["KEY-CAL"], gold_date_dim=days)["KEY-CAL"]
    assert (result.verdict, result.broken) == (BROKEN, 1)


def test_a_gap_in_the_calendar_is_a_gap_in_its_numbers(judged: Judged) -> None:
    result = judged(only=["KEY-CAL"], gold_date_dim=[day(0), day(1), day(3, day_number=3)])["KEY-CAL"]
    assert (result.broken, result.witnesses[0]["day_number_expected"]) == (1, 4)


def world(**changed: Any) -> dict[str, Any]:
    """Two active products and one inactive at one location, for three days."""
    snapshots = [{"product_key": p, "location_key": 1, "date_key": day(d)["date_key"]} for p in (1, 2) for d in range(3)]
    tables = {
        "gold_date_dim": [day(d) for d in range(5)],
        "gold_product_dim": [{"product_key": p, "product_id": f"p{p}", "is_active": p < 3} for p in (1, 2, 3)],
        "gold_location_dim": [{"location_key": 1}],
        "gold_inventory_fact": snapshots,
    }
    return {**tables, **changed}


def dense(judged: Judged, snapshots: list[dict[str, Any]]) -> Result:
    return judged(only=["KEY-DENSE"], **world(gold_inventory_fact=snapshots))["KEY-DENSE"]


def test_each_active_product_has_a_snapshot_on_each_day(judged: Judged) -> None:
    result = dense(judged, world()["gold_inventory_fact"])
    assert (result.verdict, result.judged) == (HOLDS, 2)


def test_a_missing_snapshot_a_second_one_and_one_of_an_inactive_product_are_found(judged: Judged) -> None:
    snapshots = world()["gold_inventory_fact"]
    missing = dense(judged, snapshots[:-1])
    assert [(w["product_key"], w["days_expected"], w["snapshots"]) for w in missing.witnesses] == [(2, 3, 2)]
    assert dense(judged, [*snapshots, snapshots[0]]).broken == 1
    assert dense(judged, [*snapshots, {**snapshots[0], "product_key": 3}]).broken == 1
    hidden_by_a_copy = dense(judged, [*snapshots[:-1], snapshots[-2]])
    assert (hidden_by_a_copy.broken, hidden_by_a_copy.witnesses[0]["snapshots"]) == (1, 3)


def test_every_way_to_lose_one_day_and_write_another_twice_is_found(judged: Judged) -> None:
    days = [day(offset)["date_key"] for offset in range(70)]
    calendar = [day(offset) for offset in range(70)]
    shifts = [(lost, lost + step) for step in (1, 31, 32) for lost in range(0, 70 - step, 7)]
    products = [{"product_key": at, "product_id": f"p{at}", "is_active": True} for at in range(len(shifts))]
    snapshots = [
        {"product_key": at, "location_key": 1, "date_key": days[again] if days[lost] == key else key}
        for at, (lost, again) in enumerate(shifts)
        for key in days
    ]
    whole = [{"product_key": 99, "location_key": 1, "date_key": key} for key in days]
    changed = {"gold_date_dim": calendar, "gold_product_dim": [*products, {"product_key": 99, "is_active": True}]}
    result = judged(only=["KEY-DENSE"], **world(gold_inventory_fact=[*snapshots, *whole], **changed))["KEY-DENSE"]
    assert (result.judged, result.broken) == (len(shifts) + 1, len(shifts))


def test_without_a_snapshot_there_is_no_horizon(judged: Judged) -> None:
    results = judged(only=["KEY-DENSE", "KEY-HORIZON"], **world(gold_inventory_fact=[], gold_customer_event_fact=[{}]))
    assert results["KEY-DENSE"].verdict is UNKNOWN
    assert results["KEY-HORIZON.gold_customer_event_fact"].verdict is UNKNOWN


def test_an_event_after_the_last_snapshot_lies_outside_the_horizon(judged: Judged) -> None:
    events = [{"event_id": number, "date_key": day(offset)["date_key"]} for number, offset in ((1, 2), (2, 3))]
    result = judged(only=["KEY-HORIZON"], **world(gold_customer_event_fact=events))["KEY-HORIZON.gold_customer_event_fact"]
    assert [(w["event_id"], w["last_day"]) for w in result.witnesses] == [(2, 20240229)]


def test_a_key_value_that_two_rows_have_is_found_with_its_copies(judged: Judged) -> None:
    copied = [*CHANNELS, {"channel_key": 2, "channel_code": "web"}]
    results = judged(only=["KEY-PK", "KEY-UQ"], gold_channel_dim=copied)
    assert results["KEY-PK.gold_channel_dim"].witnesses == ({"channel_key": 2, "copies": 2},)
    assert results["KEY-UQ.gold_channel_dim.channel_code"].witnesses == ({"channel_code": "web", "copies": 2},)


def test_null_keys_are_no_copies_of_each_other(judged: Judged) -> None:
    results = judged(gold_channel_dim=[*CHANNELS, {"channel_key": None}, {"channel_key": None, "channel_code": None}])
    assert results["KEY-PK.gold_channel_dim"].verdict is HOLDS
    assert results["SCH-NULL.gold_channel_dim"].broken == 2


def test_a_reference_to_nothing_is_found_and_a_null_that_may_be_is_not_judged(judged: Judged) -> None:
    events = [{"event_id": 1, "channel_key": 1}, {"event_id": 2, "channel_key": 9, "product_key": 1}, {"event_id": 3, "product_key": 7}]
    results = judged(only=["KEY-FK"], gold_channel_dim=CHANNELS, gold_product_dim=[{}], gold_customer_event_fact=events)
    channel = results["KEY-FK.gold_customer_event_fact.channel_key"]
    product = results["KEY-FK.gold_customer_event_fact.product_key"]
    assert (channel.judged, [w["event_id"] for w in channel.witnesses]) == (3, [2])
    assert (product.judged, [w["event_id"] for w in product.witnesses]) == (2, [3])


@pytest.mark.parametrize("key", [20240101, 20240229, 20000229, 20231231, 20240430, 21040229])
def test_a_day_of_the_calendar_is_a_date_key(judged: Judged, key: int) -> None:
    result = judged(only=["KEY-DATE"], gold_customer_event_fact=[{"date_key": key}])["KEY-DATE.gold_customer_event_fact.date_key"]
    assert result.verdict is HOLDS


@pytest.mark.parametrize("key", [20240230, 20230229, 21000229, 20240431, 20241301, 20240001, 20240100, 20240132, 0, -20240101, None])
def test_what_is_no_day_of_the_calendar_is_no_date_key(judged: Judged, key: int | None) -> None:
    result = judged(only=["KEY-DATE"], gold_customer_event_fact=[{"date_key": key}])["KEY-DATE.gold_customer_event_fact.date_key"]
    assert result.verdict is BROKEN


def test_every_date_key_of_forty_years_is_judged_as_the_calendar_does(judged: Judged) -> None:
    keys = [y * 10000 + m * 100 + d for y in range(1995, 2035) for m in range(14) for d in range(33)]
    events = [{"event_id": number, "date_key": key} for number, key in enumerate(keys)]
    result = judged(only=["KEY-DATE"], gold_customer_event_fact=events)["KEY-DATE.gold_customer_event_fact.date_key"]
    assert result.judged - result.broken == (date(2035, 1, 1) - date(1995, 1, 1)).days


def test_a_missing_column_is_named_and_what_needs_it_is_unknown(judged: Judged, made: Made) -> None:
    results = judged(gold_channel_dim=made("gold_channel_dim", CHANNELS).drop_columns(["channel_code", "is_digital"]))
    columns = results["SCH-COL.gold_channel_dim"]
    assert (columns.verdict, [w["column_name"] for w in columns.witnesses]) == (BROKEN, ["channel_code", "is_digital"])
    unique = results["KEY-UQ.gold_channel_dim.channel_code"]
    assert (unique.verdict, unique.reason) == (UNKNOWN, "gold_channel_dim.channel_code is not there")
    assert results["SCH-NULL.gold_channel_dim"].verdict is HOLDS
    assert results["KEY-PK.gold_channel_dim"].verdict is HOLDS


def test_a_missing_table_makes_all_its_laws_unknown_and_leaves_the_others_alone(judged: Judged) -> None:
    results = judged(gold_channel_dim=CHANNELS)
    ours = [r for name, r in results.items() if name.startswith(("KEY", "SCH")) and ".gold_channel_dim" in name]
    others = [r for name, r in results.items() if name.startswith(("KEY", "SCH")) and ".gold_channel_dim" not in name]
    assert {r.verdict for r in ours} == {HOLDS}
    assert {r.verdict for r in others} == {UNKNOWN}
    assert results["SCH-TYPE.gold_sales_fact"].reason == "gold_sales_fact is not there"


def test_a_misspelt_table_is_named_where_it_is_missed(write: Callable[..., Path]) -> None:
    folder = write(gold_channel_dim=CHANNELS, gold_date_dim=[{"date_key": 20240101}])
    (folder / "gold_date_dim.parquet").rename(folder / "Gold_Dates_Dim.parquet")
    (folder / "gold_sale_facts.md").write_text("no table")
    by_id = {result.law.id: result for result in judge(str(folder)).results}
    assert by_id["SCH-COL.gold_date_dim"].reason == "gold_date_dim is not there, but Gold_Dates_Dim is"
    assert by_id["SCH-COL.gold_sales_fact"].reason == "gold_sales_fact is not there"


def test_a_table_without_rows_is_named_where_there_is_nothing_to_judge(judged: Judged, made: Made) -> None:
    results = judged(gold_channel_dim=CHANNELS, gold_sales_fact=made("gold_sales_fact", []))
    assert results["KEY-PK.gold_sales_fact"].reason == (
        "there is no such row: no copies_of.gold_sales_fact (without rows: gold_sales_fact)"
    )


def typed(made: Made, name: str, rows: list[dict[str, Any]], **types: pa.DataType) -> pa.Table:
    """The table, with some columns stored in other types."""
    table = made(name, rows)
    for column, kind in types.items():
        place = table.column_names.index(column)
        table = table.set_column(place, column, table[column].cast(kind))
    return table


@pytest.mark.parametrize(
    ("column", "stored", "kind_ok", "width_ok"),
    [
        ("quantity_requested", pa.int64(), True, False),
        ("quantity_requested", pa.int16(), True, False),
        ("quantity_requested", pa.float64(), False, False),
        ("quantity_requested", pa.string(), False, False),
        ("unit_price", pa.float64(), True, False),
        ("unit_price", pa.decimal128(18, 4), True, False),
        ("unit_price", pa.string(), False, False),
        ("stockout_flag", pa.string(), False, False),
        ("stockout_flag", pa.int32(), False, False),
        ("inventory_check_timestamp", pa.timestamp("us"), True, True),
        ("inventory_check_timestamp", pa.timestamp("ns", "UTC"), True, False),
        ("inventory_check_timestamp", pa.date32(), False, False),
        ("source_system", pa.large_string(), True, True),
        ("source_system", pa.binary(), False, False),
    ],
)
def test_kinds_are_errors_and_widths_are_warnings(
    judged: Judged, made: Made, column: str, stored: pa.DataType, kind_ok: bool, width_ok: bool
) -> None:
    table = typed(made, "gold_purchase_request_fact", [{}], **{column: stored})
    results = judged(only=["SCH-TYPE", "SCH-WIDTH", "SCH-NULL"], gold_purchase_request_fact=table)
    assert results["SCH-TYPE.gold_purchase_request_fact"].verdict is (HOLDS if kind_ok else BROKEN)
    assert results["SCH-WIDTH.gold_purchase_request_fact"].verdict is (HOLDS if width_ok else BROKEN)
    assert results["SCH-NULL.gold_purchase_request_fact"].verdict is HOLDS


@pytest.mark.parametrize(
    ("law", "table", "row"),
    [
        ("SCH-RANGE.gold_sales_fact.time_key", "gold_sales_fact", {"time_key": 1260}),
        ("SCH-RANGE.gold_sales_fact.time_key", "gold_sales_fact", {"time_key": 2400}),
        ("SCH-RANGE.gold_sales_fact.quantity_sold", "gold_sales_fact", {"quantity_sold": 0}),
        ("SCH-RANGE.gold_sales_fact.quantity_requested", "gold_sales_fact", {"quantity_requested": 0}),
        ("SCH-RANGE.gold_product_dim.base_price", "gold_product_dim", {"base_price": Decimal("0.00")}),
        ("SCH-RANGE.gold_location_dim.state_tax_rate", "gold_location_dim", {"state_tax_rate": Decimal("1.0001")}),
        ("SCH-RANGE.gold_location_dim.lead_time_days", "gold_location_dim", {"lead_time_days": 4, "review_period_days": 3}),
        ("SCH-RANGE.gold_date_dim.demand_multiplier", "gold_date_dim", {"demand_multiplier": float("nan")}),
        ("SCH-RANGE.gold_date_dim.demand_multiplier", "gold_date_dim", {"demand_multiplier": float("inf")}),
        ("SCH-ENUM.gold_customer_dim.segment", "gold_customer_dim", {"segment": "VIP"}),
        ("SCH-ENUM.gold_customer_dim.segment", "gold_customer_dim", {"segment": None}),
        ("SCH-ENUM.gold_cart_abandonment_fact.abandonment_stage", "gold_cart_abandonment_fact", {"abandonment_stage": "mail"}),
    ],
)
def test_values_outside_their_range_or_list_are_found(judged: Judged, law: str, table: str, row: dict[str, Any]) -> None:
    plain = judged(only=[law], **{table: [{}]})[law]
    assert plain.verdict in (HOLDS, UNKNOWN)
    assert judged(only=[law], **{table: [row]})[law].verdict is BROKEN


@pytest.mark.parametrize(("column", "stored"), [("base_price", float("nan")), ("unit_cost", float("inf"))])
def test_what_is_no_number_is_found_among_numbers(judged: Judged, made: Made, column: str, stored: float) -> None:
    table = made("gold_product_dim", [{}, {}, {}])
    money = pa.array([1.5, stored, 2.5], pa.float64())
    result = judged(only=["SCH-RANGE"], gold_product_dim=table.set_column(table.column_names.index(column), column, money))
    assert result[f"SCH-RANGE.gold_product_dim.{column}"].broken == 1


def test_a_tax_rate_that_is_no_number_is_found_among_numbers(judged: Judged, made: Made) -> None:
    table = made("gold_location_dim", [{}, {}])
    rates = pa.array([0.05, float("nan")], pa.float64())
    place = table.column_names.index("state_tax_rate")
    result = judged(only=["SCH-RANGE"], gold_location_dim=table.set_column(place, "state_tax_rate", rates))
    assert result["SCH-RANGE.gold_location_dim.state_tax_rate"].broken == 1


def test_a_nullable_column_without_values_is_not_judged(judged: Judged) -> None:
    result = judged(only=["SCH-RANGE"], gold_sales_fact=[{}])["SCH-RANGE.gold_sales_fact.lost_sales_qty"]
    assert result.verdict is UNKNOWN
    assert result.reason == "there is no such row: no rows_of.gold_sales_fact where lost_sales_qty IS NOT NULL"
