"""The judge: exact counts, witnesses in order, laws that cannot fail each other, and tables that are as bad as can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from contracts import judge as judging
from contracts import relations
from contracts.errors import InputError
from contracts.invariants.catalogue import LAWS, chosen
from contracts.invariants.law import FAMILIES, Invariant
from contracts.judge import judge
from contracts.relations import Relation, parse
from contracts.tables import TABLES
from contracts.verdict import WITNESS_LIMIT, Report, Result, Verdict

Judged = Callable[..., dict[str, Result]]
Write = Callable[..., Path]

LAW = Invariant("REQ-1", "A law for tests", "request", "units > 0", "RA")
RELATION = parse(
    "request", "-- One row per request.\n-- key: id\nSELECT request_id AS id, quantity_requested AS units FROM gold_purchase_request_fact"
)
STATISTICAL = parse(
    "request",
    "-- One row per table.\n-- key: observed\nSELECT AVG(CAST(quantity_requested AS DOUBLE)) AS observed,"
    " 2.0 AS expected_low, 3.0 AS expected_high, COUNT(*) AS sample, 0.5 AS tolerance FROM gold_purchase_request_fact",
)
BETWEEN = "observed BETWEEN expected_low - tolerance AND expected_high + tolerance"


@pytest.fixture
def judge_by(monkeypatch: pytest.MonkeyPatch, write: Write) -> Callable[..., dict[str, Result]]:
    """Judges requests of these many units by laws of the test's own."""

    def judge_requests(*laws: Invariant, units: list[int], relation: Relation = RELATION, **given: Any) -> dict[str, Result]:
        monkeypatch.setattr(judging, "chosen", lambda _only: laws)
        monkeypatch.setattr(judging, "find", lambda _name, _stored: relation)
        rows = [{"request_id": number, "quantity_requested": asked} for number, asked in enumerate(units)]
        folder = write(**{table: [] for table in TABLES} | {"gold_purchase_request_fact": rows})
        return {result.law.id: result for result in judge(str(folder), **given).results}

    return judge_requests


def test_counts_are_exact_and_witnesses_the_first_by_key(judge_by: Judged) -> None:
    result = judge_by(LAW, units=[0, 1, -1] * 50)["REQ-1"]
    assert (result.verdict, result.judged, result.broken) == (Verdict.BROKEN, 150, 100)
    assert [w["id"] for w in result.witnesses] == [number for number in range(150) if number % 3 != 1][:WITNESS_LIMIT]
    assert result.key == ("id",)


def test_null_is_no_truth(judge_by: Judged) -> None:
    assert judge_by(replace(LAW, holds="CASE WHEN units > 1 THEN TRUE END"), units=[1, 2])["REQ-1"].broken == 1


def test_a_law_that_the_engine_refuses_fails_no_other(judge_by: Judged) -> None:
    bad = replace(LAW, id="REQ-2", holds="units / nothing > 0")
    worse = replace(LAW, id="REQ-3", holds="CAST('x' AS INTEGER) = units")
    results = judge_by(LAW, bad, worse, units=[1, 2])
    assert results["REQ-1"].verdict is Verdict.HOLDS
    for name in ("REQ-2", "REQ-3"):
        assert results[name].verdict is Verdict.UNKNOWN
        assert str(results[name].reason).startswith("the engine could not judge it: ")


def test_a_relation_that_the_engine_refuses_makes_its_laws_unknown(judge_by: Judged) -> None:
    relation = parse("request", "-- One row per x.\n-- key: id\nSELECT nothing AS id FROM gold_purchase_request_fact")
    assert judge_by(LAW, units=[1], relation=relation)["REQ-1"].verdict is Verdict.UNKNOWN


def test_a_law_without_rows_says_which_rows_it_would_judge(judge_by: Judged) -> None:
    result = judge_by(replace(LAW, when="units > 5"), units=[1])["REQ-1"]
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, "there is no such row: no request where units > 5")


def test_a_law_that_needs_a_parameter_says_which(judge_by: Judged) -> None:
    law = replace(LAW, when=":target_stockout_rate IS NOT NULL", holds="units > :target_stockout_rate")
    assert judge_by(law, units=[1])["REQ-1"].reason == "parameter target_stockout_rate is not given"
    assert judge_by(law, units=[1], parameters={"target_stockout_rate": 0.1})["REQ-1"].verdict is Verdict.HOLDS


def test_a_statistical_law_says_what_it_measured(judge_by: Judged) -> None:
    law = replace(LAW, statistical=True, holds=BETWEEN, when="sample >= 3", sample_needed="3 requests")
    held = judge_by(law, units=[3, 3, 4], relation=STATISTICAL)["REQ-1"]
    assert held.observed is not None
    assert (held.verdict, round(held.observed.value, 3), held.observed.expected) == (Verdict.HOLDS, 3.333, (2.0, 3.0))
    assert judge_by(law, units=[3, 4, 4], relation=STATISTICAL)["REQ-1"].verdict is Verdict.BROKEN
    small = judge_by(law, units=[9, 9], relation=STATISTICAL)["REQ-1"]
    assert (small.verdict, small.reason) == (Verdict.UNKNOWN, "the sample is too small: 2 found, 3 requests needed")


def test_laws_come_in_the_order_of_families_and_numbers() -> None:
    families = [law.family for law in LAWS]
    assert list(dict.fromkeys(families)) == [f for f in dict.fromkeys(FAMILIES.values()) if f in families]
    numbered = [(law.family, int(law.id.split("-")[1])) for law in LAWS if law.family != "structure"]
    assert numbered == sorted(numbered, key=lambda law: families.index(law[0]) * 1000 + law[1])


def test_laws_are_chosen_by_id_or_by_what_ids_begin_with_up_to_a_dot() -> None:
    assert [law.id for law in chosen(["KEY-DENSE"])] == ["KEY-DENSE"]
    assert len(chosen(["SCH-COL", "KEY-CAL"])) == len(TABLES) + 1
    assert len(chosen(["SCH-RANGE.gold_sales_fact"])) == 9
    for unknown in ("KEY", "KEY-D", "INV-999", "sch-col"):
        with pytest.raises(InputError, match=unknown):
            chosen([unknown])


def test_progress_is_told_from_the_first_law_to_the_last(write: Write) -> None:
    told: list[tuple[int, int, str]] = []
    judge(str(write(gold_channel_dim=[{}])), progress=lambda *step: told.append(step))
    judged, laws, relation = zip(*told, strict=True)
    assert list(judged) == sorted(judged)
    assert (set(laws), judged[-1], relation[-1]) == ({len(LAWS)}, len(LAWS), "")


HUGE = 9_000_000_000_000_000_000


UNSOUND: dict[str, list[dict[str, Any]]] = {
    "empty": [],
    "one row": [{}],
    "NULL": [dict.fromkeys(column.name for table in TABLES.values() for column in table)] * 3,
    "copies": [{}] * 3,
    "no day": [{"date_key": 20240230}, {"date_key": -1}],
    "negative": [{"quantity_on_hand": -5, "quantity_available": -5, "quantity_sold": -1, "unit_price": Decimal("-1.00")}],
}
"""Rows that no generator should write: nothing, one row, NULL throughout, twice the same, no day, below zero."""


@pytest.mark.parametrize("kind", UNSOUND)
def test_unsound_rows_get_verdicts(write: Write, kind: str) -> None:
    report = judge(str(write(**dict.fromkeys(TABLES, UNSOUND[kind]))))
    assert_judged(report)
    assert kind == "one row" or report.exit_status() == (0 if kind == "empty" else 1)


def assert_judged(report: Report) -> None:
    """Every law has a verdict, and none the reason that the engine failed."""
    assert [result.law.id for result in report.results] == [law.id for law in LAWS]
    assert [r.law.id for r in report.results if r.reason and "engine" in r.reason] == []


@pytest.mark.parametrize(
    "stored",
    [
        pa.string(),
        pa.float64(),
        pa.int64(),
        pa.bool_(),
        pa.date32(),
        pa.timestamp("ns"),
        pa.decimal128(38, 10),
        pa.list_(pa.int32()),
        pa.null(),
        pa.binary(),
    ],
    ids=str,
)
def test_columns_of_any_type_get_verdicts(write: Write, made: Callable[..., pa.Table], stored: pa.DataType) -> None:
    tables = {name: retyped(made(name, [{}, {}]), stored) for name in TABLES}
    report = judge(str(write(**tables)))
    assert_judged(report)
    assert report.exit_status() == 1


def retyped(table: pa.Table, stored: pa.DataType) -> pa.Table:
    """The table with every column stored as another type: its values where they can be cast, else NULL."""
    columns = {}
    for name in table.column_names:
        try:
            columns[name] = table[name].cast(stored, safe=False)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            columns[name] = pa.nulls(len(table), stored)
    return pa.table(columns)


@pytest.mark.parametrize("value", [HUGE, -HUGE, 2**31, -(2**31) - 1])
def test_huge_integers_overflow_nothing(write: Write, made: Callable[..., pa.Table], value: int) -> None:
    tables = {name: with_values(made(name, [{}, {}, {}]), pa.int32(), pa.array([value] * 3, pa.int64())) for name in TABLES}
    assert_judged(judge(str(write(**tables))))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_money_that_is_no_number_is_found(write: Write, made: Callable[..., pa.Table], value: float) -> None:
    wrong = pa.array([value] * 3, pa.float64())
    tables = {name: with_values(made(name, [{}, {}, {}]), pa.decimal128(12, 2), wrong) for name in TABLES}
    report = judge(str(write(**tables)))
    assert_judged(report)
    ranges = {
        r.law.id: r.verdict for r in report.results if r.law.id.startswith("SCH-RANGE.gold_sales_fact") and r.law.id.endswith("amount")
    }
    assert set(ranges.values()) == {Verdict.BROKEN}


def with_values(table: pa.Table, kind: pa.DataType, values: pa.Array) -> pa.Table:
    """The table with these values in every column of a type."""
    for place, field in enumerate(table.schema):
        if field.type == kind:
            table = table.set_column(place, field.name, values)
    return table


def test_relations_in_files_are_found_by_name() -> None:
    assert "calendar_day" in relations.stored_relations()
    with pytest.raises(KeyError, match="no relation nowhere"):
        relations.load("nowhere")
