"""Every engine says the same of the same tables: verdicts, counts, reasons, measurements and witnesses, law by law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contracts.engines import ENGINES
from contracts.faults.bench import Bench, Trial, opened
from contracts.faults.catalogue import DERIVED, STATED
from contracts.judge import judge
from contracts.report.json_report import as_data
from contracts.verdict import Report, Result, Verdict
from tests.unsound import spoil

REFERENCE = ENGINES[0]
CHOSEN = (*(next(fault for of, fault in STATED if of == family) for family in ("sales", "inventory", "carts")), DERIVED[0])
"""A fault of some families; make evidence tries all."""

SIZE = {"products": 12, "customers": 60, "stores": 2, "warehouses": 1, "dcs": 1, "days": 40}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world of four locations."""
    from generator.config import configure
    from generator.generate import generate

    folder = tmp_path_factory.mktemp("worlds") / "sound"
    generate(configure("tiny", SIZE), folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def unsound(sound: Path) -> Path:
    """The same, in which nothing is right."""
    return spoil(sound, sound.with_name("unsound"))


@pytest.fixture(scope="module")
def bench(sound: Path) -> Iterator[Callable[[str], Bench]]:
    """The sound world on the bench of an engine, opened once for all faults."""
    with ExitStack() as benches:
        yield cache(lambda engine: benches.enter_context(opened(str(sound), engine)))


def told(report: Report) -> dict[str, Any]:
    """What a report says of each law, but for how long it took; measured numbers to the digits that do not depend on how they add up."""
    results = as_data(report)["results"]
    return {result["id"]: _settled({name: value for name, value in result.items() if name != "seconds"}) for result in results}


def _settled(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {name: _settled(inner) for name, inner in value.items()}
    return [_settled(inner) for inner in value] if isinstance(value, list) else value


def test_of_tables_in_which_nothing_is_right_every_engine_says_the_same(engine: str, unsound: Path) -> None:
    expected = judge(str(unsound), engine=REFERENCE)
    assert sum(result.verdict is Verdict.BROKEN for result in expected.results) > 0.6 * len(expected.results)
    assert told(judge(str(unsound), engine=engine)) == told(expected)


@pytest.mark.parametrize("fault", [fault.id for fault in CHOSEN])
def test_of_a_fault_every_engine_says_the_same(engine: str, fault: str, bench: Callable[[str], Bench]) -> None:
    chosen = next(each for each in CHOSEN if each.id == fault)
    expected, found = bench(REFERENCE).try_out(chosen), bench(engine).try_out(chosen)
    assert expected.touched
    assert (found.touched, _without_seconds(found)) == (expected.touched, _without_seconds(expected))


def _without_seconds(trial: Trial) -> dict[str, Result]:
    return {name: replace(result, seconds=0.0) for name, result in trial.results.items()}
