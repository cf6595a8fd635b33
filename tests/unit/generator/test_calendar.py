"""The calendar: what Python's own dates say, and demand that follows from the date alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.calendar import Dates, date_keys, day_of, multipliers

dates = st.dates(dt.date(1979, 1, 1), dt.date(2300, 12, 31))


def on(date: dt.date) -> Dates:
    return Dates.of(np.array([day_of(date)]))


@given(dates)
def test_a_date_key_is_the_date_written_without_dashes(date: dt.date) -> None:
    assert date_keys(np.array([day_of(date)])).tolist() == [int(date.strftime("%Y%m%d"))]


@given(dates)
def test_parts_are_those_of_the_date(date: dt.date) -> None:
    found = on(date)
    assert (int(found.year[0]), int(found.month[0]), int(found.day_of_month[0])) == (date.year, date.month, date.day)
    assert (int(found.day_of_week[0]), bool(found.is_weekend[0])) == (date.isoweekday(), date.isoweekday() in (6, 7))


@given(dates)
def test_seasons_begin_in_december_march_june_and_september(date: dt.date) -> None:
    season = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring", 6: "summer", 7: "summer", 8: "summer"}
    assert str(on(date).season[0]) == season.get(date.month, "autumn")


@given(dates)
def test_peak_season_is_november_and_december(date: dt.date) -> None:
    assert bool(on(date).is_peak_season[0]) == (date.month in (11, 12))


def test_keys_step_over_the_ends_of_months_and_leap_days() -> None:
    days = np.arange(day_of(dt.date(2024, 2, 28)), day_of(dt.date(2024, 3, 1)) + 1)
    assert date_keys(days).tolist() == [20240228, 20240229, 20240301]
    assert date_keys(np.array([day_of(dt.date(2023, 12, 31)), day_of(dt.date(2024, 1, 1))])).tolist() == [20231231, 20240101]


@pytest.mark.parametrize(("day", "is_sale"), [("2024-11-21", False), ("2024-11-22", True), ("2024-12-02", True), ("2024-12-03", False)])
def test_a_sale_period_runs_from_its_first_day_to_its_last(day: str, is_sale: bool) -> None:
    assert bool(on(dt.date.fromisoformat(day)).is_sale_period[0]) == is_sale


def test_christmas_is_a_holiday_and_the_day_after_the_holidays_is_not() -> None:
    assert on(dt.date(2024, 12, 25)).is_holiday[0]
    assert not on(dt.date(2024, 12, 27)).is_holiday[0]


@given(st.integers(0, 100_000), st.integers(0, 400), st.integers(0, 400))
def test_a_day_is_asked_for_alike_whatever_stretch_it_is_looked_at_in(first: int, before: int, after: int) -> None:
    assert multipliers(first - before, first + after)[before] == multipliers(first, first)[0]


def test_weekends_peak_season_and_sales_draw_more() -> None:
    def demand(day: str) -> float:
        return float(on(dt.date.fromisoformat(day)).demand_multiplier[0])

    assert demand("2024-05-11") > demand("2024-05-10") > 0  # a Saturday, a Friday
    assert demand("2024-11-15") > demand("2024-10-18")
    assert demand("2024-11-22") > demand("2024-11-15")
