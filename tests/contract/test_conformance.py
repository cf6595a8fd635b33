"""Another project collects the laws as tests: what is broken fails with its story, what cannot be judged is skipped or fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.invariants.catalogue import LAWS
from contracts.invariants.code import JUDGED_BY_FUZZ, LEDGER

OF_CODE = ("-m", "allocation or ledger")
ROOT = Path(__file__).parents[2]
IMPLEMENTATIONS = Path(__file__).parent / "implementations"


def outcomes(folder: Path, *options: str) -> dict[str, str]:
    """How each law's test ended in a run of pytest in another folder: passed, failed or skipped."""
    how = ["-p", "no:cacheprovider", "--junit-xml=report.xml", "--hypothesis-profile=ci", "-W", "error", "--strict-markers"]
    command = [sys.executable, "-m", "pytest", *how, "--pyargs", "contracts.conformance"]
    environment = {**os.environ, "PYTHONPATH": str(IMPLEMENTATIONS), "PYTEST_ADDOPTS": ""}
    subprocess.run([*command, *options], cwd=folder, env=environment, capture_output=True, check=False)
    cases = ElementTree.parse(folder / "report.xml").iter("testcase")
    return {law_of(case): ending(case) for case in cases}


def collected(*options: str) -> set[str]:
    """The functions of this project's own suite of which a run collects tests."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--collect-only", *options]
    said = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTEST_ADDOPTS": ""}, capture_output=True, text=True, check=True)
    return {line.partition("::")[2].partition("[")[0] for line in said.stdout.splitlines() if "::" in line}


def law_of(case: ElementTree.Element) -> str:
    return str(case.get("name")).partition("[")[2].rstrip("]")


def ending(case: ElementTree.Element) -> str:
    said = {"failure": "failed", "error": "failed", "skipped": "skipped"}
    return next((said[child.tag] for child in case if child.tag in said), "passed")


def test_an_implementation_that_lacks_and_breaks_something(tmp_path: Path) -> None:
    ended = outcomes(tmp_path, *OF_CODE, "--implementation", "described_shop:make")
    assert {law for law, end in ended.items() if end == "failed"} == {"ALC-7", "LED-3", "LED-6"}
    assert {law for law, end in ended.items() if end == "skipped"} == {"LED-5", "LED-9"}
    assert len(ended) == 18


def test_strictly_what_cannot_be_judged_fails(tmp_path: Path) -> None:
    ended = outcomes(tmp_path, *OF_CODE, "--implementation", "sound_shops:Pool", "--strict-contract")
    assert {law for law, end in ended.items() if end == "failed"} == {law.id for law in LEDGER}
    assert "skipped" not in ended.values()


def test_where_nothing_is_named_nothing_is_judged(tmp_path: Path) -> None:
    ended = outcomes(tmp_path)
    assert set(ended) == {law.id for law in (*LAWS, *JUDGED_BY_FUZZ)}
    assert set(ended.values()) == {"skipped"}


def test_tables_behind_a_mapping_are_a_candidate_judged_once_by_several_workers(tmp_path: Path) -> None:
    rows = [{"sku": 1, "free": 3}, {"sku": 2, "free": -3}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "stock.parquet")
    select = "SELECT sku AS product_key, free AS quantity_available FROM stock"
    (tmp_path / "shop.yaml").write_text(f"stockproof_mapping: 1\nsource: {{path: .}}\ntables:\n  gold_inventory_fact: {select}\n")
    ended = outcomes(tmp_path, "--candidate", "shop.yaml", "-n", "2", "-k", "structure")
    assert {law.partition(".")[0] for law in ended} == {law.id.partition(".")[0] for law in LAWS if law.family == "structure"}
    assert [law for law, end in ended.items() if end == "failed"] == ["SCH-RANGE.gold_inventory_fact.quantity_available"]
    assert ended["SCH-COL.gold_inventory_fact"] == "skipped"


def test_here_a_candidate_is_judged_by_the_laws_of_tables_alone_and_code_by_those_of_code(tmp_path: Path) -> None:
    assert collected("--candidate", "shop") == {"test_invariant"}
    assert collected("--candidate", str(tmp_path)) == {"test_invariant"}
    assert collected("--implementation", "sound_shops:Pool") == {"test_law_of_code"}
    assert collected("--candidate", "shop", "tests/unit/test_machine.py").isdisjoint({"test_invariant", "test_law_of_code"})
