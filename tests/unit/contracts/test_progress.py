"""What long work says of itself on standard error."""

from __future__ import annotations

import pytest

from contracts import progress
from contracts.progress import left, shown
from contracts.report.prose import duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (48.24, "48.2 s"), (59.96, "1 min 0 s"), (214.3, "3 min 34 s"), (3599.6, "1 h 0 min"), (3 * 3600 + 300, "3 h 5 min")],
)
def test_times_are_told_in_the_units_of_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("elapsed", "done", "of", "text"),
    [
        (30.0, 100, 200, ", about 30 s left"),
        (60.0, 50, 200, ", about 3 min 0 s left"),
        (10.0, 9, 200, ""),
        (10.0, 0, 200, ""),
        (10.0, 200, 200, ""),
    ],
    ids=["half", "a quarter", "too early", "nothing done", "all done"],
)
def test_the_rest_is_estimated_by_what_the_beginning_took(elapsed: float, done: int, of: int, text: str) -> None:
    assert left(elapsed, done, of) == text


def test_lines_elsewhere_than_on_a_terminal_come_now_and_then(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 4.0, 6.0, 8.0, 20.0, 30.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(times))
    with shown() as told:
        assert told
        for judged, relation in ((10, "request"), (20, "sale_line"), (30, "session"), (100, "position_day"), (200, "")):
            told(judged, 200, relation)
    assert capsys.readouterr().err.splitlines() == [
        "20 of 200 invariants judged, about 54 s left; now sale_line",
        "100 of 200 invariants judged, about 20 s left; now position_day",
    ]


def test_who_wants_quiet_hears_nothing() -> None:
    with shown(quiet=True) as told:
        assert told is None
