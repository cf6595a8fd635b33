"""The bound on fairness keeps its promise, and a fair shuffle stays within it."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb
from typing import Any

import pytest

from contracts.fuzz.bound import tail, widest
from contracts.fuzz.fairness import CHANCE, fairness
from contracts.fuzz.subject import Subject


def allocator(order: Any) -> Subject:
    """RE 3's allocator around an order of arrival."""

    def allocate(requests: list[Any], available: int) -> list[Any]:
        answers = []
        for customer, _product, _location, asked in order(requests):
            got = min(asked, available)
            available -= got
            answers.append((customer, got, got == asked))
        return answers

    return Subject(object(), {"allocate_inventory": allocate}, {"allocate_inventory": ""}, allocates_from_a_number=True)


def shuffled(draws: random.Random) -> Any:
    return lambda requests: draws.sample(requests, len(requests))


@pytest.mark.parametrize(
    ("hits", "trials", "share"), [(0, 10, Fraction(1, 6)), (5, 10, Fraction(1, 6)), (90, 400, Fraction(1, 6)), (20, 400, Fraction(1, 3))]
)
def test_the_tail_is_the_binomial_one(hits: int, trials: int, share: Fraction) -> None:
    far = range(hits, trials + 1) if hits > trials * share else range(hits + 1)
    exact = sum(comb(trials, count) * share**count * (1 - share) ** (trials - count) for count in far)
    assert tail(hits, trials, float(share)) == pytest.approx(float(exact), rel=1e-9)


def test_all_counts_together_are_out_of_bounds_less_than_once_in_a_million_runs() -> None:
    found = fairness(allocator(shuffled(random.Random(1))), 1)
    chances = [sum(_out_of_bounds(count.trials, count.share, found.part)) for count in found.counts]
    assert sum(chances) <= CHANCE


def _out_of_bounds(trials: int, share: float, part: float) -> list[float]:
    """The chances that a fair count comes to lie beyond the bound, above and below."""
    middle = round(trials * share)
    above = next(hits for hits in range(middle, trials + 1) if 2 * tail(hits, trials, share) < part)
    below = next((hits for hits in range(middle, -1, -1) if 2 * tail(hits, trials, share) < part), None)
    return [tail(above, trials, share), 0.0 if below is None else tail(below, trials, share)]


@pytest.mark.parametrize("seed", range(20))
def test_a_fair_shuffle_is_fair(seed: int) -> None:
    assert fairness(allocator(shuffled(random.Random(seed))), seed, repetitions=500).is_fair


def now_and_then(share: float, biased: Any) -> Any:
    """An order that follows a bias only in this share of allocations; the bias is given the list and a fair shuffle of it."""
    draws = random.Random(5)

    def order(requests: list[Any]) -> list[Any]:
        fair = draws.sample(requests, len(requests))
        return biased(requests, fair) if draws.random() < share else fair

    return order


def rotated(requests: list[Any]) -> list[Any]:
    start = random.Random(repr(requests)).randrange(len(requests))
    return requests[start:] + requests[:start]


@pytest.mark.parametrize(
    ("order", "by"),
    [
        (now_and_then(0.15, lambda requests, _: list(requests)), "place in the list"),
        (now_and_then(0.15, lambda _, fair: sorted(fair, key=lambda request: request[0])), "order of keys"),
        (now_and_then(0.2, lambda _, fair: sorted(fair, key=lambda request: request[3])), "units asked for"),
        (rotated, "place in the list"),
    ],
    ids=["first come, 15% of the time", "small key, 15% of the time", "small request, 20% of the time", "a rotation"],
)
def test_a_bias_is_found_and_named(order: Any, by: str) -> None:
    found = fairness(allocator(order), 3)
    assert not found.is_fair
    assert found.unfair[0].by == by


def test_the_tolerance_is_where_the_bound_begins() -> None:
    assert 0.05 < widest(1000, 1 / 6, 1e-6 / 26) < 0.08
    assert 2 * tail(round(1000 * (1 / 6 + widest(1000, 1 / 6, 1e-6 / 26))), 1000, 1 / 6) < 1e-6 / 26


def test_answers_that_are_no_allocation_say_nothing_of_fairness() -> None:
    nobody = Subject(object(), {"allocate_inventory": lambda *_: []}, {"allocate_inventory": ""}, allocates_from_a_number=True)
    found = fairness(nobody, 1)
    assert (found.counts, found.trials, found.unusable) == ((), 0, 2000)
