"""Demand is about scarcity: contention, partial fills and empty shelves are common, and what fails shrinks to what one can draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import event, find, given, settings
from hypothesis import strategies as st

from contracts.fuzz.moment import is_bad
from contracts.fuzz.steps import HUGE, Allocate, Amount, Arrive, Close, Deduct, Detect, NoAmount, Request
from contracts.strategies import PositionDay, bad_steps, days, no_quantities, position_days, quantities, requests, segments, steps, stories

LEFT = 3
DRAWS = 150


@cache
def shares(strategy: st.SearchStrategy[Any], told: Callable[[Any], Iterator[str]]) -> dict[str, float]:
    """How often a strategy draws what, as Hypothesis's own statistics count it."""
    seen: Counter[str] = Counter()

    @settings(max_examples=DRAWS)
    @given(strategy)
    def draw(drawn: Any) -> None:
        seen["all"] += 1
        for name in set(told(drawn)):
            seen[name] += 1
            event(name)

    draw()
    return {name: count / seen["all"] for name, count in seen.items()}


def of_a_day(day: PositionDay) -> Iterator[str]:
    if day.is_contended:
        yield "contended"
    if day.opening == 0:
        yield "empty"
    if 0 < day.opening < day.asked:
        yield "met in part"
    if day.opening == day.asked > 0:
        yield "exactly enough"
    if len({request.customer for request in day.requests}) < len(day.requests):
        yield "a customer asks twice"
    if len({request.quantity for request in day.requests}) < len(day.requests):
        yield "a tie"


@pytest.mark.parametrize(
    ("what", "least"),
    [("contended", 0.3), ("empty", 0.2), ("met in part", 0.2), ("exactly enough", 0.08), ("a customer asks twice", 0.3), ("a tie", 0.3)],
)
def test_a_days_demand_is_interesting(what: str, least: float) -> None:
    assert shares(position_days(), of_a_day)[what] >= least


def of_a_quantity(quantity: Amount) -> Iterator[str]:
    units = quantity.of(LEFT)
    yield {0: "nothing", 1: "one", LEFT: "what is left", LEFT + 1: "one more", HUGE: "huge"}.get(units, "another")


@pytest.mark.parametrize(
    ("what", "least"), [("nothing", 0.06), ("one", 0.06), ("what is left", 0.1), ("one more", 0.1), ("huge", 0.02), ("another", 0.05)]
)
def test_quantities_have_a_taste_for_the_edges(what: str, least: float) -> None:
    assert shares(quantities(), of_a_quantity)[what] >= least


def test_every_segment_and_every_kind_of_nonsense_is_drawn() -> None:
    assert set(shares(segments(), lambda drawn: iter([drawn]))) == {"all", "vip", "premium", "loyal", "regular", "new"}
    assert set(shares(no_quantities(), lambda drawn: iter([type(drawn.of(0)).__name__]))) == {"all", "int", "float", "str", "NoneType"}


def of_days(lived: tuple[Any, ...]) -> Iterator[str]:
    for before, after in pairwise(lived):
        match before, after:
            case Deduct(), Allocate():
                yield "a burst at opening"
            case Arrive(way="receive"), Deduct():
                yield "demand on the day of a receipt"
            case Arrive(days=0, way="restock"), Deduct():
                yield "restocked and sold on one day"
            case Arrive(way="restock"), Detect():
                yield "a return on its way to a stockout"
            case Close(), Close():
                yield "an idle day"


EPISODES = [
    "a burst at opening",
    "demand on the day of a receipt",
    "restocked and sold on one day",
    "a return on its way to a stockout",
    "an idle day",
]


@pytest.mark.parametrize("episode", EPISODES)
def test_every_episode_is_lived_through_often(episode: str) -> None:
    assert shares(days(), of_days)[episode] > 0.05


def test_bad_steps_are_bad_and_others_are_not() -> None:
    @given(bad_steps(), steps())
    def draw(bad: Any, good: Any) -> None:
        assert is_bad(bad)
        assert not is_bad(good)

    draw()


SMALLEST = [
    (quantities(), Amount(0)),
    (no_quantities(), NoAmount("one less than none")),
    (requests(), ()),
    (requests(least=1), (Request(1, Amount(0), "vip"),)),
    (position_days(), PositionDay(0, ())),
    (days(), (Close(),)),
    (bad_steps(), Deduct((1, 1), NoAmount("one less than none"))),
    (stories(), ()),
]


@pytest.mark.parametrize(
    ("strategy", "smallest"),
    SMALLEST,
    ids=["quantity", "no quantity", "requests", "one request", "day", "days", "bad step", "story"],
)
def test_everything_shrinks_to_what_one_can_draw(strategy: st.SearchStrategy[Any], smallest: object) -> None:
    assert find(strategy, lambda _: True) == smallest


def test_a_contended_day_shrinks_to_two_requests_for_one_unit() -> None:
    one = Request(1, Amount(1), "vip")
    assert find(position_days(), lambda day: day.is_contended and day.opening > 0) == PositionDay(1, (one, one))
