"""The contract's own test: every fault, laid over a sound world, breaks exactly the laws that it names, and every law is named.

`--candidate` does not matter here: the world is always one of the reference generator, just large enough for every law to speak.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from contracts.faults.bench import Bench, Trial, opened
from contracts.faults.catalogue import FAULTS
from contracts.faults.fault import Fault
from contracts.invariants.catalogue import LAWS
from contracts.verdict import Verdict

WORLD = Path(__file__).with_name("sound-world.toml")


@pytest.fixture(scope="module")
def sound_world(shared_folder: Path) -> Path:
    """A sound world, made once per run."""
    from generator.config import configure, read_config
    from generator.generate import generate

    world = shared_folder / "sound-world"
    with FileLock(f"{world}.lock"):
        if not world.exists():
            unfinished = world.with_name("sound-world-unfinished")
            generate(configure("small", read_config(WORLD)), unfinished, format="parquet", workers=1)
            unfinished.rename(world)
    return world


@pytest.fixture(scope="module")
def bench(sound_world: Path) -> Iterator[Bench]:
    """The sound world, opened once per worker."""
    with opened(str(sound_world)) as opened_bench:
        yield opened_bench


def test_in_the_sound_world_every_law_speaks_and_holds(bench: Bench) -> None:
    results = bench.as_they_are()
    assert {name: result.reason for name, result in results.items() if result.verdict is not Verdict.HOLDS} == {}


def fault_id(fault: Fault) -> str:
    return fault.id


@pytest.mark.parametrize("fault", FAULTS, ids=fault_id)
def test_a_fault_breaks_exactly_what_it_names(fault: Fault, bench: Bench) -> None:
    trial = bench.try_out(fault)
    assert trial.touched
    assert sorted(trial.broken) == sorted(fault.breaks), "what it breaks is named in contracts/faults, of faults of the schema in follow.py"
    assert refused(trial) == {}


def refused(trial: Trial) -> dict[str, str]:
    """Laws that the engine could not judge, and why."""
    return {name: result.reason for name, result in trial.results.items() if result.reason and "the engine" in result.reason}


def test_a_fault_is_judged_alike_whether_or_not_another_was_tried_before(sound_world: Path) -> None:
    fault = next(fault for fault in FAULTS if fault.id == "calendar-lacks-a-day")  # it changes a relation, but not all that reads it
    with opened(str(sound_world)) as fresh:
        trial = fresh.try_out(fault)
        assert refused(trial) == {}
        fresh.as_they_are()
        again = fresh.try_out(fault)
    assert {name: (r.verdict, r.judged, r.broken) for name, r in trial.results.items()} == {
        name: (r.verdict, r.judged, r.broken) for name, r in again.results.items()
    }


def test_every_law_is_named_by_a_fault() -> None:
    named = {law for fault in FAULTS for law in fault.breaks}
    assert [law.id for law in LAWS if law.id not in named] == [], "add a fault that breaks it to contracts/faults"
