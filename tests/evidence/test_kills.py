"""A hundred kills at random instants, over generate and resume: the rows in the end are those of a run that was never killed.

Too long for the gate; `make evidence` runs it and prints the figures.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from contracts.tables import TABLES
from generator.config import configure
from generator.generate import generate

KILLS = 100
WORLD = {"products": 60, "locations": 3, "customers": 200, "days": 730}
Tables = dict[str, pa.Table]


def command(out: Path, workers: int) -> list[str]:
    sizes = [part for name, value in WORLD.items() for part in (f"--{name}", str(value))]
    flags = ["--preset", "tiny", *sizes, "--workers", str(workers), "--quiet", "--resume", "--out", str(out)]
    return [sys.executable, "-m", "generator", "generate", *flags]


def rows(folder: Path) -> Tables:
    tables = {name: pa.table(DeltaTable(folder / name).to_pyarrow_table()) for name in TABLES}
    return {name: table.sort_by([(key, "ascending") for key in TABLES[name].key]).combine_chunks() for name, table in tables.items()}


def killed_after(seconds: float, out: Path, workers: int) -> bool:
    """Runs for so long; whether it had to be killed, which it was without a warning."""
    with subprocess.Popen(command(out, workers), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        try:
            _, errors = run.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.communicate()
            return True
    assert run.returncode == 0, errors.decode()
    return False


def test_a_hundred_kills_lose_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(20251006)
    kills = worlds = differences = 0
    with tempfile.TemporaryDirectory() as place:
        begun = time.perf_counter()
        subprocess.run(command(Path(place) / "whole", 2), check=True, capture_output=True)
        longest = time.perf_counter() - begun  # follows the machine: shorter when a run got through, longer when it was killed
        generate(configure("tiny", WORLD), Path(place) / "alone", workers=1)
        expected = rows(Path(place) / "alone")
        while kills < KILLS:
            worlds += 1
            out = Path(place) / f"world-{worlds}"
            while killed_after(chance.uniform(0.1, 1.0) * longest, out, workers=chance.choice([1, 2, 3])):
                kills, longest = kills + 1, longest * 1.05
            longest *= 0.8
            found = rows(out)
            differences += sum(not found[name].equals(expected[name]) for name in TABLES)
    with capsys.disabled():
        print(f"\nkills {kills}, worlds finished {worlds}, tables that differ {differences}")
    assert not differences
