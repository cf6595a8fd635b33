"""A run that dies, at any moment and for any reason, leaves what it committed; --resume goes on to the rows of a run that never died."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from filelock import FileLock

from contracts.tables import TABLES
from generator.config import configure
from generator.generate import OutputError, generate
from generator.sinks.delta import DeltaSink
from generator.sinks.parquet import ParquetSink
from generator.sinks.sink import Sink

Tables = dict[str, pa.Table]
WORLD = {"products": 30, "locations": 2, "customers": 60, "days": 230}
LONG = WORLD | {"days": 730}
"""A run that goes on for a while after its first chunk, so that a signal finds it at work."""

FACTS = [name for name in TABLES if not TABLES[name].is_dimension]


def delta_rows(folder: Path) -> Tables:
    """Every Delta table of a folder as its log tells it, by its key."""
    tables = {name: pa.table(DeltaTable(folder / name).to_pyarrow_table()) for name in TABLES}
    return {name: rows.sort_by([(key, "ascending") for key in TABLES[name].key]).combine_chunks() for name, rows in tables.items()}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("uninterrupted")
    generate(configure("tiny", WORLD), folder, workers=1)
    return delta_rows(folder)


@pytest.fixture(scope="module")
def long_uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("long")
    generate(configure("tiny", LONG), folder, workers=1)
    return delta_rows(folder)


def command(out: Path, *more: str, world: dict[str, int] = WORLD) -> list[str]:
    sizes = [part for name, value in world.items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "generator", "generate", "--preset", "tiny", *sizes, "--out", str(out), *more]


def heed_ctrl_c() -> None:
    """Where the tests run in the background, a shell has told them to ignore it, and so their children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stop_after_the_first_chunk(out: Path, how: signal.Signals) -> tuple[int, str]:
    """Starts a run with two workers and sends it a signal as soon as it says that a chunk is committed; exit status and last words."""
    begun = command(out, "--workers", "2", world=LONG)
    with subprocess.Popen(begun, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=heed_ctrl_c) as run:
        assert run.stderr is not None
        assert "generated 100 of 730 days" in run.stderr.readline()
        run.send_signal(how)
        _, last_words = run.communicate(timeout=60)
    return run.returncode, last_words


def test_a_killed_run_resumes_to_the_same_rows(tmp_path: Path, long_uninterrupted: Tables) -> None:
    status, _ = stop_after_the_first_chunk(tmp_path, signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert 1 <= min(DeltaSink(tmp_path).committed(name) for name in FACTS) < 8
    subprocess.run(command(tmp_path, "--resume", "--workers", "1", world=LONG), check=True, capture_output=True)
    assert delta_rows(tmp_path) == long_uninterrupted


def test_ctrl_c_exits_130_and_says_how_to_go_on(tmp_path: Path, long_uninterrupted: Tables) -> None:
    status, last_words = stop_after_the_first_chunk(tmp_path, signal.SIGINT)
    assert status == 130
    assert "--resume" in last_words
    assert "Traceback" not in last_words
    generate(configure("tiny", LONG), tmp_path, resume=True, workers=1)
    assert delta_rows(tmp_path) == long_uninterrupted


class PowerCut(BaseException):
    """The machine goes off."""


class FailingSink(DeltaSink):
    """Loses power before the commit of a given number."""

    def __init__(self, folder: Path, commits: int) -> None:
        super().__init__(folder)
        self._left = commits

    def commit(self, table: str, chunk: int, parts: Any) -> None:
        """Commits, or dies."""
        if not self._left:
            raise PowerCut
        self._left -= 1
        super().commit(table, chunk, parts)


@pytest.mark.parametrize("commits", [0, 3, 5, 6, 9, 12, 13, 17, 22, 28])
def test_a_run_that_dies_between_two_commits_resumes_to_the_same_rows(
    commits: int, tmp_path: Path, uninterrupted: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(folder: Path) -> Sink:
        return FailingSink(folder, commits)

    with monkeypatch.context() as patched:
        patched.setattr("generator.generate.DeltaSink", failing)
        with pytest.raises(PowerCut):
            generate(configure("tiny", WORLD), tmp_path, workers=1)
    generate(configure("tiny", WORLD), tmp_path, resume=True, workers=1)
    assert delta_rows(tmp_path) == uninterrupted


def test_parquet_tables_resume_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables_of: Callable[..., Tables], assert_same: Callable[[Tables, Tables], None]
) -> None:
    whole = ParquetSink.commit

    def tearing(sink: ParquetSink, table: str, chunk: int, parts: Any) -> None:
        if (table, chunk) == ("gold_sales_fact", 2):
            part = next(iter(parts))
            os.replace(tmp_path / table / sink.drafts / part.name, tmp_path / table / part.name)  # moved, and not noted
            raise PowerCut
        whole(sink, table, chunk, parts)

    with monkeypatch.context() as patched:
        patched.setattr(ParquetSink, "commit", tearing)
        with pytest.raises(PowerCut):
            generate(configure("tiny", WORLD), tmp_path, format="parquet", workers=1)
    generate(configure("tiny", WORLD), tmp_path, format="parquet", resume=True, workers=1)
    resumed = {
        name: pq.read_table(tmp_path / name).sort_by([(key, "ascending") for key in TABLES[name].key]).combine_chunks() for name in TABLES
    }
    assert_same(resumed, tables_of(**WORLD))


def test_a_finished_run_has_nothing_to_resume(tmp_path: Path) -> None:
    config = configure("tiny", {**WORLD, "days": 20})
    generate(config, tmp_path, workers=1)
    before = {name: DeltaTable(tmp_path / name).version() for name in TABLES}
    generate(config, tmp_path, resume=True, workers=1)
    assert {name: DeltaTable(tmp_path / name).version() for name in TABLES} == before


def test_another_configuration_is_refused_with_the_difference_named(tmp_path: Path) -> None:
    generate(configure("tiny", {**WORLD, "days": 20}), tmp_path, workers=1)
    with pytest.raises(OutputError, match="begun with days = 20, not 21"):
        generate(configure("tiny", {**WORLD, "days": 21}), tmp_path, resume=True, workers=1)
    with pytest.raises(OutputError, match="begun with format = delta, not parquet"):
        generate(configure("tiny", {**WORLD, "days": 20}), tmp_path, resume=True, workers=1, format="parquet")


def test_a_second_run_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    with FileLock(tmp_path / "_stockproof.lock"):
        second = subprocess.run(command(tmp_path), capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert second.stderr == f"Error: {tmp_path}: another run is writing there; wait for it, or give another folder\n"
    assert not (tmp_path / "gold_sales_fact").exists()


def test_a_damaged_log_is_found_and_named(tmp_path: Path) -> None:
    config = configure("tiny", {**WORLD, "days": 20})
    generate(config, tmp_path, workers=1)
    (tmp_path / "gold_sales_fact" / "_delta_log" / f"{1:020d}.json").write_text("{ not json")
    with pytest.raises(OutputError, match="gold_sales_fact"):
        generate(config, tmp_path, resume=True, workers=1)


def test_a_missing_file_is_found_and_named(tmp_path: Path) -> None:
    stop_after_the_first_chunk(tmp_path, signal.SIGKILL)
    lost = DeltaSink(tmp_path).files("gold_inventory_fact")[0]
    lost.unlink()
    resumed = subprocess.run(command(tmp_path, "--resume", world=LONG), capture_output=True, text=True, check=False)
    assert resumed.returncode == 2
    assert lost.name in resumed.stderr
    assert len(resumed.stderr.strip().splitlines()) == 1


def test_an_overwrite_that_was_killed_is_never_resumed_over_missing_rows(tmp_path: Path, uninterrupted: Tables) -> None:
    generate(configure("tiny", WORLD), tmp_path, workers=1)
    for name in ("gold_sales_fact", "gold_inventory_fact"):  # as a kill between two of its steps leaves them
        os.rename(tmp_path / name, tmp_path / f"_removed-{name}-0")
    generate(configure("tiny", WORLD), tmp_path, resume=True, workers=1)
    assert delta_rows(tmp_path) == uninterrupted
    generate(configure("tiny", {**WORLD, "days": 3}), tmp_path, overwrite=True, workers=1)
    assert not list(tmp_path.glob("_removed-*"))


@pytest.mark.parametrize(("file", "text"), [("gold_sales_fact/_last_chunk", "x"), ("_stockproof.json", '{"configuration": []}')])
def test_a_damaged_note_is_one_line(file: str, text: str, tmp_path: Path) -> None:
    config = configure("tiny", {**WORLD, "days": 20})
    generate(config, tmp_path, format="parquet", workers=1)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match="is damaged"):
        generate(config, tmp_path, format="parquet", resume=True, workers=1)


def test_a_full_disk_is_said_in_one_line_and_resumes_when_there_is_room(tmp_path: Path, uninterrupted: Tables) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))  # no file beyond, as if the disk were full

    cut = subprocess.run(command(tmp_path, "--workers", "1"), capture_output=True, text=True, check=False, preexec_fn=no_room)
    assert cut.returncode == 2
    assert "cannot be written: File too large" in cut.stderr.splitlines()[-1]
    assert "Traceback" not in cut.stderr
    generate(configure("tiny", WORLD), tmp_path, resume=True, workers=1)
    assert delta_rows(tmp_path) == uninterrupted
