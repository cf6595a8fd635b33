"""Every fault of the catalogue on every engine: the same verdicts and counts, law by law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import pytest

from contracts.engines import ENGINES
from contracts.faults.bench import Trial, opened
from contracts.faults.catalogue import FAULTS
from contracts.faults.fault import Fault
from contracts.verdict import Observed, Result
from generator.config import configure
from generator.generate import generate

REFERENCE, *OTHERS = ENGINES
WORLD = {
    "products": 30,
    "customers": 400,
    "stores": 2,
    "warehouses": 8,
    "dcs": 4,
    "days": 110,
    "start": "2024-10-20",
    "cart_requests_ratio": 1.0,
    "return_rate": 0.12,
}
"""Large enough for every law to speak, those of rates included."""

AT_ONCE = 2


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sound world, in which every fault finds its place."""
    folder = tmp_path_factory.mktemp("evidence") / "world"
    generate(configure("small", WORLD), folder, format="parquet", workers=1)
    return str(folder)


def told(results: Mapping[str, Result]) -> dict[str, tuple[Any, ...]]:
    """Of each law what a report says but for witnesses, which are not fetched here, and seconds."""
    return {name: (each.verdict, each.judged, each.broken, each.reason, _measured(each.observed)) for name, each in results.items()}


def _measured(observed: Observed | None) -> tuple[Any, ...] | None:
    return (observed.value, observed.expected, observed.tolerance, observed.sample) if observed else None


def trials(world: str, engine: str, faults: Sequence[Fault]) -> Iterator[Trial]:
    with opened(world, engine) as bench:
        for fault in faults:
            yield bench.try_out(fault)


def tried(world: str, engine: str) -> dict[str, Trial]:
    """What became of every fault, some of them tried at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = [pool.submit(lambda share: list(trials(world, engine, share)), FAULTS[place::AT_ONCE]) for place in range(AT_ONCE)]
        return {trial.fault.id: trial for share in shares for trial in share.result()}


def test_every_fault_is_judged_alike(world: str) -> None:
    expected = tried(world, REFERENCE)
    for engine in OTHERS:
        started = perf_counter()
        found = tried(world, engine)
        ids = sum(len(trial.results) for trial in found.values())
        differing = [
            (fault, law, told(expected[fault].results).get(law), said)
            for fault, trial in found.items()
            for law, said in told(trial.results).items()
            if said != told(expected[fault].results).get(law)
        ]
        print(f"\n{engine} against {REFERENCE}: {len(found)} faults, {ids} verdicts compared, {len(differing)} disagreements")
        print(f"{perf_counter() - started:.0f} s, {AT_ONCE} at a time")
        assert differing == []
        assert {name: trial.touched for name, trial in found.items()} == {name: trial.touched for name, trial in expected.items()}
        assert {name: sorted(trial.results) for name, trial in found.items()} == {n: sorted(t.results) for n, t in expected.items()}
