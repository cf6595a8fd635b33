"""Another project collects the laws of code as tests: what is broken fails with its story, what cannot be judged is skipped or fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from contracts.invariants.code import LEDGER

IMPLEMENTATIONS = Path(__file__).parent / "implementations"


def outcomes(folder: Path, *options: str) -> dict[str, str]:
    """How each law's test ended in a run of pytest in another folder: passed, failed or skipped."""
    how = ["-p", "no:cacheprovider", "--junit-xml=report.xml", "--hypothesis-profile=ci"]
    command = [sys.executable, "-m", "pytest", *how, "--pyargs", "contracts.conformance"]
    environment = {**os.environ, "PYTHONPATH": str(IMPLEMENTATIONS), "PYTEST_ADDOPTS": ""}
    subprocess.run([*command, *options], cwd=folder, env=environment, capture_output=True, check=False)
    cases = ElementTree.parse(folder / "report.xml").iter("testcase")
    return {law_of(case): ending(case) for case in cases}


def law_of(case: ElementTree.Element) -> str:
    return str(case.get("name")).removeprefix("test_law_of_code[").rstrip("]")


def ending(case: ElementTree.Element) -> str:
    said = {"failure": "failed", "error": "failed", "skipped": "skipped"}
    return next((said[child.tag] for child in case if child.tag in said), "passed")


def test_an_implementation_that_lacks_and_breaks_something(tmp_path: Path) -> None:
    ended = outcomes(tmp_path, "--implementation", "described_shop:make")
    assert {law for law, end in ended.items() if end == "failed"} == {"ALC-7", "LED-3", "LED-6"}
    assert {law for law, end in ended.items() if end == "skipped"} == {"LED-5", "LED-9"}
    assert len(ended) == 18


def test_strictly_what_cannot_be_judged_fails(tmp_path: Path) -> None:
    ended = outcomes(tmp_path, "--implementation", "sound_shops:Pool", "--strict-contract")
    assert {law for law, end in ended.items() if end == "failed"} == {law.id for law in LEDGER}
    assert "skipped" not in ended.values()


def test_without_an_implementation_nothing_is_judged(tmp_path: Path) -> None:
    assert set(outcomes(tmp_path).values()) == {"skipped"}
