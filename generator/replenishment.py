"""Replenishment: periodic review with order-up-to levels, calibrated to the stockout rate that was asked for (D17, D18).

Every ``review_days`` a position receives what left ``lead_days`` earlier. How high to fill it up follows from its own demand rate,
its cycle and the calendar to come, never from what was sold. Over one cycle the stock of a position is a Markov chain (compound
Poisson demand of 1 to 3 units, returns coming back, a receipt once a cycle), so the expected share of days that close with
nothing available is computed, not simulated, for each whole level; the level asked for lies between two of them, and a draw of
the position's own rounds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from generator import streams
from generator.calendar import multipliers
from generator.config import Config
from generator.demand import UNITS_MOST, daily_rate
from generator.world import Location, Products, World, demand_bounds

_GRID_POINTS = 36
_FILL_RATE = 0.93  # share of what is asked for that is sold, for the supply from returns: near enough for any target in 5-10%
_RETURNED_UNITS = np.array([11, 5, 2]) / 18  # one to all of a line's 1 to 3 units
_OPENING_RANGE = {"dc": (500, 2000), "warehouse": (200, 800), "store": (10, 100)}
_OPENING_SPREAD = (0.5, 1.5)


@dataclass(frozen=True)
class Cycle:
    """How a location is replenished, and what share of days its positions are to close with nothing available."""

    review_days: int
    lead_days: int
    target: float
    return_rate: float


@dataclass(frozen=True)
class Levels:
    """Fractional order-up-to levels by demand rate, in units, for one cycle: ``level`` at the rates whose logarithm is ``log_rate``."""

    log_rate: NDArray[np.float64]
    level: NDArray[np.float64]

    def at(self, rate: NDArray[np.float64]) -> NDArray[np.float64]:
        """The level at each rate, in requests a day."""
        return np.interp(np.log(rate), self.log_rate, self.level)


@dataclass(frozen=True)
class Schedule:
    """When each position is replenished: on the days that leave the remainder ``phase`` when divided by ``review_days``."""

    review_days: int
    lead_days: int
    phase: NDArray[np.int64]

    def receiving(self, day: int) -> NDArray[np.intp]:
        """Positions with a receipt scheduled on a day."""
        return np.flatnonzero(self.phase == day % self.review_days)

    def dispatching(self, day: int) -> NDArray[np.intp]:
        """Positions for which units leave in the evening of a day."""
        return self.receiving(day + self.lead_days)

    def next_receipt(self, day: NDArray[np.int64]) -> NDArray[np.int32]:
        """The first scheduled receipt after each day: positions in rows, days in columns."""
        by_phase = day + 1 + (np.arange(self.review_days)[:, None] - day - 1) % self.review_days
        return by_phase.astype(np.int32)[self.phase]

    def next_dispatch(self, day: int) -> NDArray[np.int64]:
        """The first day from ``day`` on in whose evening units leave for each position."""
        return day + (self.phase - self.lead_days - day) % self.review_days


def schedule(world: World, location: Location, products: Products) -> Schedule:
    """A location's schedule; a draw spreads its positions over the days of the cycle."""
    phase = streams.integers(world.seed, "position.phase", 0, location.review_days - 1, location.key, products.key)
    return Schedule(location.review_days, location.lead_days, phase)


def order_up_to(
    world: World, location: Location, products: Products, levels: Levels, schedule: Schedule, first: int, last: int
) -> NDArray[np.int32]:
    """Each position's level on the days first..last: what the dispatch of that day, or else the next one, fills up to.

    Positions in rows, days in columns. The level looks at the calendar from that dispatch to the receipt after the one it feeds.
    """
    rate = daily_rate(products, location)
    rounding = streams.uniform(world.seed, "position.level", location.key, products.key)
    cover = schedule.lead_days + schedule.review_days - 1
    ahead = multipliers(first, last + schedule.review_days + cover)
    demand_ahead = np.convolve(ahead, np.full(cover, 1 / cover), "valid")[1:]  # entry d: mean over the cover after first + d
    dispatches = schedule.next_dispatch(first)
    level = np.empty((len(rate), last - first + 1), dtype=np.int32)
    for phase in range(schedule.review_days):
        members = np.flatnonzero(schedule.phase == phase)
        if not len(members):
            continue
        dispatch = int(dispatches[members[0]])
        begins = first
        while begins <= last:
            wanted = levels.at(rate[members] * demand_ahead[dispatch - first]) + rounding[members]
            level[members, begins - first : dispatch - first + 1] = np.floor(wanted)[:, None]
            begins, dispatch = dispatch + 1, dispatch + schedule.review_days
    return level


def source_opening(world: World, location: Location, products: Products, multiplier: float) -> NDArray[np.int64]:
    """RA 2.3's opening quantity of each position, in units: the range of its type x seasonality x U(0.5, 1.5)."""
    base = streams.integers(world.seed, "position.opening", *_OPENING_RANGE[location.type], location.key, products.key)
    low, high = _OPENING_SPREAD
    spread = low + (high - low) * streams.uniform(world.seed, "position.opening.spread", location.key, products.key)
    return (base * multiplier * spread).astype(np.int64)


def cycle_of(config: Config, location: Location) -> Cycle:
    """The cycle that a location's levels are made for."""
    supply = config.return_rate * (1 - config.unsellable_share)
    return Cycle(location.review_days, location.lead_days, config.target_stockout_rate, supply)


def rates(world: World) -> tuple[float, float]:
    """Bounds on the requests a day that any position can expect over any stretch of the calendar.

    They do not depend on which products and locations there are: a newcomer must not move the levels of others (GEN-2, D18).
    """
    fewest, most = demand_bounds(world.config)
    year = multipliers(0, 366)
    return fewest * float(year.min()), most * float(year.max())


def levels_for(cycle: Cycle, lowest_rate: float, highest_rate: float) -> Levels:
    """The table of levels of a cycle for demand between two rates, in requests a day."""
    log_rate = np.linspace(np.log(lowest_rate), np.log(highest_rate), _GRID_POINTS)
    levels: list[float] = []
    for rate in np.exp(log_rate).tolist():
        before, last = levels[-2:] if len(levels) > 1 else (1.0, 1.0)
        levels.append(fractional_level(cycle, rate, near=int(last * last / before)))  # they rise about alike from rate to rate
    return Levels(log_rate, np.array(levels))


def fractional_level(cycle: Cycle, rate: float, near: int) -> float:
    """The level of a cycle for ``rate`` requests a day: between two whole ones, so that positions rounded by chance meet the target
    on average; at least 1.

    A higher level leaves fewer days with nothing, so they are found by steps from ``near``, down and then up.
    """
    share = cache(partial(zero_share, cycle, rate))
    enough = near
    while enough > 1 and share(enough - 1) <= cycle.target:
        enough -= 1
    while share(enough) > cycle.target:
        enough += 1
    if enough == 1:
        return 1.0
    short = enough - 1
    return short + (share(short) - cycle.target) / (share(short) - share(enough))


def zero_share(cycle: Cycle, rate: float, level: int) -> float:
    """Expected share of days that a position closes with nothing available, in the long run, for ``rate`` requests a day."""
    states = level + 2 * UNITS_MOST + 1  # room for returns that arrive while the shelf is full
    day = _day(cycle, rate, states)
    stock = np.eye(states)  # rows: available at the dispatch; columns: available now
    zero_days = np.zeros(states)
    for evening in range(1, cycle.review_days + 1):
        if evening == cycle.lead_days:
            stock = _received(stock, level)
        stock = stock @ day
        zero_days += stock[:, 0]
    return float(_stationary(stock) @ zero_days) / cycle.review_days


def _day(cycle: Cycle, rate: float, states: int) -> NDArray[np.float64]:
    """Transition of available over one day: returns in the morning, then demand, which takes what is there."""
    demand = _compound_poisson(rate, np.full(UNITS_MOST, 1 / UNITS_MOST), states)
    supply = _compound_poisson(rate * cycle.return_rate * _FILL_RATE, _RETURNED_UNITS, states)
    now, later = np.indices((states, states))
    sold_down = np.where(later <= now, demand[np.maximum(now - later, 0)], 0.0)
    sold_down[:, 0] = 1 - sold_down[:, 1:].sum(axis=1)
    filled = np.where(later >= now, supply[np.maximum(later - now, 0)], 0.0)
    filled[:, -1] += 1 - filled.sum(axis=1)
    return filled @ sold_down


def _received(stock: NDArray[np.float64], level: int) -> NDArray[np.float64]:
    """What was short of the level at the dispatch arrives."""
    states = len(stock)
    arrived = np.zeros_like(stock)
    for at_dispatch in range(states):
        units = max(level - at_dispatch, 0)
        kept = states - units
        arrived[at_dispatch, units:] = stock[at_dispatch, :kept]
        arrived[at_dispatch, -1] += stock[at_dispatch, kept:].sum()
    return arrived


def _stationary(transition: NDArray[np.float64]) -> NDArray[np.float64]:
    """The long-run distribution over states of a chain."""
    states = len(transition)
    equations = transition.T - np.eye(states)
    equations[-1] = 1.0
    return np.linalg.solve(equations, np.append(np.zeros(states - 1), 1.0))


def _compound_poisson(rate: float, units: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Chance of 0..most-1 units in all from a Poisson number of requests, by Panjer's recursion; ``units[k]`` is that of k + 1."""
    chance = np.zeros(most)
    chance[0] = np.exp(-rate)
    weights = units * np.arange(1, len(units) + 1)
    for total in range(1, most):
        reach = min(total, len(units))
        chance[total] = rate / total * (weights[:reach] @ chance[total - 1 :: -1][:reach])
    return chance
