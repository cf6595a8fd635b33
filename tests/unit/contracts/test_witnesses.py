"""Every row that breaks a law as a Parquet file: all of them, in order, and nothing of an earlier judgement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from contracts.cli import main
from contracts.errors import InputError
from contracts.judge import judge
from contracts.witnesses import write_witnesses

Write = Callable[..., Path]

LAW = "SCH-ENUM.gold_customer_dim.segment"
CUSTOMERS = [{"customer_key": key, "customer_id": str(key), "segment": "gold" if key % 2 else "vip"} for key in range(500, 0, -1)]


@pytest.fixture
def world(write: Write) -> Path:
    return write(gold_customer_dim=CUSTOMERS)


def test_every_broken_row_is_written_in_the_order_of_its_key(world: Path, tmp_path: Path) -> None:
    report = judge(str(world), only=[LAW])
    assert write_witnesses(report, tmp_path / "witnesses") == (tmp_path / "witnesses" / f"{LAW}.parquet",)
    rows = pq.read_table(tmp_path / "witnesses" / f"{LAW}.parquet").to_pylist()
    assert [row["customer_key"] for row in rows] == list(range(1, 500, 2))
    assert {row["segment"] for row in rows} == {"gold"}


def test_the_same_tables_give_the_same_bytes(world: Path, tmp_path: Path) -> None:
    report = judge(str(world), only=[LAW])
    first, second = (write_witnesses(report, tmp_path / name)[0].read_bytes() for name in ("first", "second"))
    assert first == second


def test_a_file_of_a_law_that_holds_again_is_removed(write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "it's witnesses"
    write_witnesses(judge(str(write(gold_customer_dim=CUSTOMERS)), only=[LAW]), folder)
    (folder / "notes.txt").touch()
    write_witnesses(judge(str(write(gold_customer_dim=CUSTOMERS[::2])), only=[LAW]), folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_written_is_one_line(world: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(InputError, match=r"taken: cannot be written \(File exists\)"):
        write_witnesses(judge(str(world), only=[LAW]), tmp_path / "taken")


def test_the_command_writes_all_outputs_of_one_judgement(world: Path, tmp_path: Path) -> None:
    files = {option: tmp_path / name for option, name in (("--json", "r.json"), ("--junit", "r.xml"), ("--html", "r.html"))}
    options = [str(word) for pair in files.items() for word in pair]
    result = CliRunner().invoke(main, ["validate", str(world), "--only", LAW, *options, "--witnesses", str(tmp_path / "rows")])
    assert result.exit_code == 1
    assert all(path.stat().st_size for path in files.values())
    assert result.stderr.splitlines() == [
        *(f"wrote {path}" for path in files.values()),
        f"wrote 1 file of witnesses to {tmp_path / 'rows'}",
    ]
