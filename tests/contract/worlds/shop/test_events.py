"""Events: the nearest shop in which a session goes otherwise."""

from __future__ import annotations

from typing import Any


def test_a_checkout_is_started_before_it_is_completed(shop: Any, broken: Any) -> None:
    shop.clicks[2]["event_type"] = "search"
    assert broken(shop) == {"EVT-1"}


def test_a_checkout_started_later_does_not_count(shop: Any, broken: Any) -> None:
    shop.clicks[2]["time_key"] = 1100
    assert broken(shop) == {"EVT-1"}


def test_a_checkout_started_in_another_session_does_not_count(shop: Any, broken: Any) -> None:
    shop.clicks[2]["session_id"] = 8
    assert broken(shop) == {"EVT-1"}


def test_within_a_minute_clicks_follow_their_numbers(shop: Any, broken: Any) -> None:
    shop.clicks[2]["time_key"] = shop.clicks[3]["time_key"]
    assert broken(shop) == set()
    shop.clicks[2]["event_id"] = 9
    assert broken(shop) == {"EVT-1"}


def test_nobody_clicks_in_a_store(shop: Any, broken: Any) -> None:
    for click in shop.clicks:
        click["channel_key"] = 1
    assert broken(shop) == {"EVT-2"}


def test_a_session_has_one_visitor(shop: Any, broken: Any) -> None:
    shop.clicks[0]["customer_key"] = 2
    assert broken(shop) == {"EVT-3"}


def test_a_session_has_one_channel(shop: Any, broken: Any) -> None:
    shop.gold_channel_dim.append({"channel_key": 3, "channel_code": "app", "is_digital": True})
    shop.clicks[0]["channel_key"] = 3
    assert broken(shop) == {"EVT-3"}
