"""CONTRIBUTING.md tells the truth: the law that it adds as an example is added as it says, and everything else follows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.config import configure
from generator.generate import generate

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WALK = PAGE.partition("## Add a law\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the contract with the law of the walk in it, the block above LAWS and the name in LAWS, and its fault in FAULTS."""
    place = tmp_path_factory.mktemp("grown")
    shutil.copytree(ROOT / "contracts", place / "contracts", ignore=shutil.ignore_patterns("__pycache__"))
    block, fault = re.findall(r"```python\n(.*?)```", WALK, flags=re.DOTALL)
    (file,) = re.findall(r"`(contracts/invariants/\w+\.py)`", WALK)
    (faults,) = re.findall(r"`(contracts/faults/inventory\.py)`", WALK)
    (name,) = re.findall(r"^(\w+) = Invariant", block, flags=re.MULTILINE)
    family = place / file
    written = family.read_text().replace("LAWS = (\n", f"{block}\nLAWS = (\n    {name},\n")
    assert name in written
    family.write_text(written)
    (wrong,) = re.findall(r"^(\w+) = Fault", fault, flags=re.MULTILINE)
    own = fault[fault.index(f"{wrong} = Fault") :]  # what it imports is there
    known = (place / faults).read_text()
    (place / faults).write_text(known.replace("\nFAULTS = (\n", f"\n{own}\nFAULTS = (\n    {wrong},\n"))
    assert own in (place / faults).read_text()
    return place


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sound world, and one that sends a thousand units too many once."""
    import pyarrow.compute as pc
    import pyarrow.parquet as parquet

    folder = tmp_path_factory.mktemp("worlds")
    found = {"sound": folder / "sound", "faulty": folder / "faulty"}
    for world in found.values():
        generate(configure("tiny"), world, format="parquet", workers=1)
    (first, *_) = sorted((found["faulty"] / "gold_inventory_fact").glob("*.parquet"))
    rows = parquet.read_table(first)
    at = rows.schema.get_field_index("quantity_in_transit")
    more = pc.if_else(pc.equal(pc.cumulative_sum(pc.cast(rows["date_key"], "int64")), rows["date_key"][0]), 1000, 0)
    raised = pc.add(rows.column(at), pc.cast(more, rows.schema.field(at).type))
    parquet.write_table(rows.set_column(at, rows.schema.field(at), raised), first)
    return found


def contracts(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of the grown contract."""
    return subprocess.run(
        [sys.executable, "-m", "contracts", *arguments],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_law_is_listed(grown: Path) -> None:
    listed = {law["id"]: law for law in json.loads(contracts(grown, "invariants", "--format", "json").stdout)}
    assert listed["INV-17"]["severity"] == "warning"


@pytest.mark.parametrize(("world", "verdict"), [("sound", "holds"), ("faulty", "broken")])
def test_the_law_is_judged(world: str, verdict: str, grown: Path, worlds: dict[str, Path], tmp_path: Path) -> None:
    done = contracts(grown, "validate", str(worlds[world]), "--only", "INV-17", "--json", str(tmp_path / "report.json"), "--quiet")
    assert done.returncode == 0, done.stderr
    (result,) = json.loads((tmp_path / "report.json").read_text())["results"]
    assert (result["id"], result["verdict"]) == ("INV-17", verdict)
    assert bool(result["witnesses"]) == (verdict == "broken")


def test_the_fault_breaks_what_it_names_and_the_law_is_named_by_it(grown: Path, worlds: dict[str, Path]) -> None:
    tried = """
from contracts.faults.bench import opened
from contracts.faults.catalogue import FAULTS
with opened(TARGET) as bench:
    (fault,) = (fault for fault in FAULTS if "INV-17" in fault.breaks)
    trial = bench.try_out(fault)
    print(bool(trial.touched), sorted(trial.broken) == sorted(fault.breaks))
"""
    command = [sys.executable, "-c", f"TARGET = {str(worlds['sound'])!r}\n{tried}"]
    done = subprocess.run(command, cwd=grown, env={**os.environ, "PYTHONPATH": str(grown)}, capture_output=True, text=True, check=False)
    assert done.stdout == "True True\n", done.stderr
