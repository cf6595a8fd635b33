"""One violation told as a story: the rows around it in their order, what broke first, and the position's days as a picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from contracts.cli import main
from contracts.errors import InputError
from contracts.explain import page, terminal
from contracts.explain.sections import Section, sections_of
from contracts.explain.story import Story, explain
from contracts.inquiry import Position
from contracts.invariants.catalogue import BY_ID, LAWS
from contracts.lineage import dependencies_of
from contracts.relations.derived import COLUMNS
from contracts.tables import TABLES
from contracts.verdict import Verdict

Write = Callable[..., Path]
Rows = list[dict[str, Any]]

HERE = {"product_key": 7, "location_key": 2}


def day(number: int) -> int:
    return 20240100 + number


def snapshot(number: int, available: int, **more: Any) -> dict[str, Any]:
    return HERE | {
        "date_key": day(number),
        "quantity_available": available,
        "quantity_on_hand": available + 1,
        "quantity_reserved": 1,
        "quantity_damaged": 0,
        "quantity_in_transit": 0,
        "is_stockout": available == 0,
        **more,
    }


def movement(number: int, kind: str, units: int, line: int | None = None) -> dict[str, Any]:
    on_hand = units + 1 if kind == "OPENING" else units
    moved = {"date_key": day(number), "movement_type": kind, "quantity_change": on_hand, "available_change": units}
    return HERE | moved | {"movement_id": 100 + 10 * number + (line or 0), "line_item_id": line}


def request(number: int, hour: int, asked: int, seen: int, got: int) -> dict[str, Any]:
    checked = datetime(2024, 1, number, hour, tzinfo=UTC)
    counts = {"quantity_requested": asked, "inventory_at_purchase": seen, "quantity_allocated": got, "lost_sales_qty": asked - got}
    return HERE | {"request_id": 1000 + 10 * number + hour, "date_key": day(number), "inventory_check_timestamp": checked} | counts


def line(number: int, units: int, item: int) -> dict[str, Any]:
    check = {"inventory_check_timestamp": datetime(2024, 1, number, 9, tzinfo=UTC), "stockout_flag": False, "lost_sales_qty": 0}
    return HERE | {"line_item_id": item, "request_id": 1009 + 10 * number, "date_key": day(number), "quantity_sold": units} | check


def calendar(number: int) -> dict[str, Any]:
    return {"date_key": day(number), "calendar_date": date(2024, 1, number), "day_number": number, "month": 1, "quarter": 1, "year": 2024}


def shop() -> dict[str, Rows]:
    """One product at one location: 5 units, 2 sold on the second day, 3 on the third, with one request left unmet."""
    return {
        "gold_date_dim": [calendar(number) for number in (1, 2, 3, 4)],
        "gold_product_dim": [{"product_key": 7, "product_name": "Coat", "is_active": True}],
        "gold_location_dim": [{"location_key": 2, "location_name": "High Street", "location_type": "store"}],
        "gold_inventory_fact": [snapshot(1, 5), snapshot(2, 3), snapshot(3, 0), snapshot(4, 0)],
        "gold_inventory_movement_fact": [movement(1, "OPENING", 5), movement(2, "SALE", -2, 1), movement(3, "SALE", -3, 2)],
        "gold_sales_fact": [line(2, 2, 1), line(3, 3, 2)],
        "gold_purchase_request_fact": [request(2, 9, 2, 5, 2), request(3, 9, 3, 3, 3), request(3, 15, 1, 0, 0)],
    }


@pytest.fixture
def sound(write: Write) -> str:
    return str(write(**shop()))


@pytest.fixture
def one_too_many(write: Write) -> str:
    """The third day closes with a unit that no movement brought."""
    tables = shop()
    tables["gold_inventory_fact"][2] = snapshot(3, 1)
    return str(write(**tables))


def test_a_place_whose_names_nobody_gave_goes_without_them(write: Write) -> None:
    tables = shop()
    tables["gold_product_dim"] = [{"product_key": 7, "product_name": None, "is_active": True}]
    tables["gold_location_dim"] = [{"location_key": 2, "location_name": None, "location_type": "store"}]
    tables["gold_inventory_fact"][2] = snapshot(3, 1)
    assert explain(str(write(**tables)), "INV-5").place == "product 7 at location 2 (store)"


def chapters(story: Story) -> dict[str, list[dict[str, Any]]]:
    return {chapter.heading: [dict(row) for row in chapter.rows] for chapter in story.chapters}


def text(story: Story, width: int = 80) -> str:
    said = StringIO()
    terminal.show(story, Console(file=said, width=width, highlight=False))
    return said.getvalue()


def test_a_snapshot_is_told_among_the_days_of_its_position(one_too_many: str) -> None:
    story = explain(one_too_many, "INV-5")
    assert (story.position, story.day, story.number) == (Position(7, 2), day(3), 1)
    assert story.place == "product 7 (Coat) at location 2 (High Street, store)"
    days = chapters(story)["The days of the position"]
    assert [(row["date_key"], row["sold"], row["lost"], row["quantity_available"]) for row in days] == [
        (day(1), 0, 0, 5),
        (day(2), 2, 0, 3),
        (day(3), 3, 1, 1),
        (day(4), 0, 0, 0),
    ]
    assert [row["movement_id"] for row in chapters(story)["The movements of the day"]] == [132]
    assert [row["line_item_id"] for row in chapters(story)["The sale and return lines of the day"]] == [2]


def test_the_story_says_what_must_be_and_what_is(one_too_many: str) -> None:
    said = " ".join(text(explain(one_too_many, "INV-5")).split())
    assert "2 of 4 rows of position_day (RE 1, RA 2.3); witness 1 of 2" in said
    assert "must be quantity_available = previous_available + moved_available but 1 is not 3 - 3 = 0" in said
    assert f"▸ {day(3)} 3 0 0 3 1 1 -3" in said


def test_another_witness_can_be_told(one_too_many: str) -> None:
    assert explain(one_too_many, "INV-5", witness=2).day == day(4)


def test_the_law_that_broke_first_is_named_first(write: Write) -> None:
    tables = shop()
    tables["gold_inventory_fact"][1] = snapshot(2, 3, is_stockout=True)
    tables["gold_inventory_fact"][2] = snapshot(3, 1)
    first = [(broken.day, broken.law.id) for broken in explain(str(write(**tables)), "INV-5").first]
    assert [broken for broken in first if broken[1] in {"INV-3", "INV-5"}] == [(day(2), "INV-3"), (day(3), "INV-5")]
    assert [broken[0] for broken in first] == sorted(broken[0] or 0 for broken in first)


def test_requests_are_told_in_the_order_of_their_arrival(write: Write) -> None:
    tables = shop()
    tables["gold_purchase_request_fact"][2] = request(3, 15, 1, 3, 0)
    story = explain(str(write(**tables)), "REQ-6")
    queue = chapters(story)["The requests of the day, in their order"]
    assert [(row["stock_expected"], row["inventory_at_purchase"]) for row in queue] == [(3, 3), (0, 3)]


def test_what_belongs_to_the_row_is_found_at_other_positions_too(write: Write) -> None:
    tables = shop()
    tables["gold_sales_fact"][0]["location_key"] = 3
    story = explain(str(write(**tables)), "SAL-9")
    assert story.position == Position(7, 2)
    assert [row["location_key"] for row in chapters(story)["The lines sold for it"]] == [3]


def test_a_missing_snapshot_is_told_by_the_day_that_lacks_it(write: Write) -> None:
    tables = shop()
    del tables["gold_inventory_fact"][2]
    story = explain(str(write(**tables)), "KEY-DENSE")
    assert story.day == day(3)
    assert chapters(story)["Days with no snapshot, or more than one"] == [{"day": day(3), "snapshots": 0}]


def test_a_day_of_the_calendar_is_told_among_its_neighbours(write: Write) -> None:
    tables = shop()
    tables["gold_date_dim"][2]["day_number"] = 9
    story = explain(str(write(**tables)), "KEY-CAL", witness=3)
    around = chapters(story)["The days around it in the calendar"]
    assert story.position is None
    assert [row["day_number"] for row in around] == [1, 2, 9, 4]


def test_rows_that_share_a_key_are_told_side_by_side(write: Write) -> None:
    tables = shop()
    tables["gold_product_dim"] *= 2
    story = explain(str(write(**tables)), "KEY-PK.gold_product_dim")
    assert [row["product_name"] for row in chapters(story)["The rows that share it"]] == ["Coat", "Coat"]


def test_a_law_about_rates_is_told_by_all_that_it_measured(sound: str) -> None:
    story = explain(sound, "INV-13")
    assert story.result.verdict is Verdict.UNKNOWN
    assert [row["position_days"] for row in chapters(story)["What was measured"]] == [4]
    assert "it could not be judged: the sample is too small" in " ".join(text(story).split())


def test_a_law_that_holds_can_be_shown_at_a_position(sound: str) -> None:
    story = explain(sound, "INV-5", position=Position(7, 2))
    assert story.witness is None
    assert len(story.days) == 4
    assert "it holds: 4 rows of position_day, none broken" in " ".join(text(story).split())
    assert "<svg viewBox" in page.render(story)


def test_a_row_is_told_even_where_nothing_else_is_known(write: Write) -> None:
    wrong = [request(3, 15, 1, 3, 0)]
    story = explain(str(write(gold_purchase_request_fact=wrong)), "REQ-1")
    assert (story.position, story.days) == (Position(7, 2), ())
    assert (story.first[0].law.id, story.first[0].day) == ("REQ-1", day(3))
    assert "<svg viewBox" not in page.render(story)


def test_a_position_chooses_its_earliest_row(one_too_many: str) -> None:
    story = explain(one_too_many, "INV-5", position=Position(7, 2))
    assert (story.day, story.number) == (day(3), None)


@pytest.mark.parametrize(
    ("name", "choice", "said"),
    [
        ("INV-99", {}, "no invariant is called INV-99; did you mean INV-9?"),
        ("LED-3", {}, "LED-3 is a law of code, not of tables: `fuzz MODULE:FACTORY` judges it"),
        (
            "KEY-FK.gold_cart_item_fact",
            {},
            "no one invariant is called KEY-FK.gold_cart_item_fact; there are KEY-FK.gold_cart_item_fact.cart_id, ",
        ),
        ("INV-5", {"witness": 3}, "INV-5 has no witness 3: give a number from 1 to 2"),
        ("INV-5", {"witness": 0}, "INV-5 has no witness 0: give a number from 1 to 2"),
        ("INV-6", {"position": Position(7, 9)}, "there is no position 7,9"),
        ("MOV-4", {"witness": 1}, "MOV-4 has no witness: its verdict is holds"),
        ("KEY-CAL", {"position": Position(7, 2)}, "the rows of KEY-CAL belong to no position: choose one by its number"),
    ],
)
def test_what_cannot_be_told_is_one_line(one_too_many: str, name: str, choice: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match="^" + said.replace("(", r"\(")):
        explain(one_too_many, name, **choice)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(one_too_many: str, width: int) -> None:
    lines = text(explain(one_too_many, "INV-5"), width).splitlines()
    assert max(map(len, lines)) <= width
    assert any(str(day(3)) in words for words in lines if "▸" in words)


def test_columns_for_which_the_terminal_is_too_narrow_are_named(one_too_many: str) -> None:
    told = explain(one_too_many, "INV-5")
    assert "too narrow for restocked, sold, lost: a wider terminal shows more, --html all" in " ".join(text(told, 60).split())
    assert "too narrow" not in text(told, 200)


def test_the_page_draws_the_days_and_marks_the_one_of_the_story(one_too_many: str) -> None:
    drawn = page.render(explain(one_too_many, "INV-5"))
    assert drawn == page.render(explain(one_too_many, "INV-5"))
    assert "2024-01-03: 1 available; sold 3, lost 1" in drawn
    assert "2024-01-03: 0 by the movements" in drawn
    assert drawn.count('class="strong">2024-01-03</text>') == 1
    assert "http" not in drawn.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["INV-5"], 1), (["MOV-4"], 0), (["INV-13"], 0), (["INV-99"], 2), (["INV-5", "--position", "7"], 2), (["INV-5", "--witness", "9"], 2)],
)
def test_the_exit_status_is_the_verdict(one_too_many: str, arguments: list[str], status: int) -> None:
    result = CliRunner().invoke(main, ["explain", one_too_many, *arguments])
    assert result.exit_code == status
    assert "Traceback" not in result.output


def test_the_command_writes_the_page(one_too_many: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["explain", one_too_many, "INV-5", "--html", str(tmp_path / "story.html")])
    assert result.stderr == f"wrote {tmp_path / 'story.html'}\n"
    assert (tmp_path / "story.html").read_text().startswith("<!DOCTYPE html>")


SECTIONS = {(law.relation, section.heading): section for law in LAWS for section in sections_of(law.relation, ("key",))}


@pytest.mark.parametrize("section", SECTIONS.values(), ids=[f"{relation}: {heading}" for relation, heading in SECTIONS])
def test_a_section_shows_columns_that_its_relation_has(section: Section) -> None:
    if section.relation.startswith(COLUMNS) or "key" in section.same:
        return
    there = TABLES[section.relation].by_name if section.relation in TABLES else dependencies_of(section.relation).outputs
    assert {*section.columns, *section.same, *section.order} - set(there) == set()


def test_every_law_has_rows_around_it() -> None:
    """A story is told by sections, by the days of a position, or by the groups of a rate."""
    relations = {law.relation for law in BY_ID.values() if not law.statistical and not law.relation.startswith("rows_of")}
    placed = {"dense_position"}
    assert [relation for relation in sorted(relations - placed) if not sections_of(relation, ("key",))] == []
