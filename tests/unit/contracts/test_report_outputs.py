"""The report as JUnit XML and as a page: the same verdicts, nothing from elsewhere, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from contracts.invariants.catalogue import BY_ID
from contracts.parameters import resolve
from contracts.report import html, json_report, junit
from contracts.verdict import Observed, Report, Result, TableSize, Verdict

RATE = Observed(0.0741, (0.05, 0.1), 1300, 0.0043, {"position_days": 117000})
GROUP = {"dimension": "month", "member": "202311", "observed": 0.12, "expected_low": 0.05, "expected_high": 0.1, "tolerance": 0.01}
SCHEMA = Path(json_report.__file__).with_name("report.schema.json")
NASTY = "<script>alert('&')</script>\x00"

HELD = Result(BY_ID["INV-13"], Verdict.HOLDS, judged=1, observed=RATE, seconds=0.5)
WARNED = Result(BY_ID["INV-14"], Verdict.BROKEN, judged=9, broken=1, witnesses=({**GROUP, "sample": 228},), key=("dimension", "member"))
BROKEN = Result(
    BY_ID["SCH-ENUM.gold_customer_dim.segment"],
    Verdict.BROKEN,
    judged=2000,
    broken=25,
    witnesses=tuple({"customer_key": key, "segment": NASTY} for key in range(20)),
    key=("customer_key",),
)
UNKNOWN = Result(BY_ID["INV-15"], Verdict.UNKNOWN, reason="parameter target_stockout_rate is not given")
REPORT = Report("world", "duckdb", 1.25, resolve(), {"gold_customer_dim": TableSize(2000, 8)}, (BROKEN, HELD, WARNED, UNKNOWN))


class Page(HTMLParser):
    """What a page holds: its text, its elements with an id, and whatever it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "line", "rect", "circle", "br"}:
            self.open.append(tag)
        for name, value in attributes:
            if name == "id" and value:
                self.ids.append(value)
            if name in {"src", "href", "srcset", "data", "action"} and value and not value.startswith("#"):
                self.fetched.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"line", "rect", "circle"}:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(html.render(REPORT))


def cases() -> dict[str, ElementTree.Element]:
    return {case.attrib["name"]: case for case in ElementTree.fromstring(junit.render(REPORT)).iter("testcase")}


def test_every_law_is_a_test_case_of_its_family() -> None:
    assert {name: case.attrib["classname"] for name, case in cases().items()} == {
        result.law.id: result.law.family for result in REPORT.results
    }


def test_a_broken_law_is_a_failure_with_its_count_and_a_witness() -> None:
    failure = cases()[BROKEN.law.id].find("failure")
    assert failure is not None
    assert "25 of 2,000 rows of rows_of.gold_customer_dim" in failure.attrib["message"]
    assert failure.text is not None
    assert "is none of them" in failure.text
    assert "customer_key 0" in failure.text


def test_an_unknown_law_is_skipped_with_its_reason() -> None:
    skipped = cases()["INV-15"].find("skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "parameter target_stockout_rate is not given"


def test_a_warning_passes_and_says_so() -> None:
    case = cases()["INV-14"]
    assert case.find("failure") is None
    assert "broken, a warning only\n1 of 9 rows of stockout_rate_of_group" in (case.findtext("system-out") or "")


def test_a_rate_says_what_was_measured() -> None:
    assert "stockout rate 7.4% of 117,000 position-days, allowed 5%-10%, give or take 0.43 points" in (
        cases()["INV-13"].findtext("system-out") or ""
    )


def test_the_suites_add_up() -> None:
    root = ElementTree.fromstring(junit.render(REPORT))
    assert {name: root.attrib[name] for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
    }
    assert [suite.attrib["name"] for suite in root] == ["structure", "inventory"]


def test_the_page_shows_every_law_once_by_its_id(page: Page) -> None:
    laws = [name for name in page.ids if not name.startswith(("family-", "part-"))]
    assert sorted(laws) == sorted(result.law.id for result in REPORT.results)


def test_the_page_fetches_nothing(page: Page) -> None:
    assert page.fetched == []
    assert page.open == []
    assert "url(" not in html.render(REPORT)


def test_the_page_says_what_broke_and_why(page: Page) -> None:
    assert "1 of 4 laws is broken" in page.text
    assert "25 of 2,000 rows of rows_of.gold_customer_dim" in page.text
    assert "must be segment IN ('vip', 'premium', 'loyal', 'regular', 'new') but" in page.text
    assert "and 5 more" in page.text
    assert "? parameter target_stockout_rate is not given" in page.text
    assert "stockout rate 7.4% of 117,000 position-days, allowed 5%-10%, give or take 0.43 points" in page.text


def test_values_are_text_and_never_markup() -> None:
    assert "<script" not in html.render(REPORT)
    assert "\x00" not in junit.render(REPORT)


@pytest.mark.parametrize("render", [html.render, junit.render])
def test_one_report_makes_the_same_bytes(render: Callable[[Report], str]) -> None:
    assert render(REPORT) == render(REPORT)


def test_a_report_of_nothing_makes_a_page_and_a_suite() -> None:
    empty = Report("world", "duckdb", 0.0, resolve(), {}, ())
    assert ElementTree.fromstring(junit.render(empty)).attrib["tests"] == "0"
    assert "No law could be judged" in html.render(empty)


def test_a_page_says_how_to_ask_for_more_as_one_types_it() -> None:
    mapped = Report("the shop", "spark", 1.0, resolve(), {}, (BROKEN,), mapping="shop.yaml")
    assert "stockproof explain 'the shop' --mapping shop.yaml --engine spark SCH-ENUM" in "".join(Page(html.render(mapped)).words)


@pytest.mark.parametrize("report", [REPORT, Report("world", "duckdb", 0.0, resolve(), {}, ())], ids=["every verdict", "empty"])
def test_json_is_as_the_schema_says(report: Report) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(json_report.render(report)))) == []


@pytest.mark.parametrize("wrong", [{"judged": 0}, {"verdict": "passed"}, {"judged": 1.5}, {"more": 1}], ids=str)
def test_the_schema_refuses_what_no_report_says(wrong: dict[str, object]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    told = json.loads(json_report.render(REPORT))
    told["results"][1] |= wrong
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(told))
