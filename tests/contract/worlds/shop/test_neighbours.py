"""What is missing, a day, a key or a value, is said of that thing: it hides nothing else, and accuses nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.verdict import Verdict

MISSING_DAY = 20241031
TABLES_OF_THE_DAY = ("requests", "sales", "movements", "carts", "clicks")


def without_a_day(shop: Any) -> None:
    """Nothing is left of the second day, in the calendar either."""
    for table in ("gold_date_dim", "gold_inventory_fact", *TABLES_OF_THE_DAY):
        rows = getattr(shop, table)
        rows[:] = [row for row in rows if row["date_key"] != MISSING_DAY]


def test_a_day_of_which_nobody_knows_is_missed(shop: Any, judged: Any) -> None:
    without_a_day(shop)
    results = judged(vars(shop), ["KEY-DENSE", "KEY-CAL"])
    assert (results["KEY-DENSE"].broken, results["KEY-DENSE"].judged) == (4, 4)
    assert [row["date_key"] for row in results["KEY-CAL"].witnesses] == [20241101]


def test_a_day_that_the_calendar_lacks_is_the_calendar_s_fault(shop: Any, judged: Any) -> None:
    shop.gold_date_dim.pop()
    results = judged(vars(shop), ["KEY-DENSE", "KEY-FK.gold_inventory_fact.date_key"])
    assert results["KEY-DENSE"].verdict is Verdict.HOLDS
    assert results["KEY-FK.gold_inventory_fact.date_key"].broken == 4


def test_a_snapshot_of_no_day_does_not_move_the_horizon(shop: Any, broken: Any, judged: Any) -> None:
    shop.gold_inventory_fact += [shop.story[0] | {"date_key": key, "stockout_duration_days": None} for key in (0, 99999999)]
    assert broken(shop) == set()
    results = judged(vars(shop), ["KEY-DENSE", "INV-5", "MOV-4"])
    assert [(row["product_key"], row["location_key"]) for row in results["KEY-DENSE"].witnesses] == [(1, 1)]
    assert results["INV-5"].judged == 16
    assert results["MOV-4"].verdict is Verdict.HOLDS


def test_revenue_at_a_price_that_nobody_knows_is_not_judged(shop: Any, judged: Any) -> None:
    shop.gold_product_dim[:] = [product for product in shop.gold_product_dim if product["product_key"] != 1]
    assert judged(vars(shop), ["STO-8"])["STO-8"].verdict is Verdict.UNKNOWN


def test_requests_of_no_product_are_in_no_queue(shop: Any, judged: Any) -> None:
    for request in shop.requests:
        request["product_key"] = None
    for line in shop.sales:
        line["product_key"] = None
    results = judged(vars(shop), ["REQ-6", "SAL-10"])
    assert {result.verdict for result in results.values()} == {Verdict.UNKNOWN}


def test_events_of_no_product_do_not_touch(shop: Any, broken: Any) -> None:
    shop.events.extend([shop.events[0] | {"stockout_id": number, "product_key": None} for number in (3, 4)])
    assert "STO-5" not in broken(shop)


def test_a_snapshot_of_no_product_opens_nothing(shop: Any, broken: Any, judged: Any) -> None:
    shop.gold_inventory_fact.append(shop.story[3] | {"product_key": None, "date_key": 20241030})
    assert broken(shop) == set()
    assert judged(vars(shop), ["KEY-DENSE"])["KEY-DENSE"].judged == 4


def test_nobody_knows_whether_a_cart_of_no_day_came_before_the_launch(shop: Any, broken: Any) -> None:
    shop.carts[1]["date_key"] = None
    assert "CRT-13" in broken(shop)


def test_a_line_that_may_be_a_return_is_no_sale_to_be_returned(shop: Any, broken: Any) -> None:
    shop.line(1)["is_return"] = None
    assert "RET-4" in broken(shop)


def test_clicks_without_a_time_come_first(shop: Any, broken: Any) -> None:
    shop.clicks[2]["time_key"] = None
    assert broken(shop) == set()
    shop.clicks[3]["time_key"] = None
    shop.clicks[2]["time_key"] = 1003
    assert broken(shop) == {"EVT-1"}


def test_a_calendar_may_begin_before_the_horizon(shop: Any, judged: Any) -> None:
    day = shop.gold_date_dim[0]
    for row in shop.gold_date_dim:
        row["day_number"] += 1
    told = {"date_key": 20241029, "calendar_date": date(2024, 10, 29), "day_number": 1, "day_of_week": 2}
    shop.gold_date_dim.append(day | told)
    assert judged(vars(shop), ["KEY-CAL"])["KEY-CAL"].verdict is Verdict.HOLDS
