"""The command `fuzz`: the same report as validate, stories that can be repeated, and failures that are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contracts.cli import main
from contracts.fuzz import kept
from contracts.fuzz.fuzz import fuzz
from contracts.fuzz.steps import Amount, Deduct
from contracts.invariants.code import CODE_LAWS, JUDGED_BY_FUZZ
from contracts.report.code import python
from contracts.verdict import Verdict

LEAVES_ON_HAND = "wrong_ledgers:LeavesOnHandAlone"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["fuzz", *map(str, arguments)])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, dict[str, Any], Path]:
    """A run that finds something: its output, its report and the folder in which failures are kept."""
    folder = tmp_path_factory.mktemp("fuzz")
    result = run(LEAVES_ON_HAND, "--examples", 60, "--seed", 1, "--json", folder / "report.json", "--kept", folder / "kept", "--quiet")
    return result, json.loads((folder / "report.json").read_text()), folder / "kept"


def test_the_report_is_the_one_of_validate(told: tuple[Result, dict[str, Any], Path]) -> None:
    result, report, _ = told
    assert result.exit_code == 1
    assert (report["format"], report["target"], report["tables"]) == ("stockproof-report/1", LEAVES_ON_HAND, {})
    assert report["parameters"] == {"examples": {"value": 60, "source": "param"}, "seed": {"value": 1, "source": "param"}}
    assert [found["id"] for found in report["results"]] == [law.id for law in JUDGED_BY_FUZZ]
    broken = {found["id"]: found for found in report["results"] if found["verdict"] == "broken"}
    assert set(broken) == {"LED-3"}
    assert broken["LED-3"]["judged"] >= broken["LED-3"]["broken"] > 0
    assert {name: broken["LED-3"]["witnesses"][-1][name] for name in ("call", "answer", "available_after", "on_hand_after", "must_be")} == {
        "call": "deduct_inventory(1, 1, 20240228, 1)",
        "answer": "1",
        "available_after": 4,
        "on_hand_after": 5,
        "must_be": "4 available, 4 on hand",
    }


def test_the_terminal_tells_the_story_and_how_to_repeat_it(told: tuple[Result, dict[str, Any], Path]) -> None:
    shown = " ".join(told[0].stdout.split())
    assert "✗ LED-3 A sale takes its units from available and from on hand" in shown
    assert "must be 4 available, 4 on hand but is 4 available, 5 on hand" in shown
    assert "from wrong_ledgers import LeavesOnHandAlone it = LeavesOnHandAlone() it.initialize_inventory(20240228, [1, 2], [1, 2])" in shown


@pytest.mark.parametrize("factory", ["LeavesOnHandAlone", "HandsOutItsOwnState", "ArrivesEveryDay"])
def test_the_lines_of_python_lead_to_what_was_found(factory: str) -> None:
    for result in fuzz(f"wrong_ledgers:{factory}", examples=60, seed=1).of(Verdict.BROKEN):
        names: dict[str, Any] = {}
        for line in python(result):
            exec(line, names)
        last = result.witnesses[-1]
        at = (1, 1)
        assert last.get("available_after", names["it"].available[at]) == names["it"].available[at]
        assert last.get("on_hand_after", names["it"].on_hand[at]) == names["it"].on_hand[at]


def test_failures_are_kept_and_replayed_before_anything_else(told: tuple[Result, dict[str, Any], Path]) -> None:
    folder = told[2]
    assert kept.read(folder, LEAVES_ON_HAND) == [kept.KeptStory("LED-3", (Deduct((1, 1), Amount(1)),))]
    again = {found.law.id: found.verdict for found in fuzz(LEAVES_ON_HAND, examples=1, folder=folder).results}
    assert again["LED-3"] is Verdict.BROKEN


def test_a_file_that_holds_no_stories_is_named(tmp_path: Path) -> None:
    (tmp_path / "generator.reference-make.json").write_text("[1]")
    result = run("generator.reference:make", "--examples", 1, "--kept", tmp_path)
    assert result.exit_code == 2
    assert "holds no stories that can be read; remove it" in result.stderr


def test_few_examples_leave_laws_unknown_and_strict_says_so(tmp_path: Path) -> None:
    result = run("generator.reference:make", "--examples", 1, "--strict", "--quiet", "--kept", tmp_path)
    assert result.exit_code == 3
    assert "10 needed" in " ".join(result.stdout.split())


def test_the_same_seed_tells_the_same_stories() -> None:
    one, other = (fuzz("described_shop:make", examples=40, seed=9) for _ in range(2))
    assert [(found.law.id, found.judged, found.broken, found.witnesses, found.observed) for found in one.results] == [
        (found.law.id, found.judged, found.broken, found.witnesses, found.observed) for found in other.results
    ]


def test_the_laws_of_code_are_listed_after_those_of_tables() -> None:
    listed = json.loads(CliRunner().invoke(main, ["invariants", "--format", "json"]).stdout)
    assert [law["id"] for law in listed][-len(CODE_LAWS) :] == [law.id for law in CODE_LAWS]
    assert {law["family"] for law in listed[-len(CODE_LAWS) :]} == {"allocation", "ledger", "generation"}


def test_a_law_of_code_is_not_asked_of_tables(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["validate", str(tmp_path), "--only", "LED-3"])
    assert result.exit_code == 2
    assert "LED-3 is a law of code, not of tables: `fuzz MODULE:FACTORY` judges it" in result.stderr
