"""Every engine says the same of the same tables: verdicts, counts, reasons, measurements and witnesses, law by law."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contracts.engines import ENGINES
from contracts.judge import judge
from contracts.report.json_report import as_data
from contracts.verdict import Report, Verdict
from tests.unsound import spoil

REFERENCE, *OTHERS = ENGINES
SIZE = {"products": 12, "customers": 60, "stores": 2, "warehouses": 1, "dcs": 1, "days": 40}


@pytest.fixture(scope="module")
def unsound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small world of four locations in which nothing is right."""
    from generator.config import configure
    from generator.generate import generate

    sound = tmp_path_factory.mktemp("worlds") / "sound"
    generate(configure("tiny", SIZE), sound, format="parquet", workers=1)
    return spoil(sound, sound.with_name("unsound"))


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
