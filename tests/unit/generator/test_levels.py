"""Order-up-to levels: computed from the chain of a position's stock, they meet the target rate."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from generator.replenishment import Cycle, fractional_level, levels_for, zero_share

WEEKLY = Cycle(review_days=7, lead_days=3, target=0.075, return_rate=0.08)
FORTNIGHTLY = Cycle(review_days=12, lead_days=12, target=0.075, return_rate=0.0)


def simulated_zero_days(
    cycle: Cycle, rate: float, level: int, shelves: int = 6_000, cycles: int = 25, warm_up: int = 15
) -> tuple[float, float]:
    """Share of days that close with nothing available on many shelves lived through day by day, and its standard error."""
    chance = np.random.default_rng(11)
    room = level + 6  # more than a full shelf and two returns is left outside, as in the chain
    returned = np.array([11, 5, 2]) / 18  # 1, 2 or 3 units sold, each number alike likely; then one to all of them come back
    available, zero = np.full(shelves, level), np.zeros(shelves)
    for number in range(warm_up + cycles):
        at_dispatch = available
        for day in range(1, cycle.review_days + 1):
            if day == cycle.lead_days:
                available = np.minimum(available + np.maximum(level - at_dispatch, 0), room)
            for units in (1, 2, 3):
                available = available + units * chance.poisson(rate * cycle.return_rate * 0.93 * returned[units - 1], shelves)
            available = np.minimum(available, room)
            asked = sum(units * chance.poisson(rate / 3, shelves) for units in (1, 2, 3))
            available = np.maximum(available - asked, 0)
            zero += (available == 0) * (number >= warm_up)
    share = zero / (cycles * cycle.review_days)
    return float(share.mean()), float(share.std() / np.sqrt(shelves))


@pytest.mark.parametrize(
    ("cycle", "rate", "level"),
    [
        (WEEKLY, 0.05, 2),
        (WEEKLY, 0.3, 8),
        (WEEKLY, 1.5, 40),
        (FORTNIGHTLY, 0.2, 9),
        (Cycle(5, 5, 0.075, 0.3), 0.4, 7),
        (Cycle(1, 1, 0.075, 0.0), 0.5, 2),
    ],
    ids=lambda value: str(value) if not isinstance(value, Cycle) else f"{value.review_days}-{value.lead_days}",
)
def test_the_expected_share_of_zero_days_is_what_shelves_live_through(cycle: Cycle, rate: float, level: int) -> None:
    share, error = simulated_zero_days(cycle, rate, level)
    assert abs(zero_share(cycle, rate, level) - share) < 4.9 * error


@pytest.mark.parametrize("cycle", [WEEKLY, FORTNIGHTLY])
@pytest.mark.parametrize("rate", [0.05, 0.5, 2.0])
def test_a_higher_level_leaves_fewer_days_with_nothing(cycle: Cycle, rate: float) -> None:
    shares = [zero_share(cycle, rate, level) for level in range(1, 30)]
    assert all(0 < lower < higher < 1 for higher, lower in pairwise(shares))


@pytest.mark.parametrize("target", [0.02, 0.05, 0.075, 0.10, 0.3])
def test_positions_rounded_up_and_down_by_chance_meet_the_target_together(target: float) -> None:
    cycle = Cycle(7, 3, target, 0.08)
    levels = levels_for(cycle, 0.05, 2.0)
    for rate, level in zip(np.exp(levels.log_rate).tolist(), levels.level.tolist(), strict=True):
        whole, rest = int(level), level % 1
        met = (1 - rest) * zero_share(cycle, rate, whole) + rest * zero_share(cycle, rate, whole + 1)
        assert met == pytest.approx(target) or (level == 1 and met < target)


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        (WEEKLY, [3.233634171, 6.021809539, 14.592243754, 38.15080078]),
        (Cycle(5, 5, 0.075, 0.3), [3.097635993, 5.843086056, 13.914574164, 35.288491201]),
    ],
    ids=["weekly", "due when the next one leaves"],
)
def test_the_levels_of_a_cycle_are_the_same_in_every_version(cycle: Cycle, expected: list[float]) -> None:
    levels = levels_for(cycle, 0.05, 2.0)
    assert levels.level[[0, 12, 24, 35]].tolist() == pytest.approx(expected, abs=1e-7)
    assert len(levels.level) == 36


def test_a_position_that_could_live_on_what_comes_back_is_kept_at_one_unit_all_the_same() -> None:
    assert set(levels_for(Cycle(7, 3, target=0.4, return_rate=1.0), 0.05, 0.1).level.tolist()) == {1.0}


@pytest.mark.parametrize("rate", [0.002, 0.05, 0.5])
@pytest.mark.parametrize("near", [1, 2, 3, 9, 16])
def test_a_level_is_the_same_wherever_the_search_begins(rate: float, near: int) -> None:
    assert fractional_level(WEEKLY, rate, near) == fractional_level(WEEKLY, rate, near=4)


def test_a_level_that_is_the_least_one_is_found_from_above() -> None:
    cycle = Cycle(review_days=7, lead_days=3, target=0.2, return_rate=0.08)
    assert zero_share(cycle, 0.01, 1) < 0.2
    assert [fractional_level(cycle, 0.01, near) for near in (1, 2, 3, 8)] == [1.0] * 4


@pytest.mark.parametrize("cycle", [WEEKLY, FORTNIGHTLY])
def test_levels_rise_with_demand(cycle: Cycle) -> None:
    levels = levels_for(cycle, 0.03, 4.0)
    assert (np.diff(levels.level) > 0).all()


def test_levels_fall_as_the_target_rises() -> None:
    level = [levels_for(Cycle(7, 3, target, 0.08), 0.1, 2.0).level for target in (0.03, 0.05, 0.075, 0.1)]
    assert all((higher > lower).all() for higher, lower in pairwise(level))


def test_levels_cover_a_longer_cycle() -> None:
    short, long = (levels_for(Cycle(review, 3, 0.075, 0.08), 0.1, 2.0).level for review in (5, 10))
    assert (long > short).all()


def test_units_that_come_back_need_not_be_sent() -> None:
    kept, returned = (levels_for(Cycle(7, 3, 0.075, share), 0.5, 2.0).level for share in (0.0, 0.3))
    assert (returned < kept).all()


def test_a_level_between_two_rates_lies_between_theirs() -> None:
    levels = levels_for(WEEKLY, 0.05, 2.0)
    between = np.exp((levels.log_rate[10] + levels.log_rate[11]) / 2)
    assert levels.level[10] < levels.at(np.array([between]))[0] < levels.level[11]
