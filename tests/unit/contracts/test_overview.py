"""What a page shows beside the verdicts: pictures of the tables, or why there is none, and stories of what is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html import escape
from pathlib import Path

from contracts.explain.overview import overview
from contracts.judge import judge
from contracts.report import html
from contracts.report.overview import Overview, Picture
from contracts.report.prose import MOST_REASONS
from contracts.verdict import Verdict

SNAPSHOT = {
    "location_key": 1,
    "product_key": 1,
    "quantity_on_hand": 2,
    "quantity_available": 2,
    "quantity_reserved": 0,
    "quantity_damaged": 0,
}
STOCK = [
    {**SNAPSHOT, "date_key": 20240131, "quantity_available": 0, "is_stockout": True},
    {**SNAPSHOT, "date_key": 20240201},
    {**SNAPSHOT, "date_key": 20240202},
]


def by_title(told: Overview) -> dict[str, Picture]:
    return {picture.title: picture for picture in told.pictures}


def test_rates_are_told_by_month_and_kind_of_location(write: Callable[..., Path]) -> None:
    folder = write(gold_inventory_fact=STOCK, gold_location_dim=[{"location_key": 1, "location_type": "store"}])
    picture = by_title(overview(judge(str(folder), only=["INV-2"])))["Stockout rate by month"]
    assert picture.rows == (("2024-01", "store", "100.0%", "1"), ("2024-02", "store", "0.0%", "2"))
    assert picture.legend == ("store",)


def test_a_picture_that_cannot_be_drawn_says_why(write: Callable[..., Path]) -> None:
    told = by_title(overview(judge(str(write(gold_inventory_fact=STOCK)), only=["INV-2"])))
    assert told["Stockout rate by month"].missing == "gold_location_dim is not there"
    assert told["Return delays"].missing == "gold_sales_fact is not there"
    assert told["The days of one position"].svg


def test_days_with_and_without_stock_choose_the_position(write: Callable[..., Path]) -> None:
    always_empty = [{**row, "product_key": 2, "quantity_available": 0} for row in STOCK]
    picture = by_title(overview(judge(str(write(gold_inventory_fact=[*STOCK, *always_empty])), only=["INV-2"])))["The days of one position"]
    assert picture.sentence.startswith("Product 1 at location 1")


def test_fill_returns_and_carts(write: Callable[..., Path]) -> None:
    asked = {"customer_key": 1, "quantity_requested": 4, "quantity_allocated": 3}
    back = {"is_return": True, "date_key": 20240131, "return_restocked_date_key": 20240202}
    folder = write(
        gold_purchase_request_fact=[asked],
        gold_customer_dim=[{"customer_key": 1, "segment": "vip"}],
        gold_sales_fact=[{**back, "line_item_id": 1}, {**back, "line_item_id": 2, "return_restocked_date_key": 20240209}],
        gold_cart_abandonment_fact=[{"low_inventory_trigger": True, "is_abandoned": True}, {"low_inventory_trigger": False}],
    )
    told = by_title(overview(judge(str(folder), only=["REQ-1"])))
    assert told["Fill by segment"].rows == (("vip", "4", "3", "75.0%"),)
    assert told["Return delays"].rows == (("1", "0", "0.0%"), ("2", "1", "50.0%"), ("3", "0", "0.0%"), ("9", "1", "50.0%"))
    assert told["Abandonment with and without low stock"].rows == (("enough stock", "1", "0", "0.0%"), ("low stock", "1", "1", "100.0%"))


def test_what_is_broken_has_its_story_on_the_page(write: Callable[..., Path]) -> None:
    report = judge(str(write(gold_inventory_fact=STOCK)), only=["INV-2", "INV-13", "INV-12"])
    told = overview(report)
    assert list(told.stories) == ["INV-2"]
    page = html.render(report, told)
    assert (
        page.index('id="part-unknown"') < page.index('id="part-broken"') < page.index('id="part-pictures"') < page.index('id="part-holds"')
    )
    assert "The days of the position" in page


def test_of_many_reasons_those_of_most_laws_come_before_what_is_broken_and_the_rest_unfold(write: Callable[..., Path]) -> None:
    report = judge(str(write(gold_inventory_fact=STOCK)))
    page = html.render(report)
    reasons = Counter(result.reason for result in report.of(Verdict.UNKNOWN))
    assert len(reasons) > MOST_REASONS
    first, rest = page.index('id="part-unknown"'), page.index(f"<summary>{len(reasons) - MOST_REASONS} more reasons</summary>")
    assert page[first:rest].count('<span class="unknown">?</span>') == MOST_REASONS
    assert escape(reasons.most_common(1)[0][0] or "") in page[first:rest]


def test_a_page_without_pictures_is_a_page(write: Callable[..., Path]) -> None:
    assert "How these tables behave" not in html.render(judge(str(write(gold_inventory_fact=STOCK)), only=["INV-2"]))
