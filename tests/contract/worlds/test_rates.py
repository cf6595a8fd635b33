"""The laws of rates, each over a world that is just large enough to speak: one that keeps it, and one that does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.verdict import Result, Verdict

Row = dict[str, Any]

MONTH = range(20241101, 20241131)
HORIZON = [{"date_key": day} for day in (20241101, 20241130)]


def queues(first: list[str]) -> dict[str, list[Row]]:
    """One position a day on which a vip and a new customer ask for the last unit; ``first`` says who comes first, over and over."""
    customers = {"vip": 1, "new": 2}
    requests = [
        {
            "request_id": 2 * n + place,
            "order_number": 2 * n + place,
            "product_key": n,
            "date_key": 20241101,
            "customer_key": customers[segment],
            "inventory_at_purchase": 1 - place,
            "quantity_allocated": 1 - place,
            "inventory_check_timestamp": datetime(2024, 11, 1, 10 + place, tzinfo=UTC),
        }
        for n in range(400)
        for place, segment in enumerate(sorted(customers, key=lambda name: name != first[n % len(first)]))
    ]
    return {
        "gold_purchase_request_fact": requests,
        "gold_customer_dim": [{"customer_key": number, "segment": segment} for segment, number in customers.items()],
        "gold_inventory_fact": HORIZON,
    }


def test_where_everybody_comes_first_as_often_the_queue_is_fair(judged: Any) -> None:
    assert judged(queues(["vip", "new"]), ["REQ-7"])["REQ-7"].verdict is Verdict.HOLDS


def test_a_queue_with_the_vips_in_front_is_not_fair(judged: Any) -> None:
    result: Result = judged(queues(["vip", "vip", "vip", "new"]), ["REQ-7"])["REQ-7"]
    assert result.broken == 2
    assert result.observed is not None
    assert result.observed.sample == 400


def returns(delays: list[int], lines: int) -> dict[str, list[Row]]:
    back = [
        {
            "line_item_id": n,
            "is_return": True,
            "date_key": 20241101,
            "return_of_line_item_id": n,
            "return_restocked_date_key": 20241101 + delays[n % len(delays)],
        }
        for n in range(lines)
    ]
    return {"gold_sales_fact": back, "gold_inventory_fact": HORIZON}


def test_delays_that_take_turns_are_uniform(judged: Any) -> None:
    assert judged(returns([1, 2, 3], 300), ["RET-3"])["RET-3"].verdict is Verdict.HOLDS


def test_a_delay_that_never_occurs_is_missed(judged: Any) -> None:
    assert judged(returns([1, 2], 300), ["RET-3"])["RET-3"].broken == 3


def test_other_delays_may_be_configured(judged: Any) -> None:
    bounds = {"return_delay_min": 1, "return_delay_max": 2}
    assert judged(returns([1, 2], 300), ["RET-2", "RET-3"], bounds)["RET-3"].judged == 2


def test_ninety_nine_returns_say_nothing_about_delays(judged: Any) -> None:
    result = judged(returns([2], 99), ["RET-3"])["RET-3"]
    assert result.verdict is Verdict.UNKNOWN
    assert "99" in result.reason


def stock(every: int, ever_out: int = 120, days: range = MONTH) -> dict[str, list[Row]]:
    """Products 1 to 120 in one store: each is out on one day in ``every``, those above ``ever_out`` never."""
    closes = [
        {"product_key": product, "date_key": day, "quantity_available": 0 if product <= ever_out and (product + day) % every == 0 else 9}
        for product in range(1, 121)
        for day in days
    ]
    return {
        "gold_inventory_fact": closes,
        "gold_product_dim": [{"product_key": product, "category_level_1": "shoes"} for product in range(1, 121)],
        "gold_location_dim": [{"location_type": "store"}],
    }


def test_one_day_in_thirteen_is_within_range(judged: Any) -> None:
    results = judged(stock(13), ["INV-13", "INV-14"])
    assert {name: (result.verdict, result.judged) for name, result in results.items()} == {
        "INV-13": (Verdict.HOLDS, 1),
        "INV-14": (Verdict.HOLDS, 3),
    }


@pytest.mark.parametrize(("every", "ever_out"), [(5, 120), (13, 10)], ids=["too often", "hardly ever"])
def test_a_rate_beyond_the_range_is_seen_in_every_group(judged: Any, every: int, ever_out: int) -> None:
    results = judged(stock(every, ever_out), ["INV-13", "INV-14"])
    assert [(result.verdict, result.broken) for result in results.values()] == [(Verdict.BROKEN, 1), (Verdict.BROKEN, 3)]


def test_a_month_speaks_from_twenty_eight_days_and_a_category_from_thirty(judged: Any) -> None:
    fortnight = [row | {"date_key": row["date_key"] + 100} for row in stock(13, days=range(20241101, 20241115))["gold_inventory_fact"]]
    world = stock(13, days=range(20241103, 20241131))
    world["gold_inventory_fact"] += fortnight
    assert judged(world, ["INV-14"])["INV-14"].judged == 3


def test_twenty_nine_days_are_no_horizon(judged: Any) -> None:
    results = judged(stock(5, days=MONTH[:29]), ["INV-13", "INV-14"])
    assert {result.verdict for result in results.values()} == {Verdict.UNKNOWN}


def test_the_rate_meets_the_target_that_is_given(judged: Any) -> None:
    verdicts = [judged(stock(13), ["INV-15"], {"target_stockout_rate": target})["INV-15"].verdict for target in (0.075, 0.1)]
    assert verdicts == [Verdict.HOLDS, Verdict.BROKEN]


def test_without_a_target_there_is_nothing_to_meet(judged: Any) -> None:
    result = judged(stock(13), ["INV-15"])["INV-15"]
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, "parameter target_stockout_rate is not given")


def carts(scarce_rate: float, ordinary_rate: float, number: int = 6000) -> dict[str, list[Row]]:
    """Carts of one vip, each third with scarce items, abandoned at these rates."""
    rows = [
        {
            "abandonment_id": n,
            "cart_id": n,
            "low_inventory_trigger": n % 3 == 0,
            "is_abandoned": n // 3 % 100 < 100 * (ordinary_rate if n % 3 else scarce_rate),
        }
        for n in range(number)
    ]
    return {
        "gold_cart_abandonment_fact": rows,
        "gold_customer_dim": [{"customer_key": 1, "segment": "vip"}],
        "gold_inventory_fact": HORIZON,
    }


def test_scarce_items_add_ten_points(judged: Any) -> None:
    results = judged(carts(0.40, 0.30), ["CRT-6", "CRT-7"])
    assert {result.verdict for result in results.values()} == {Verdict.HOLDS}


def test_without_the_increase_the_carts_are_all_alike(judged: Any) -> None:
    results = judged(carts(0.30, 0.30), ["CRT-6", "CRT-7"])
    assert [result.verdict for result in results.values()] == [Verdict.BROKEN, Verdict.HOLDS]


def test_a_base_rate_of_another_segment_is_not_this_segment_s(judged: Any) -> None:
    results = judged(carts(0.60, 0.50), ["CRT-6", "CRT-7"])
    assert [result.verdict for result in results.values()] == [Verdict.HOLDS, Verdict.BROKEN]
    assert judged(carts(0.60, 0.50), ["CRT-7"], {"base_abandonment_rate_vip": 0.5})["CRT-7"].verdict is Verdict.HOLDS


def test_nine_hundred_carts_say_nothing_about_the_increase(judged: Any) -> None:
    assert judged(carts(0.9, 0.3, 900), ["CRT-6"])["CRT-6"].verdict is Verdict.UNKNOWN
