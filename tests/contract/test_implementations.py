"""The contract of code's own test: each wrong implementation breaks the law that it is wrong about, and sound ones break none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from mistakes import MISTAKES, Mistake
from sound_shops import Shop

from contracts.fuzz.fairness import fairness
from contracts.fuzz.fuzz import fuzz
from contracts.fuzz.log import Log
from contracts.fuzz.results import result
from contracts.fuzz.shorten import played, shorten
from contracts.fuzz.steps import Step
from contracts.fuzz.subject import load
from contracts.invariants.code import ALLOCATION, FAIRNESS, JUDGED_BY_FUZZ, LEDGER
from contracts.strategies import stories as told
from contracts.strategies.machine import search
from contracts.verdict import Result, Verdict

SEED = 42
MOST_STEPS = 5
EXAMPLES = 300
"""Stories within which a mistake must be found."""

STORIED = [mistake for mistake in MISTAKES if mistake.law != FAIRNESS]
UNFAIR = [mistake for mistake in MISTAKES if mistake.law == FAIRNESS]


def name_of(mistake: Mistake) -> str:
    return f"{mistake.law}-{mistake.name}"


@pytest.mark.parametrize("mistake", STORIED, ids=name_of)
def test_a_mistake_breaks_its_law_in_a_story_of_a_few_steps(mistake: Mistake) -> None:
    implementation, log = load(mistake.target), Log()
    search(implementation, log, {mistake.law}, EXAMPLES, SEED)
    assert mistake.law in log.shortest
    assert len(shorten(implementation, mistake.law, log.shortest[mistake.law]).told) <= MOST_STEPS


@pytest.mark.parametrize("mistake", UNFAIR, ids=name_of)
def test_an_unfair_order_is_found_by_repetition(mistake: Mistake) -> None:
    found = fairness(load(mistake.target).fresh(), SEED)
    assert not found.is_fair
    assert found.unusable == 0


def test_every_law_of_code_that_fuzz_judges_is_broken_by_some_mistake() -> None:
    assert {law.id for law in JUDGED_BY_FUZZ} == {mistake.law for mistake in MISTAKES}


@pytest.fixture(scope="module")
def stories() -> list[tuple[Step, ...]]:
    """Stories to be played by every implementation alike."""
    drawn: list[tuple[Step, ...]] = []

    @settings(max_examples=300, suppress_health_check=list(HealthCheck))
    @given(told())
    def draw(story: tuple[Step, ...]) -> None:
        drawn.append(story)

    draw()
    return drawn


Judge = Callable[[str], dict[str, Result]]


@pytest.fixture
def judged(stories: list[tuple[Step, ...]]) -> Judge:
    """Plays the stories with an implementation; the results by id."""

    def judge(target: str) -> dict[str, Result]:
        implementation, log = load(target), Log()
        for story in stories:
            log.join(played(implementation, story))
        subject = implementation.fresh()
        fair = fairness(subject, SEED) if subject.has("allocate_inventory") else None
        return {law.id: result(law, implementation, log, fair) for law in JUDGED_BY_FUZZ}

    return judge


def others_than_held(results: dict[str, Result]) -> dict[str, object]:
    """What does not hold, and why."""
    return {name: found.reason or found.witnesses for name, found in results.items() if found.verdict is not Verdict.HOLDS}


@pytest.mark.parametrize("factory", ["Shop", "Numbers", "Strict", "Keyed", "Dated", "split"])
def test_a_sound_implementation_in_any_style_keeps_every_law(factory: str, judged: Judge) -> None:
    assert others_than_held(judged(f"sound_shops:{factory}")) == {}


def test_whoever_answers_zero_instead_of_raising_keeps_every_law_but_that_of_errors(judged: Judge) -> None:
    assert others_than_held(judged("sound_shops:Forgiving")) == {"LED-8": "no call ever raised an error"}


def test_an_allocator_alone_is_judged_by_the_laws_of_allocation(judged: Judge) -> None:
    results = judged("sound_shops:Pool")
    assert {name for name, found in results.items() if found.verdict is Verdict.HOLDS} == {law.id for law in ALLOCATION}
    assert {name for name, found in results.items() if found.verdict is Verdict.UNKNOWN} == {law.id for law in LEDGER}


def test_the_vectorised_kernel_of_the_generator_keeps_every_law() -> None:
    report = fuzz("vectorised_shop:Kernel", examples=100, seed=SEED)
    assert others_than_held({found.law.id: found for found in report.results}) == {}


LACKING = {
    "restock": set(),
    "close_day": {"LED-9"},
    "get_snapshot": {"LED-3", "LED-6"},
    "get_available_inventory": set(),
    "detect_stockouts": {"STK-1"},
    "validate_purchase": {"ALC-8"},
    "allocate_inventory": {"ALC-1", "ALC-2", "ALC-3", "ALC-4", "ALC-5"},
    "deduct_inventory": {"LED-2", "LED-3", "STK-1"},
    "initialize_inventory": {law.id for law in JUDGED_BY_FUZZ},
}
SELDOM = {"deduct_inventory": {"LED-6"}}
"""Without sales stock changes so seldom that the stories decide whether a law is judged often enough."""


@pytest.mark.parametrize("method", LACKING)
def test_without_a_method_what_needs_it_is_unknown_and_the_rest_holds(method: str, judged: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shop, method, None)
    results = judged("sound_shops:Shop")
    assert {name for name, found in results.items() if found.verdict is Verdict.BROKEN} == set()
    unknown = {name for name, found in results.items() if found.verdict is Verdict.UNKNOWN}
    assert LACKING[method] <= unknown <= LACKING[method] | SELDOM.get(method, set())
