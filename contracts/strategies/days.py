"""What happens to positions: single steps, and days that follow each other with what tends to go wrong in them."""

from __future__ import annotations

from functools import cache
from typing import Literal

from hypothesis import strategies as st

from contracts.fuzz.steps import (
    NO_QUANTITIES,
    POSITIONS,
    UNKNOWN,
    Allocate,
    Amount,
    Arrive,
    Close,
    Deduct,
    Detect,
    Keep,
    Look,
    NoAmount,
    Position,
    Request,
    Step,
    Validate,
)
from contracts.strategies.demand import MOST_CUSTOMERS, no_quantities, quantities, requests, segments

Way = Literal["restock", "receive"]
MOST_DAYS_AHEAD = 3
"""Returns are restocked one to three days later (RA return_delay_days); deliveries are announced as far ahead here."""


@cache
def positions() -> st.SearchStrategy[Position]:
    """One of the four positions of a story, the first more often than all others together, so that things happen to it twice."""
    return st.sampled_from((*POSITIONS, *POSITIONS[:1] * 3))


@cache
def deductions() -> st.SearchStrategy[Deduct]:
    """A sale of any quantity. Shrinks to a sale of nothing at the first position."""
    return st.builds(Deduct, positions(), quantities())


@cache
def run_low() -> st.SearchStrategy[Deduct]:
    """A sale of all but 0 to 4 units, a third of the time of all, after which stock is worth competing for. Shrinks to a sale of all."""
    return st.builds(Deduct, positions(), st.sampled_from((0, 1, 2, 3, 4, 0)).map(_all_but))


def _all_but(units: int) -> Amount:
    return Amount(-units, beside_left=True)


@cache
def allocations() -> st.SearchStrategy[Allocate]:
    """Requests that compete for a position, or for a pool of 0 to 6 units. Shrinks to no requests."""
    return st.builds(Allocate, positions(), requests(), st.integers(0, 6))


@cache
def arrivals(ways: tuple[Way, ...] = ("restock", "receive"), most_days: int = MOST_DAYS_AHEAD) -> st.SearchStrategy[Arrive]:
    """0 to 6 units that come today or some days later. Shrinks to none, today."""
    return st.builds(Arrive, positions(), st.integers(0, 6).map(Amount), st.integers(0, most_days), st.sampled_from(ways))


@cache
def steps() -> st.SearchStrategy[Step]:
    """Any one step that a sound implementation takes: a sale, a question, an allocation, an arrival, the end of a day."""
    validations = st.builds(Validate, positions(), quantities())
    watching = st.one_of(st.just(Detect()), st.builds(Keep, positions()), st.builds(Look, positions()))
    return st.one_of(deductions(), run_low(), allocations(), validations, arrivals(), watching, st.just(Close()))


@cache
def stories(most: int = 16) -> st.SearchStrategy[tuple[Step, ...]]:
    """Steps of a story after its opening, one in five of them bad. Shrinks to none at all."""
    step = st.one_of(*[steps()] * 4, bad_steps())
    return st.lists(st.one_of(step.map(_alone), *[step.map(_alone)] * 9, days()), max_size=most).map(_in_a_row)


def _alone(step: Step) -> tuple[Step, ...]:
    return (step,)


def _in_a_row(parts: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    return tuple(step for part in parts for step in part)


@cache
def bad_steps(ways: tuple[Way, ...] = ("restock", "receive"), most_days: int = MOST_DAYS_AHEAD) -> st.SearchStrategy[Step]:
    """A step that must be refused, or answered with zero: no quantity, or no position. Shrinks to a sale of -1 units."""
    bad = [NoAmount(name) for name in NO_QUANTITIES]
    single: list[Step] = [
        *(kind(POSITIONS[0], quantity) for kind in (Deduct, Validate) for quantity in bad),
        *(Arrive(POSITIONS[0], quantity, days, way) for way in ways for days in (0, 1)[: most_days + 1] for quantity in bad),
        *(kind(at, Amount(1)) for kind in (Deduct, Validate) for at in UNKNOWN),
        *(Look(at) for at in UNKNOWN),
        *(Allocate(at, (Request(1, Amount(1)), Request(2, Amount(2)))) for at in UNKNOWN),
    ]
    lists = st.builds(Allocate, positions(), _with_a_bad_request(), st.integers(0, 6))
    return st.one_of(st.sampled_from(single), lists)


@cache
def _with_a_bad_request() -> st.SearchStrategy[tuple[Request, ...]]:
    """Good requests with one among them that asks for no quantity, by a customer of its own."""
    bad = st.builds(Request, st.just(MOST_CUSTOMERS + 1), no_quantities(), segments())
    return st.tuples(requests(most=2), bad, requests(most=2)).map(lambda parts: (*parts[0], parts[1], *parts[2]))


@cache
def days() -> st.SearchStrategy[tuple[Step, ...]]:
    """One to three days at one position, each with an episode that has gone wrong somewhere, and its close.

    The episodes are equally likely: a burst of requests at opening; demand on the day of a receipt; a return that lands on a day
    without stock; a restock and a sale on one day; nothing at all, as on the edge of a horizon. Shrinks to one idle day.
    """
    return positions().flatmap(_days_at)


@cache
def _days_at(at: Position) -> st.SearchStrategy[tuple[Step, ...]]:
    day = st.sampled_from(EPISODES).flatmap(lambda episode: episode(at))
    return st.lists(day, min_size=1, max_size=3).map(_lived)


def _lived(episodes: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    return tuple(step for episode in episodes for step in (*episode, Close()))


@cache
def _idle(_at: Position) -> st.SearchStrategy[tuple[Step, ...]]:
    return st.just(())


@cache
def _burst(at: Position) -> st.SearchStrategy[tuple[Step, ...]]:
    """Everybody asks at once for the few units that are left, then each of two takes theirs."""
    return st.tuples(
        st.integers(0, 3).map(lambda left: Deduct(at, _all_but(left))),
        st.builds(Allocate, st.just(at), requests(least=2), st.integers(0, 4)),
        st.builds(Deduct, st.just(at), quantities()),
        st.builds(Deduct, st.just(at), quantities()),
    )


@cache
def _receipt_and_demand(at: Position) -> st.SearchStrategy[tuple[Step, ...]]:
    """A delivery comes, and more is asked for than it brought."""
    sold_out = Deduct(at, Amount(0, beside_left=True))
    delivery = st.integers(1, 4).map(lambda units: Arrive(at, Amount(units), 0, "receive"))
    return st.tuples(st.just(sold_out), delivery, st.builds(Deduct, st.just(at), quantities()))


@cache
def _return_on_a_stockout(at: Position) -> st.SearchStrategy[tuple[Step, ...]]:
    """Sold out, and a return on its way that ends the run one to three days later."""
    coming = st.builds(Arrive, st.just(at), st.integers(1, 3).map(Amount), st.integers(1, MOST_DAYS_AHEAD), st.just("restock"))
    return st.tuples(st.just(Deduct(at, Amount(0, beside_left=True))), coming, st.just(Detect()))


@cache
def _restock_and_sale(at: Position) -> st.SearchStrategy[tuple[Step, ...]]:
    """Units come back and are sold again on the same day."""
    back = st.builds(Arrive, st.just(at), st.integers(1, 3).map(Amount), st.just(0), st.just("restock"))
    return st.tuples(back, st.builds(Deduct, st.just(at), quantities()))


EPISODES = (_idle, _burst, _receipt_and_demand, _return_on_a_stockout, _restock_and_sale)
