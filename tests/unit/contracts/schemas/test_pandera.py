"""pandera schemas on frames of a few rows: what is wrong is told once, under the id of its law."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandera.errors import SchemaErrors, SchemaWarning

from contracts.columns import BOOLEAN, DATE, STRING, TIMESTAMP, Column
from contracts.errors import InputError
from contracts.schemas.pandera import broken_rows, schema
from contracts.tables import TABLES

STOCK = "gold_inventory_fact"

Frame = Callable[..., Any]


def plain(column: Column) -> Any:
    """A value that the schema alone finds nothing wrong with."""
    if column.nullable:
        return None
    values = {STRING: "plain", BOOLEAN: False, DATE: pd.Timestamp("2024-10-30").date(), TIMESTAMP: pd.Timestamp("2024-10-30", tz="UTC")}
    return (column.allowed or (20241030 if column.is_date_key else values.get(column.type, 1),))[0]


def arrow(name: str, *rows: dict[str, Any]) -> pa.Table:
    """Rows that name the columns that matter, in the declared types."""
    whole = [{column.name: row.get(column.name, plain(column)) for column in TABLES[name]} for row in rows]
    return pa.Table.from_pylist(whole, pa.schema([field.with_nullable(True) for field in TABLES[name].arrow_schema()]))


@pytest.fixture(params=["polars", "polars, lazy", "pandas, of Arrow", "pandas"])
def kind(request: pytest.FixtureRequest) -> tuple[str, Callable[[pa.Table], Any]]:
    """Each kind of frame: its backend, and how it is made of an Arrow table."""
    made: dict[str, Callable[[pa.Table], Any]] = {
        "polars": pl.from_arrow,
        "polars, lazy": lambda table: pl.DataFrame(pl.from_arrow(table)).lazy(),
        "pandas, of Arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
        "pandas": lambda table: table.to_pandas(),
    }
    return request.param.partition(",")[0], made[request.param]


def found(kind: tuple[str, Callable[[pa.Table], Any]], name: str, table: pa.Table) -> tuple[dict[str, int], SchemaErrors | None]:
    """Rows broken by id, and the errors."""
    backend, made = kind
    try:
        schema(name, backend).validate(made(table), lazy=True)
    except SchemaErrors as errors:
        return broken_rows(errors), errors
    return {}, None


SOUND = {"quantity_on_hand": 3, "quantity_available": 2, "quantity_reserved": 1, "quantity_damaged": 0, "is_stockout": False}


def test_a_sound_frame_is_given_back(kind: Any) -> None:
    assert found(kind, STOCK, arrow(STOCK, SOUND)) == ({}, None)


def test_a_frame_without_rows_breaks_nothing(kind: Any) -> None:
    assert found(kind, STOCK, arrow(STOCK, SOUND).slice(0, 0)) == ({}, None)


def test_rows_are_counted_and_the_failure_cases_name_the_law(kind: Any) -> None:
    rows = [SOUND | {"product_key": place, "quantity_on_hand": 3 + place % 2} for place in range(100)]
    counts, errors = found(kind, STOCK, arrow(STOCK, *rows))
    assert counts == {"INV-2": 50}
    assert errors is not None
    checks = set(errors.failure_cases["check"])
    assert checks == {"INV-2: What is on hand is what is available, reserved or damaged"}
    assert len(set(errors.failure_cases["index"])) == 20


def test_null_where_the_predicate_needs_a_value_is_a_violation(kind: Any) -> None:
    counts, _ = found(kind, STOCK, arrow(STOCK, SOUND | {"is_stockout": None}))
    assert counts == {"INV-3": 1, f"SCH-NULL.{STOCK}": 1}


def test_of_keys_the_values_are_counted_that_several_rows_have(kind: Any) -> None:
    rows = [SOUND | {"product_key": key} for key in (1, 1, 1, 2, 3, 3, None, None)]
    counts, _ = found(kind, STOCK, arrow(STOCK, *rows))
    assert counts == {f"KEY-PK.{STOCK}": 2, f"SCH-NULL.{STOCK}": 2}


def test_a_column_that_is_not_there_is_told_once_and_no_law_that_needs_it_is_judged(kind: Any) -> None:
    counts, errors = found(kind, STOCK, arrow(STOCK, SOUND | {"quantity_on_hand": -1}).drop_columns(["quantity_available", "is_stockout"]))
    assert counts == {f"SCH-COL.{STOCK}": 2, f"SCH-RANGE.{STOCK}.quantity_on_hand": 1}
    assert errors is not None
    assert "quantity_available is not there" in str(errors.failure_cases["failure_case"].to_list())


def test_a_column_of_another_kind_is_told_once_and_not_computed_with(kind: Any) -> None:
    table = arrow(STOCK, SOUND)
    texts = pa.array(["3"])
    table = table.set_column(table.column_names.index("quantity_on_hand"), "quantity_on_hand", texts)
    with pytest.warns(SchemaWarning, match=f"SCH-WIDTH.{STOCK}"):
        counts, _ = found(kind, STOCK, table)
    assert counts == {f"SCH-TYPE.{STOCK}": 1}


def test_another_order_and_more_columns_change_nothing(kind: Any) -> None:
    table = arrow(STOCK, SOUND | {"quantity_on_hand": 9})
    other = table.select(table.column_names[::-1]).append_column("note", pa.array(["<b>'\"💥"]))
    assert found(kind, STOCK, other)[0] == {"INV-2": 1}


def test_values_with_quotes_and_pictures_are_told_as_they_are(kind: Any) -> None:
    counts, _ = found(kind, "gold_customer_dim", arrow("gold_customer_dim", {"segment": "o'\"<b>💥"}))
    assert counts == {"SCH-ENUM.gold_customer_dim.segment": 1}


def test_a_law_that_only_warns_warns() -> None:
    name = "gold_channel_dim"
    frame = pl.DataFrame(pl.from_arrow(arrow(name, {}))).with_columns(pl.col("channel_key").cast(pl.Int64))
    with pytest.warns(SchemaWarning, match=f"SCH-WIDTH.{name}"):
        assert schema(name).validate(frame, lazy=True) is not None


def test_a_pandas_frame_that_was_changed_in_its_place_is_looked_at_anew() -> None:
    frame = arrow(STOCK, SOUND | {"quantity_on_hand": 9}).to_pandas()
    checked = schema(STOCK, "pandas")
    with pytest.raises(SchemaErrors):
        checked.validate(frame, lazy=True, inplace=True)
    frame["quantity_on_hand"] -= 6
    checked.validate(frame, lazy=True, inplace=True)


def test_a_lazy_frame_whose_file_has_changed_is_looked_at_anew(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    once = pl.DataFrame(pl.from_arrow(arrow("gold_channel_dim", {})))
    once.write_csv(file)
    law, frame = schema("gold_channel_dim", backend="polars"), pl.scan_csv(file, schema=once.schema)
    law.validate(frame, lazy=True)
    pl.concat([once, once]).write_csv(file)
    with pytest.raises(SchemaErrors) as told:
        law.validate(frame, lazy=True)
    assert broken_rows(told.value)["KEY-PK.gold_channel_dim"] == 1


def test_whole_numbers_with_gaps_are_the_integers_that_they_are() -> None:
    rows = [SOUND | {"product_key": key, "stockout_duration_days": days} for key, days in ((1, None), (2, 0))]
    frame = arrow(STOCK, *rows).to_pandas()
    assert frame["stockout_duration_days"].dtype == "float64"
    with pytest.raises(SchemaErrors) as errors:
        schema(STOCK, "pandas").validate(frame, lazy=True)
    assert broken_rows(errors.value) == {f"SCH-RANGE.{STOCK}.stockout_duration_days": 1}


def test_an_unknown_backend_is_one_line() -> None:
    with pytest.raises(InputError, match=r"^unknown backend dask: there is polars, pandas, pyspark$"):
        schema(STOCK, "dask")


@pytest.mark.parametrize(
    ("backend", "lacking", "extra"), [("polars", "pandera.polars", "pandera"), ("pyspark", "pyspark.sql", "spark,pandera")]
)
def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, backend: str, lacking: str, extra: str) -> None:
    monkeypatch.delitem(sys.modules, f"contracts.schemas.pandera_{backend}", raising=False)
    monkeypatch.setitem(sys.modules, lacking, None)
    name = lacking.partition(".")[0]
    with pytest.raises(InputError, match=rf"^pandera schemas for {backend} need {name}: install stockproof\[{extra}\]$"):
        schema(STOCK, backend)
