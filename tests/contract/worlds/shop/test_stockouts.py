"""Stockout events: the nearest shop in which a run of zero days is told otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def test_a_run_without_its_event_is_found_even_when_there_are_no_events(shop: Any, broken: Any) -> None:
    shop.events.clear()
    assert broken(shop) == {"STO-1"}


def test_a_run_has_one_event(shop: Any, broken: Any) -> None:
    shop.events.append(shop.events[1] | {"stockout_id": 3})
    assert broken(shop) == {"STO-1", "STO-5"}


def test_an_event_without_a_run_tells_of_nothing(shop: Any, broken: Any) -> None:
    shop.events.append(shop.events[0] | {"stockout_id": 3, "location_key": 2})
    assert broken(shop) == {"STO-2"}


def test_the_last_zero_day_belongs_to_the_event(shop: Any, broken: Any) -> None:
    shop.events[0].update(stockout_end_date_key=20241101, stockout_duration_days=3)
    assert broken(shop) == {"STO-3", "STO-5"}


def test_a_run_that_lasts_to_the_horizon_has_no_end_yet(shop: Any, broken: Any) -> None:
    shop.events[1]["stockout_end_date_key"] = 20241102
    assert broken(shop) == {"STO-3"}


def test_a_run_that_is_over_has_an_end(shop: Any, broken: Any) -> None:
    shop.events[0]["stockout_end_date_key"] = None
    assert broken(shop) == {"STO-3"}


def test_the_first_day_counts(shop: Any, broken: Any) -> None:
    shop.events[0]["stockout_duration_days"] = 1
    assert broken(shop) == {"STO-4"}


def test_a_duration_crosses_the_end_of_a_month(shop: Any, broken: Any) -> None:
    shop.events[0].update(stockout_end_date_key=20241101, stockout_duration_days=20241101 - 20241030 + 1)
    assert "STO-4" in broken(shop)


def test_events_that_touch_are_one(shop: Any, broken: Any) -> None:
    whole = shop.events[0]
    whole.update(stockout_end_date_key=20241030, stockout_duration_days=1)
    shop.events.append(whole | {"stockout_id": 3, "stockout_start_date_key": 20241031, "stockout_end_date_key": 20241031})
    assert broken(shop) == {"STO-2", "STO-3", "STO-5"}


def test_a_partly_filled_request_is_a_lost_attempt(shop: Any, broken: Any) -> None:
    shop.events[0].update(lost_sales_attempts=1)
    assert broken(shop) == {"STO-6"}


def test_only_what_was_lacking_is_lost(shop: Any, broken: Any) -> None:
    shop.events[0].update(lost_sales_quantity=3)
    assert broken(shop) == {"STO-7"}


def test_revenue_is_lost_at_list_price(shop: Any, broken: Any) -> None:
    shop.events[0].update(lost_sales_revenue=Decimal("19.00"))
    assert broken(shop) == {"STO-8"}


def test_each_attempt_loses_a_unit(shop: Any, broken: Any) -> None:
    shop.events[1].update(lost_sales_attempts=2)
    assert broken(shop) == {"STO-6", "STO-9"}


def test_a_run_that_ended_in_october_is_not_in_peak_season(shop: Any, broken: Any) -> None:
    shop.events[0]["peak_season_flag"] = True
    assert broken(shop) == {"STO-10"}


def test_a_calendar_that_errs_on_peak_season_is_not_the_event_s_fault(shop: Any, broken: Any) -> None:
    shop.gold_date_dim[0]["is_peak_season"] = True
    assert broken(shop) == set()


def test_a_request_that_got_less_emptied_the_shelf(shop: Any, broken: Any) -> None:
    shop.requests[3].update(quantity_requested=4)
    assert "STO-11" in broken(shop)
