"""`stockproof sensitivity` over anybody's tables: what would be caught, by what, and why all else would not."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pyarrow.parquet as parquet
import pytest
from deltalake import DeltaTable

import contracts.sensitivity as module
from contracts.errors import InputError
from contracts.faults.finding import Finding, Sensitivity
from contracts.sensitivity import FAULTS, sensitivity
from generator.config import configure
from generator.generate import generate

LINE_LOST, LEVEL_RAISED, NO_UPLIFT = "sale-line-lost", "available-one-too-many", "no-uplift"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world of `tiny`, whose positions are few."""
    folder = tmp_path_factory.mktemp("sensitivity") / "world"
    generate(configure("tiny"), folder)
    return folder


def tried(world: Path, *names: str) -> Sensitivity:
    """What becomes of some faults."""
    chosen = [(family, fault) for family, fault in FAULTS if fault.id in names]
    assert len(chosen) == len(names)
    return sensitivity(str(world), faults=chosen, workers=1)


@pytest.fixture(scope="session")
def found(world: Path) -> dict[str, Finding]:
    """What becomes of three faults on the world as it is, after which it is as it was."""
    before = {path: path.stat().st_mtime_ns for path in world.rglob("*")}
    findings = {finding.fault.id: finding for finding in tried(world, LINE_LOST, LEVEL_RAISED, NO_UPLIFT).findings}
    assert {path: path.stat().st_mtime_ns for path in world.rglob("*")} == before
    return findings


@pytest.mark.parametrize("fault", [LINE_LOST, LEVEL_RAISED])
def test_a_fault_is_caught_by_laws_that_it_breaks(fault: str, found: dict[str, Finding]) -> None:
    assert found[fault].caught_by
    assert set(found[fault].caught_by) <= set(found[fault].fault.breaks)
    assert found[fault].reason is None


def test_a_law_whose_sample_is_too_small_says_so(found: dict[str, Finding]) -> None:
    assert not found[NO_UPLIFT].is_caught
    assert "sample" in str(found[NO_UPLIFT].reason)


def test_on_a_sample_of_positions_the_same_faults_are_caught(
    world: Path, found: dict[str, Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROW_SNAPSHOTS", 1000)
    sampled = tried(world, LINE_LOST, LEVEL_RAISED)
    assert sampled.rows.condition is not None
    assert [finding.caught_by for finding in sampled.findings] == [found[finding.fault.id].caught_by for finding in sampled.findings]


def test_a_fault_in_a_table_that_is_not_there_says_so(world: Path, tmp_path: Path) -> None:
    (finding,) = tried(copied(world, tmp_path, but="gold_sales_fact"), LINE_LOST).findings
    assert not finding.is_caught
    assert "gold_sales_fact" in str(finding.reason)


def test_what_is_broken_already_catches_nothing_more(world: Path, found: dict[str, Finding], tmp_path: Path) -> None:
    place = copied(world, tmp_path, but="gold_inventory_movement_fact")
    empty_like(world, place, "gold_inventory_movement_fact")
    (finding,) = tried(place, LINE_LOST).findings
    assert "MOV-3" in found[LINE_LOST].caught_by
    assert "MOV-3" not in finding.caught_by


def test_a_table_that_cannot_be_read_to_its_end_is_named(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROW_SNAPSHOTS", 1000)
    place = copied(world, tmp_path)
    for part in (place / "gold_sales_fact").glob("*.parquet"):
        spoil(part)
    with pytest.raises(InputError, match="gold_sales_fact"):
        tried(place, LINE_LOST)


def copied(world: Path, place: Path, but: str | None = None) -> Path:
    """The world in another folder, without one of its tables."""
    return Path(copytree(world, place / "copy", ignore=lambda _, names: [but] if but in names else []))


def spoil(part: Path) -> None:
    """Overwrites the pages of a Parquet file, and leaves its footer as it is."""
    content = bytearray(part.read_bytes())
    end = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    content[4:end] = bytes(end - 4)
    part.write_bytes(bytes(content))


def empty_like(world: Path, place: Path, table: str) -> None:
    """A table of the world with its columns and no rows."""
    (place / table).mkdir()
    rows = DeltaTable(world / table).to_pyarrow_table()
    parquet.write_table(rows.slice(0, 0), place / table / "rows.parquet")
