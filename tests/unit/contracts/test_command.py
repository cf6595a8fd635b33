"""The command: exit status, one line for what is wrong, the report as JSON and on a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from contracts.cli import main
from contracts.invariants.catalogue import LAWS
from contracts.invariants.code import CODE_LAWS
from contracts.judge import judge
from contracts.report import terminal
from contracts.report.json_report import plain

Write = Callable[..., Path]

SOUND = [{"channel_key": 1, "channel_code": "web"}, {"channel_key": 2, "channel_code": "app"}]
COPIED = [*SOUND, {"channel_key": 2, "channel_code": "till"}]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_exit_status_is_the_verdict(write: Write) -> None:
    sound = write(gold_channel_dim=SOUND)
    assert run("validate", sound).exit_code == 0
    assert run("validate", sound, "--strict").exit_code == 3
    assert run("validate", sound, "--strict", "--only", "KEY-PK.gold_channel_dim").exit_code == 0
    assert run("validate", write(gold_channel_dim=COPIED), "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "KEY-NONE"], "no invariant is called KEY-NONE"),
        (["--only", "inv-5"], "no invariant is called inv-5; did you mean INV-5?"),
        (["--only", "STO"], "no one invariant is called STO; there are STO-1, STO-2, "),
        (["--only", ","], "names no invariant: write ID[,ID], such as INV-5,KEY-FK"),
        (["--param", "stockout_rate_mn=1"], "unknown parameter stockout_rate_mn (param); did you mean stockout_rate_min?"),
        (["--engine", "dukdb"], "unknown engine dukdb; did you mean duckdb?"),
        (["--param", "treshold=3"], "unknown parameter treshold"),
        (["--param", "stockout_rate_min=2"], "stockout_rate_min=2 (param): it must be a number from 0 to 1"),
        (["--param", "stockout_rate_min"], "write NAME=VALUE"),
        (["--engine", "abacus"], "unknown engine abacus; there are duckdb, spark"),
        (["--memory-limit", "1KB"], "the memory limit is too small to read gold_channel_dim: give a larger one, such as 1GB"),
        (["--memory-limit", "lots"], "memory limit lots: give a size such as 500MB or 2GB"),
        (["--json", "nowhere/report.json"], "nowhere/report.json: cannot be written, there is no folder nowhere"),
        (["--html", "."], ".: is a folder; give a file"),
        (["--json", "r" * 300], f"{'r' * 300}: cannot be written (File name too long)"),
        (["--witnesses", "w" * 300], f"{'w' * 300}: cannot be written (File name too long)"),
        (["--witnesses", "/dev/null/rows"], "/dev/null/rows: cannot be written, /dev/null is a file"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(write: Write, arguments: list[str], said: str) -> None:
    result = run("validate", write(gold_channel_dim=SOUND), *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_target_that_is_not_there_is_one_line_and_exit_2(tmp_path: Path) -> None:
    result = run("validate", tmp_path / "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {tmp_path / 'nowhere'}: there is no such folder\n"


def test_the_report_says_everything_as_json(write: Write, tmp_path: Path) -> None:
    run("validate", write(gold_channel_dim=COPIED), "--json", tmp_path / "report.json", "--param", "return_delay_max=4")
    report = json.loads((tmp_path / "report.json").read_text())
    assert {key: report[key] for key in ("format", "engine", "contract")} == {
        "format": "stockproof-report/1",
        "engine": "duckdb",
        "contract": "2.0",
    }
    assert report["parameters"]["return_delay_max"] == {"value": 4, "source": "param"}
    assert report["tables"] == {"gold_channel_dim": {"rows": 3, "columns": 5}}
    assert [result["id"] for result in report["results"]] == [law.id for law in LAWS]
    broken = next(result for result in report["results"] if result["verdict"] == "broken")
    del broken["seconds"]
    assert broken == {
        "id": "KEY-PK.gold_channel_dim",
        "family": "structure",
        "title": "No two rows of gold_channel_dim have the same channel_key",
        "source": "schema",
        "severity": "error",
        "verdict": "broken",
        "judged": 2,
        "broken": 1,
        "reason": None,
        "observed": None,
        "witnesses": [{"channel_key": 2, "copies": 2}],
    }


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("12.30"), 12.3),
        (Decimal("123456789012345.6789"), "123456789012345.6789"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 8, 30), "2024-02-29T08:30:00"),
        (float("nan"), "nan"),
        (None, None),
        (True, True),
    ],
)
def test_values_of_witnesses_are_exact_and_readable(value: object, said: object) -> None:
    assert plain(value) == said
    json.dumps(plain(value), allow_nan=False)


@pytest.mark.parametrize("width", [80, 120])
def test_the_terminal_shows_what_broke_beside_what_it_should_be(write: Write, width: int) -> None:
    text = StringIO()
    terminal.show(judge(str(write(gold_channel_dim=COPIED))), Console(file=text, width=width))
    lines = text.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    shown = " ".join(text.getvalue().split())
    assert "✗ KEY-PK.gold_channel_dim No two rows of gold_channel_dim have the same channel_key" in shown
    assert "1 of 2 rows of copies_of.gold_channel_dim (schema)" in shown
    assert "must be copies = 1 but 2 is not 1 for one channel_key 2" in shown
    assert "? gold_sales_fact is not there" in shown
    assert "1 broken 0 warnings" in lines[-1].replace("   ", " ")


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_the_contract_can_be_read_in_every_form(form: str) -> None:
    result = run("invariants", "--format", form)
    assert result.exit_code == 0
    assert "KEY-DENSE" in result.stdout
    if form == "json":
        assert [law["id"] for law in json.loads(result.stdout)] == [law.id for law in (*LAWS, *CODE_LAWS)]


def test_standard_output_carries_the_result_without_colours_where_there_is_no_terminal(write: Write) -> None:
    command = [sys.executable, "-m", "contracts", "validate", str(write(gold_channel_dim=SOUND)), "--only", "KEY-PK.gold_channel_dim"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"}, check=True)
    assert "\x1b[" not in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith(" 1 holds")
    assert done.stderr == ""


INTERRUPTED_AT_AN_IMPORT = """
import runpy, sys

class Interrupts:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupts())
runpy.run_module(sys.argv[1], run_name="__main__")
"""


@pytest.mark.parametrize("package", ["contracts", "generator"])
def test_ctrl_c_while_the_command_is_still_being_imported_is_one_line_and_exit_130(package: str) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED_AT_AN_IMPORT, package], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")
