"""The report on a terminal: few laws one by one, many by family, numbers beside their names."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from contracts.invariants.catalogue import BY_ID
from contracts.parameters import resolve
from contracts.report import terminal
from contracts.report.measurement import in_short, measured
from contracts.verdict import Observed, Report, Result, TableSize, Verdict

RATE = Observed(0.0741, (0.05, 0.1), 1300, 0.0043, {"position_days": 117000})
SNAPSHOT = {"product_key": 3, "location_key": 1, "date_key": 20240105}
OFF = {**SNAPSHOT, "quantity_on_hand": 14, "quantity_available": 12, "quantity_reserved": 1, "quantity_damaged": 0}

HELD = Result(BY_ID["INV-13"], Verdict.HOLDS, judged=1, observed=RATE)
BROKEN = Result(BY_ID["INV-2"], Verdict.BROKEN, judged=117000, broken=2, witnesses=(OFF,), key=tuple(SNAPSHOT))
UNKNOWN = Result(BY_ID["INV-15"], Verdict.UNKNOWN, reason="parameter target_stockout_rate is not given")


def report(*results: Result) -> Report:
    return Report("world", "duckdb", 1.25, resolve(), {"gold_inventory_fact": TableSize(117000, 17)}, results)


def shown(told: Report, width: int = 80, **options: Any) -> str:
    text = StringIO()
    terminal.show(told, Console(file=text, width=width, highlight=False, **options))
    return text.getvalue()


def words(text: str) -> str:
    return " ".join(text.split())


def test_few_laws_are_listed_one_by_one() -> None:
    text = words(shown(report(BROKEN, HELD, UNKNOWN)))
    assert "✓ INV-13 Between 5% and 10% of position-days close with nothing available 1 row of stockout_rate (V1)" in text
    assert "✗ INV-2 What is on hand is what is available, reserved or damaged 2 of 117,000 rows of" in text
    assert "? INV-15" in text
    assert "parameter target_stockout_rate is not given" in text
    assert "rows judged" not in text


def test_many_laws_are_told_by_family() -> None:
    others = tuple(Result(BY_ID[f"SAL-{n}"], Verdict.HOLDS, judged=10) for n in range(1, 16))
    text = shown(report(*others, HELD))
    assert "rows judged" in text
    assert "SAL-3" not in text
    assert "INV-13 stockout rate 7.4% of 117,000 position-days, allowed 5%-10%\n" in text.replace("  ", "").replace(" \n", "\n")


def test_a_broken_warning_is_counted_by_family_as_it_is_in_the_last_line() -> None:
    others = tuple(Result(BY_ID[f"SAL-{n}"], Verdict.HOLDS, judged=10) for n in range(1, 16))
    warned = Result(BY_ID["INV-14"], Verdict.BROKEN, judged=9, broken=1, witnesses=({"dimension": "month", "member": "202311"},))
    (row,) = (words(line) for line in shown(report(*others, BROKEN, warned)).splitlines() if line.strip().startswith("inventory"))
    assert row.split()[:4] == ["inventory", "·", "1", "1"], "nothing holds, one is broken, one is a warning"


COLUMN = {"column_name": "quantity_sold", "declared": "int", "stored": "VARCHAR", "is_there": True, "width_ok": False}


@pytest.mark.parametrize(
    ("law", "row", "must", "but"),
    [
        ("SCH-TYPE", {"kind_ok": False, "not_castable": 0}, "quantity_sold is int", "it is stored as VARCHAR"),
        ("SCH-TYPE", {"kind_ok": True, "not_castable": 1200}, "each text of quantity_sold is of type int", "1,200 of them are not"),
        ("SCH-WIDTH", {"kind_ok": True, "not_castable": 0, "stored": "BIGINT"}, "quantity_sold is int", "it is stored as BIGINT"),
        (
            "SCH-COL",
            {"is_there": False, "stored": None, "kind_ok": False, "not_castable": 0},
            "there is a column quantity_sold, int",
            "there is none",
        ),
    ],
)
def test_what_is_wrong_with_a_column_is_told_in_words(law: str, row: dict[str, Any], must: str, but: str) -> None:
    broken = Result(
        BY_ID[f"{law}.gold_sales_fact"], Verdict.BROKEN, judged=27, broken=1, witnesses=({**COLUMN, **row},), key=("column_name",)
    )
    text = words(shown(report(broken)))
    assert f"must be {must} but {but} " in text


def test_a_broken_law_says_what_must_be_and_what_is() -> None:
    text = words(shown(report(BROKEN)))
    assert "must be quantity_on_hand = quantity_available + quantity_reserved + quantity_damaged" in text
    assert "but 14 is not 12 + 1 + 0 = 13" in text
    assert "for one product_key 3 location_key 1 date_key 20240105" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_name_is_never_parted_from_its_value(width: int) -> None:
    lines = shown(report(BROKEN, HELD, UNKNOWN), width).splitlines()
    assert max(map(len, lines)) <= width
    assert any("location_key 1" in line for line in lines)
    assert any("date_key 20240105" in line for line in lines)


def test_colours_are_for_terminals_that_take_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = shown(report(BROKEN), force_terminal=True, color_system="standard")
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown(report(BROKEN), force_terminal=True)
    assert "\x1b[" not in shown(report(BROKEN))


def test_a_rate_is_told_with_its_sample_and_tolerance() -> None:
    assert measured(HELD) == "stockout rate 7.4% of 117,000 position-days, allowed 5%-10%, give or take 0.43 points"
    assert measured(BROKEN) is None


@pytest.mark.parametrize(
    ("name", "observed", "said"),
    [
        ("REQ-7", Observed(0.503, (0.5, 0.5), 1234, 0.02, {"segment": "vip"}), "vip: 50.3% down the queue on average over 1,234 requests"),
        ("RET-3", Observed(0.341, (1 / 3, 1 / 3), 4530, 0.04, {"delay_days": 2}), "days to restock = 2: 34.1% of 4,530 return lines"),
        ("CRT-6", Observed(0.104, (0.1, 0.1), 2750, 0.09), "abandonment higher by 10.4 points in 2,750 carts, expected 10 points"),
        ("INV-13", Observed(0.04996, (0.05, 0.1), 1, 0.0, {"position_days": 9}), "stockout rate 4.996% of 9 position-days"),
    ],
)
def test_each_rate_has_words_of_its_own(name: str, observed: Observed, said: str) -> None:
    assert in_short(BY_ID[name], observed).startswith(said)


def test_every_law_about_rates_says_what_it_measures() -> None:
    assert [law.id for law in BY_ID.values() if law.statistical and not law.measures] == []
