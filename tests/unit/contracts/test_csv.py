"""Tables as CSV: texts cast to the declared types, read by what their header says, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

from contracts.dataset import open_folder
from contracts.engines import open_tables
from contracts.judge import judge
from contracts.verdict import Verdict
from tests.unit.contracts.test_reading import NAME, assert_sound, channels, refusal

__all__ = ["channels"]


def test_csv_is_cast_to_the_declared_types(tmp_path: Path, channels: pa.Table) -> None:
    pa.csv.write_csv(channels, tmp_path / f"{NAME}.csv")
    assert_sound(judge(str(tmp_path)))


def test_what_csv_holds_that_is_no_value_is_counted(tmp_path: Path) -> None:
    lines = ["channel_key,channel_code,is_digital,source_system,etl_timestamp"]
    lines += [
        "1,web,true,s,2024-01-02T00:00:00Z",
        "2.5,app,maybe,s,2024-01-02 00:00:00+02:00",
        "3,till,no,s,tomorrow",
        "4.0,,1,s,2024-01-02",
    ]
    (tmp_path / f"{NAME}.csv").write_text("\n".join(lines) + "\n")
    results = {result.law.id: result for result in judge(str(tmp_path)).results}
    misfits = {w["column_name"]: w["not_castable"] for w in results[f"SCH-TYPE.{NAME}"].witnesses}
    assert misfits == {"channel_key": 1, "is_digital": 1, "etl_timestamp": 1}
    assert [w["channel_key"] for w in results[f"SCH-NULL.{NAME}"].witnesses] == [4]
    assert results[f"SCH-WIDTH.{NAME}"].verdict is Verdict.HOLDS


def test_a_line_of_another_number_of_values_is_named_and_not_another_reading(tmp_path: Path, channels: pa.Table) -> None:
    pa.csv.write_csv(channels, tmp_path / f"{NAME}.csv")
    lines = (tmp_path / f"{NAME}.csv").read_text().splitlines()
    (tmp_path / f"{NAME}.csv").write_text("\n".join([*lines[:2], lines[2] + ",more", *lines[3:]]) + "\n")
    said = refusal(tmp_path)
    wide = lines[0].count(",") + 1
    told = f"line 3 has another number of values ({wide + 1}) than the header has names ({wide})"
    assert said == f"{NAME} cannot be read ({tmp_path / f'{NAME}.csv'}): {told}"


def test_a_file_without_a_header_is_told(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.csv").write_text("1,x\n2,y\n")
    said = f"{tmp_path / f'{NAME}.csv'}: none of its columns is one of {NAME} (it begins with 1, x); has it a header?"
    assert refusal(tmp_path) == said


@pytest.mark.parametrize(("name", "content"), [("csv", b"channel_key,\xff\xfe\n1,2\n"), ("csv.gz", b"no gzip at all")])
def test_a_header_that_is_no_text_is_told(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.{name}").write_bytes(content)
    assert refusal(tmp_path).startswith(f"{tmp_path / f'{NAME}.{name}'}: its header cannot be read (")


def test_a_header_that_names_a_column_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.csv").write_text("channel_key,channel_code,channel_code\n1,x,y\n")
    assert refusal(tmp_path) == f"{tmp_path / f'{NAME}.csv'}: its header names channel_code more than once"


def test_blanks_around_the_names_of_a_header_are_no_part_of_them(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.csv").write_text("channel_key, channel_code\n1,web\n")
    with open_tables("duckdb", open_folder(str(tmp_path))) as tables:
        assert [row["channel_code"] for row in tables.fetch(NAME, "TRUE", (), 9)] == ["web"]


def test_files_of_one_table_may_differ_in_separator_and_order(tmp_path: Path) -> None:
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "a.csv").write_text("channel_key,channel_code\n1,web\n")
    (folder / "b.csv").write_text("channel_code;channel_key\nstore;2\n")
    with open_tables("duckdb", open_folder(str(tmp_path))) as tables:
        rows = tables.fetch(NAME, "TRUE", ("channel_key",), 9)
    assert [(row["channel_key"], row["channel_code"]) for row in rows] == [(1, "web"), (2, "store")]


def test_csv_instants_are_utc_whatever_the_machine_thinks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    header = "request_id,date_key,inventory_check_timestamp"
    (tmp_path / "gold_purchase_request_fact.csv").write_text(
        f"{header}\n1,20240101,2024-01-01 23:30:00\n2,20240101,2024-01-02T01:30:00+02:00\n"
    )
    with open_tables("duckdb", open_folder(str(tmp_path))) as tables:
        rows = tables.fetch("gold_purchase_request_fact", "TRUE", ["request_id"], 2)
    assert [str(row["inventory_check_timestamp"]) for row in rows] == ["2024-01-01 23:30:00", "2024-01-01 23:30:00"]
