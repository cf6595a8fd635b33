"""What a broken row contradicts: the smallest part of the law that its values make untrue, with its numbers put in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.report.contradiction import contradictions


def said(holds: str, parameters: dict[str, Any] | None = None, /, **row: Any) -> list[tuple[str, str]]:
    return [(part.claim, part.found) for part in contradictions(holds, row, parameters or {})]


def test_an_equation_is_computed() -> None:
    assert said("on_hand = available + reserved", on_hand=14, available=12, reserved=1) == [
        ("on_hand = available + reserved", "14 is not 12 + 1 = 13")
    ]


def test_a_negative_change_is_subtracted() -> None:
    assert said("close = before + moved", close=13, before=13, moved=-5) == [("close = before + moved", "13 is not 13 - 5 = 8")]


def test_only_what_is_untrue_is_told() -> None:
    assert said("a = 1 AND b = 2 AND c = 3", a=1, b=5, c=3) == [("b = 2", "5 is not 2")]


def test_of_a_choice_only_the_branch_that_the_row_takes_is_told() -> None:
    holds = "close = CASE WHEN is_first_day THEN 0 ELSE before END + moved"
    (told,) = contradictions(holds, {"close": 3, "is_first_day": True, "before": 9, "moved": 4}, {})
    assert (told.claim, told.found) == ("close = 0 + moved", "3 is not 0 + 4 = 4")
    assert (told.columns, told.given) == (("close", "moved"), ("is_first_day", "before"))


def test_a_branch_that_may_not_be_taken_is_told_by_what_led_there() -> None:
    assert said("CASE WHEN NOT has_request THEN FALSE ELSE lines = 1 END", has_request=False, lines=1) == [
        ("has_request", "has_request is FALSE")
    ]


def test_a_value_that_no_branch_foresees_is_none_of_them() -> None:
    assert said("CASE kind WHEN 'SALE' THEN units < 0 WHEN 'RECEIPT' THEN units > 0 ELSE FALSE END", kind="GIFT", units=1) == [
        ("kind IN ('SALE', 'RECEIPT')", "'GIFT' is none of them")
    ]


@pytest.mark.parametrize(
    ("holds", "row", "claim", "found"),
    [
        ("stock >= 0", {"stock": -2}, "stock >= 0", "-2 is less than 0"),
        ("sold <= opening", {"sold": 5, "opening": 3}, "sold <= opening", "5 is more than 3"),
        ("serial > earlier + 1", {"serial": 8, "earlier": 7}, "serial > earlier + 1", "8 is not more than 7 + 1 = 8"),
        ("day % 100 BETWEEN 1 AND 29", {"day": 20240230}, "day % 100 BETWEEN 1 AND 29", "20240230 % 100 = 30 is not between 1 and 29"),
        ("segment IN ('vip', 'new')", {"segment": "VIP"}, "segment IN ('vip', 'new')", "'VIP' is none of them"),
        ("flag = (lost > 0)", {"flag": False, "lost": 1}, "flag = (lost > 0)", "flag is FALSE while 1 > 0 is TRUE"),
        ("ends IS NOT NULL", {"ends": None}, "ends IS NOT NULL", "ends is NULL"),
        ("day = other", {"day": date(2024, 2, 29), "other": None}, "day = other", "2024-02-29 is not NULL"),
        ("NOT clicked OR opened", {"clicked": True, "opened": False}, "opened", "opened is FALSE"),
        ("a <> 0 OR b <> 0", {"a": 0, "b": 0}, "a <> 0 OR b <> 0", "a is 0, b is 0"),
        ("paid < 1000", {"paid": float("nan")}, "paid < 1000", "nan is not less than 1000"),
        ("COALESCE(a = b, a IS NULL AND b IS NULL)", {"a": 1, "b": None}, "a = b", "1 is not NULL"),
    ],
)
def test_each_kind_of_claim_has_its_sentence(holds: str, row: dict[str, Any], claim: str, found: str) -> None:
    assert said(holds, **row) == [(claim, found)]


def test_money_is_compared_to_the_cent() -> None:
    holds = "paid BETWEEN price - 0.005001 AND price + 0.005001"
    assert said(holds, paid=40.19, price=30.19) == [("paid = price to the cent", "40.19 is not 30.19")]
    assert said(holds, paid=Decimal("30.19"), price=30.19) == []


def test_a_parameter_is_put_in_like_a_value() -> None:
    assert said("delay BETWEEN :least AND :most", {"least": 1, "most": 3}, delay=4) == [
        ("delay BETWEEN :least AND :most", "4 is not between 1 and 3")
    ]
