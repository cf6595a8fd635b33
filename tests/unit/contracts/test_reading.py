"""Tables as they come: Delta and Parquet in all their spellings, and what cannot be read."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from deltalake import write_deltalake

from contracts.errors import InputError
from contracts.judge import judge
from contracts.verdict import Report, Verdict

Made = Callable[[str, list[dict[str, Any]]], pa.Table]

NAME = "gold_channel_dim"
ROWS = [{"channel_key": key, "channel_code": code, "is_digital": key < 3} for key, code in ((1, "web"), (2, "app"), (3, "till"))]


@pytest.fixture
def channels(made: Made) -> pa.Table:
    """Three channels."""
    return made(NAME, ROWS)


def sizes(report: Report) -> tuple[int, int]:
    return report.tables[NAME].rows, report.tables[NAME].columns


def verdicts(report: Report) -> dict[str, Verdict]:
    return {result.law.id: result.verdict for result in report.results if f".{NAME}" in result.law.id and "_fact" not in result.law.id}


def assert_sound(report: Report, rows: int = 3) -> None:
    assert report.tables[NAME].rows == rows
    assert set(verdicts(report).values()) == {Verdict.HOLDS}


def test_a_parquet_file_or_folder_of_files_is_a_table(tmp_path: Path, channels: pa.Table) -> None:
    pq.write_table(channels, tmp_path / f"{NAME}.parquet")
    assert_sound(judge(str(tmp_path)))
    (tmp_path / f"{NAME}.parquet").unlink()
    (tmp_path / NAME / "year=2024").mkdir(parents=True)
    (tmp_path / NAME / "_SUCCESS").touch()
    pq.write_table(channels.slice(0, 1), tmp_path / NAME / "a.parquet")
    pq.write_table(channels.slice(1), tmp_path / NAME / "b.parquet")
    (tmp_path / NAME / "year=2024").rmdir()
    assert_sound(judge(str(tmp_path)))


def test_parquet_partitioned_by_folders_has_its_columns_in_the_declared_types(tmp_path: Path, channels: pa.Table) -> None:
    for row, code in enumerate(("1", "2", "a%20b")):
        part = tmp_path / NAME / f"channel_key={row}" / f"channel_code={code}"
        part.mkdir(parents=True)
        pq.write_table(channels.slice(row, 1).drop_columns(["channel_key", "channel_code"]), part / "a.parquet")
    assert_sound(judge(str(tmp_path)))


@pytest.mark.parametrize("folder", ["we[i]rd*?", "sp ace", "quo'te", "ünï%C3"])
def test_the_folder_may_be_called_anything(tmp_path: Path, channels: pa.Table, folder: str) -> None:
    (tmp_path / folder).mkdir()
    pq.write_table(channels, tmp_path / folder / f"{NAME}.parquet")
    assert_sound(judge(str(tmp_path / folder)))


def test_columns_may_come_in_another_order_with_others_between(tmp_path: Path, channels: pa.Table) -> None:
    odd = channels.append_column('odd "name" of; a -- column', pa.array([1, 2, 3])).append_column("select", pa.array(["a", "b", "c"]))
    pq.write_table(odd.select(odd.column_names[::-1]), tmp_path / f"{NAME}.parquet")
    report = judge(str(tmp_path))
    assert_sound(report)
    assert sizes(report) == (3, 7)


def test_a_column_that_differs_in_case_only_is_the_column(tmp_path: Path, channels: pa.Table) -> None:
    pq.write_table(channels.rename_columns([name.upper() for name in channels.column_names]), tmp_path / f"{NAME.upper()}.parquet")
    assert_sound(judge(str(tmp_path)))


def test_a_column_spelt_exactly_comes_before_one_that_differs_in_case(tmp_path: Path, channels: pa.Table) -> None:
    for other_first in (True, False):
        other = pa.array([None, None, None], pa.int32())
        both = channels.add_column(0, "CHANNEL_KEY", other) if other_first else channels.append_column("CHANNEL_KEY", other)
        pq.write_table(both, tmp_path / f"{NAME}.parquet")
        assert_sound(judge(str(tmp_path)))


def test_a_delta_table_is_what_its_log_says(tmp_path: Path, channels: pa.Table) -> None:
    write_deltalake(tmp_path / NAME, channels.slice(0, 1))
    write_deltalake(tmp_path / NAME, channels, mode="overwrite")
    assert_sound(judge(str(tmp_path)))


def test_a_delta_table_may_be_partitioned_by_odd_values(tmp_path: Path, made: Made) -> None:
    rows = [{"channel_key": key, "channel_code": code, "is_digital": True} for key, code in ((1, "x y/é=%"), (2, "b*[?]"), (3, "'q'"))]
    write_deltalake(tmp_path / NAME, made(NAME, rows), partition_by=["channel_code", "is_digital", "channel_key"])
    assert_sound(judge(str(tmp_path)))


def test_a_partition_without_a_value_is_null(tmp_path: Path, made: Made) -> None:
    write_deltalake(tmp_path / NAME, made(NAME, [*ROWS, {"channel_key": 4, "channel_code": None}]), partition_by=["channel_code"])
    results = {result.law.id: result for result in judge(str(tmp_path)).results}
    assert [w["channel_key"] for w in results[f"SCH-NULL.{NAME}"].witnesses] == [4]


def test_columns_added_later_are_null_in_older_files(tmp_path: Path, channels: pa.Table) -> None:
    write_deltalake(tmp_path / NAME, channels.slice(0, 2).drop_columns(["source_system"]))
    write_deltalake(tmp_path / NAME, channels.slice(2), mode="append", schema_mode="merge")
    report = judge(str(tmp_path))
    results = {result.law.id: result for result in report.results}
    assert results[f"SCH-COL.{NAME}"].verdict is Verdict.HOLDS
    assert (results[f"SCH-NULL.{NAME}"].judged, results[f"SCH-NULL.{NAME}"].broken) == (3, 2)


def test_a_delta_table_without_files_is_an_empty_table_with_its_columns(tmp_path: Path, channels: pa.Table) -> None:
    write_deltalake(tmp_path / NAME, channels.slice(0, 0))
    report = judge(str(tmp_path))
    assert sizes(report) == (0, 5)
    assert verdicts(report)[f"SCH-TYPE.{NAME}"] is Verdict.HOLDS
    assert verdicts(report)[f"KEY-PK.{NAME}"] is Verdict.UNKNOWN


def test_rows_that_a_deletion_vector_deletes_are_not_there(tmp_path: Path, made: Made) -> None:
    table = tmp_path / NAME
    write_deltalake(table, made(NAME, [*ROWS, {"channel_key": None}, {"channel_key": 3}]))
    log = table / "_delta_log"
    actions = [json.loads(line) for line in (log / "00000000000000000000.json").read_text().splitlines()]
    (added,) = [action["add"] for action in actions if "add" in action]
    feature = ["deletionVectors"]
    protocol = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": feature, "writerFeatures": feature}
    later: list[Mapping[str, Any]] = [
        {"protocol": protocol},
        {"remove": {"path": added["path"], "deletionTimestamp": 1, "dataChange": True}},
        {"add": {**added, "deletionVector": deletion_vector([3, 4])}},
    ]
    (log / "00000000000000000001.json").write_text("\n".join(json.dumps(action) for action in later))
    assert_sound(judge(str(tmp_path)))


def deletion_vector(rows: list[int]) -> dict[str, Any]:
    """An inline deletion vector of the Delta protocol: a roaring bitmap array of one array container, in Z85."""
    bitmap = struct.pack("<iiHHI", 12346, 1, 0, len(rows) - 1, 16) + b"".join(struct.pack("<H", row) for row in rows)
    body = struct.pack("<iqi", 1681511377, 1, 0) + bitmap
    return {"storageType": "i", "pathOrInlineDv": z85(body), "sizeInBytes": len(body), "cardinality": len(rows)}


def z85(body: bytes) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
    padded = body + b"\0" * (-len(body) % 4)
    words = (int.from_bytes(padded[at : at + 4], "big") for at in range(0, len(padded), 4))
    return "".join(digits[word // 85**power % 85] for word in words for power in (4, 3, 2, 1, 0))


def refusal(target: Path) -> str:
    with pytest.raises(InputError) as caught:
        judge(str(target))
    (line,) = str(caught.value).splitlines()
    return line


def test_a_target_without_tables_is_refused(tmp_path: Path) -> None:
    assert "there is no such folder" in refusal(tmp_path / "nowhere")
    assert "the folder is empty" in refusal(tmp_path)
    (tmp_path / "sales.parquet").touch()
    assert "none of the contract's tables is there" in refusal(tmp_path)
    assert "not a folder" in refusal(tmp_path / "sales.parquet")


def test_a_table_that_is_there_twice_is_refused(tmp_path: Path, channels: pa.Table) -> None:
    pq.write_table(channels, tmp_path / f"{NAME}.parquet")
    pa.csv.write_csv(channels, tmp_path / f"{NAME}.csv")
    assert f"{NAME} is there twice, as {NAME}.csv and as {NAME}.parquet" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not Parquet at all", b"PAR1 and then PAR1"])
def test_a_file_that_is_no_parquet_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{NAME}.parquet").write_bytes(content)
    assert f"{NAME}.parquet" in refusal(tmp_path)


def test_a_parquet_file_damaged_inside_is_named(tmp_path: Path, made: Made) -> None:
    pq.write_table(made(NAME, [{"channel_key": key, "channel_code": f"{key * 7919}"} for key in range(5000)]), tmp_path / f"{NAME}.parquet")
    content = bytearray((tmp_path / f"{NAME}.parquet").read_bytes())
    content[50:20000] = b"\xff" * 19950
    (tmp_path / f"{NAME}.parquet").write_bytes(content)
    assert NAME in refusal(tmp_path)


@pytest.mark.parametrize("content", ["x", '{"add": 1}', ""])
def test_a_damaged_delta_log_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME / "_delta_log").mkdir(parents=True)
    (tmp_path / NAME / "_delta_log" / "00000000000000000000.json").write_text(content)
    assert f"{NAME} cannot be read" in refusal(tmp_path)


def test_a_delta_table_whose_file_is_gone_is_named(tmp_path: Path, channels: pa.Table) -> None:
    write_deltalake(tmp_path / NAME, channels)
    for file in (tmp_path / NAME).glob("*.parquet"):
        file.unlink()
    assert f"{NAME} cannot be read" in refusal(tmp_path)
    shutil.rmtree(tmp_path / NAME / "_delta_log")
    (tmp_path / NAME / "_delta_log").mkdir()
    assert f"{NAME} cannot be read" in refusal(tmp_path)


def test_parameters_that_are_no_json_are_named(tmp_path: Path, channels: pa.Table) -> None:
    pq.write_table(channels, tmp_path / f"{NAME}.parquet")
    (tmp_path / "_stockproof.json").write_text("[1")
    assert "_stockproof.json" in refusal(tmp_path)
    (tmp_path / "_stockproof.json").write_text("[" * 200_000)
    assert "_stockproof.json" in refusal(tmp_path)
    (tmp_path / "_stockproof.json").write_text('{"parameters": {"treshold": 5}}')
    assert "unknown parameter treshold (tables)" in refusal(tmp_path)
    (tmp_path / "_stockproof.json").write_text('{"parameters": {"low_inventory_threshold": 4, "target_stockout_rate": null}}')
    settings = judge(str(tmp_path)).parameters
    assert (settings["low_inventory_threshold"].value, settings["low_inventory_threshold"].source) == (4, "tables")
    assert settings["target_stockout_rate"].source == "default"
