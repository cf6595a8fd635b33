"""Demand for one position on one day: who asks for how much of what is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from contracts.fuzz.steps import HUGE, NO_QUANTITIES, Amount, NoAmount, Request
from contracts.parameters import SEGMENTS

T = TypeVar("T")

MOST_REQUESTS = 5
MOST_CUSTOMERS = 3
"""Fewer than requests: some customer asks twice in most days of four requests or more."""


@dataclass(frozen=True)
class PositionDay:
    """A position's stock when trading begins, in units, and the requests that then compete for it, in the order of the list."""

    opening: int
    requests: tuple[Request, ...]

    @property
    def asked(self) -> int:
        """Units asked for in all."""
        return sum(request.quantity.of(self.opening) for request in self.requests)

    @property
    def is_contended(self) -> bool:
        """Two requests or more, for more than there is."""
        return len(self.requests) > 1 and self.asked > self.opening


@cache
def segments() -> st.SearchStrategy[str]:
    """A customer segment of the contract, each as often as another. Shrinks to the first of them."""
    return st.sampled_from(SEGMENTS)


_FEW = tuple(Amount(number) for number in range(7))
_BESIDE_LEFT = tuple(Amount(more, beside_left=True) for more in (0, 1, 0, 1, -1, 2))
_QUANTITIES = (*_FEW, *_BESIDE_LEFT, Amount(0), Amount(1), Amount(HUGE))
"""One draw from one tuple: a search spends its time on the implementation, not on drawing."""


@cache
def quantities() -> st.SearchStrategy[Amount]:
    """A number of units to ask for, with a taste for the edges.

    Half are 0 to 6 (an eighth nothing, an eighth a single unit), three in eight lie within two units of what is left (exactly that,
    one more, one fewer), the rest are huge. Shrinks to 0.

        >>> from hypothesis import find
        >>> find(quantities(), lambda quantity: quantity.of(3) > 3)
        Amount(number=4, beside_left=False)
    """
    return st.sampled_from(_QUANTITIES)


@cache
def no_quantities() -> st.SearchStrategy[NoAmount]:
    """Something that is no number of units: negative, a fraction, a text, nothing at all. Shrinks to -1."""
    return st.sampled_from(tuple(NO_QUANTITIES)).map(NoAmount)


@cache
def requests(least: int = 0, most: int = MOST_REQUESTS) -> st.SearchStrategy[tuple[Request, ...]]:
    """Requests that compete: few customers, so that some ask twice; any segment; equal quantities are common.

    Shrinks to the least number of requests, each by customer 1 for nothing.
    """
    one = st.builds(Request, st.integers(1, MOST_CUSTOMERS), quantities(), segments())
    some = st.lists(one, min_size=least, max_size=most).map(tuple)
    return weighted((some, 2), (some.map(_all_alike), 1))


def _all_alike(different: tuple[Request, ...]) -> tuple[Request, ...]:
    """The same customers, each asking for what the first one asks for."""
    return tuple(replace(request, quantity=different[0].quantity) for request in different)


@st.composite
def position_days(draw: st.DrawFn) -> PositionDay:
    """A day's requests for 1 to 3 units each (RA 2.2), and an opening stock that makes them interesting.

    At least a third of the days are contended, a fifth open with nothing, a fifth have something but not enough, a twelfth have
    exactly what is asked for. Shrinks to a day with no stock and no request.

        >>> from hypothesis import find
        >>> find(position_days(), lambda day: day.is_contended and day.opening)
        PositionDay(opening=1, requests=(Request(customer=1, quantity=Amount(number=1, beside_left=False), segment='vip'), ...
    """
    units = st.integers(1, 3).map(Amount)
    one = st.builds(Request, st.integers(1, MOST_CUSTOMERS), units, segments())
    asked = draw(weighted((st.lists(one, max_size=MOST_REQUESTS), 1), (st.lists(one, min_size=2, max_size=MOST_REQUESTS), 3)))
    total = sum(request.quantity.of(0) for request in asked)
    opening = draw(weighted((st.just(0), 1), (st.integers(0, total), 4), (st.just(total), 1), (st.integers(total, total + 3), 1)))
    return PositionDay(opening, tuple(asked))


def weighted(*choices: tuple[st.SearchStrategy[T], int]) -> st.SearchStrategy[T]:
    """One of several strategies, each as often as its weight says; shrinks to the first."""
    places = tuple(place for place, (_, weight) in enumerate(choices) for _ in range(weight))
    strategies = tuple(strategy for strategy, _ in choices)
    return st.sampled_from(places).flatmap(lambda place: strategies[place])
