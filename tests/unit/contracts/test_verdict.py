"""Verdicts that cannot contradict their counts, and reports that count them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.invariants.catalogue import BY_ID
from contracts.invariants.law import Severity
from contracts.parameters import resolve
from contracts.verdict import ExitStatus, Report, Result, Verdict

LAW = BY_ID["KEY-DENSE"]
WARNING = replace(LAW, severity=Severity.WARNING)
HOLDS = Result(LAW, Verdict.HOLDS, judged=3)
BROKEN = Result(LAW, Verdict.BROKEN, judged=3, broken=1)
BROKEN_WARNING = Result(WARNING, Verdict.BROKEN, judged=3, broken=1)
UNKNOWN = Result(LAW, Verdict.UNKNOWN, reason="gold_inventory_fact is not there")


@pytest.mark.parametrize(
    ("verdict", "judged", "broken", "reason"),
    [
        (Verdict.HOLDS, 0, 0, None),
        (Verdict.HOLDS, 3, 1, None),
        (Verdict.BROKEN, 3, 0, None),
        (Verdict.BROKEN, 1, 2, None),
        (Verdict.UNKNOWN, 0, 0, None),
        (Verdict.UNKNOWN, 3, 1, "no idea"),
    ],
)
def test_a_verdict_that_its_counts_contradict_cannot_be_constructed(verdict: Verdict, judged: int, broken: int, reason: str | None) -> None:
    with pytest.raises(ValueError, match="KEY-DENSE cannot be"):
        Result(LAW, verdict, judged, broken, reason)


def report(*results: Result) -> Report:
    return Report("world", "duckdb", 1.0, resolve(), {}, results)


def test_a_broken_warning_is_counted_apart() -> None:
    assert report(HOLDS, BROKEN, BROKEN_WARNING, UNKNOWN).summary == {"holds": 1, "broken": 1, "unknown": 1, "warnings": 1}


@pytest.mark.parametrize(
    ("results", "status", "strict_status"),
    [
        ((HOLDS,), ExitStatus.SOUND, ExitStatus.SOUND),
        ((HOLDS, BROKEN_WARNING), ExitStatus.SOUND, ExitStatus.SOUND),
        ((HOLDS, UNKNOWN), ExitStatus.SOUND, ExitStatus.UNKNOWN),
        ((BROKEN, UNKNOWN), ExitStatus.BROKEN, ExitStatus.BROKEN),
    ],
)
def test_the_exit_status_says_the_worst(results: tuple[Result, ...], status: ExitStatus, strict_status: ExitStatus) -> None:
    assert report(*results).exit_status() is status
    assert report(*results).exit_status(strict=True) is strict_status


def test_the_heaviest_comes_first() -> None:
    """Columns before rows, since rows follow from them; warnings last, however many rows break them."""
    rows = replace(BROKEN, law=BY_ID["INV-5"], judged=900, broken=500)
    more = replace(BROKEN, law=BY_ID["INV-6"], judged=900, broken=501)
    warning = replace(BROKEN_WARNING, judged=900, broken=900)
    column = replace(BROKEN, law=BY_ID["SCH-TYPE.gold_sales_fact"])
    found = report(warning, rows, more, column, HOLDS).by_weight
    assert [result.law.id for result in found] == ["SCH-TYPE.gold_sales_fact", "INV-6", "INV-5", "KEY-DENSE"]


def test_families_count_as_the_summary_does() -> None:
    whole = report(HOLDS, BROKEN, BROKEN_WARNING, UNKNOWN, replace(BROKEN, law=BY_ID["INV-5"]))
    assert {family: counts for family, (counts, _) in whole.families.items()} == {
        "structure": {"holds": 1, "broken": 1, "unknown": 1, "warnings": 1},
        "inventory": {"holds": 0, "broken": 1, "unknown": 0, "warnings": 0},
    }
    assert whole.summary == {"holds": 1, "broken": 2, "unknown": 1, "warnings": 1}
