"""Fairness, ALC-5: contended allocations are repeated, and each set of winners must win as often as among all orders of arrival.

Customers, segments and places in the list are dealt anew for every repetition, each repetition at a position of its own, so that the
same trials are judged by place, by key and by segment, and an implementation that draws by keys is not taken for one that does not
draw at all. Judged are sets of winners: a rotation lets everyone win equally often, but never two who stand apart. In another
experiment requests of 1, 2 and 3 units compete for 3, where what each gets tells the order of arrival.

A fair shuffle breaks the bound less than once in a million runs: every count of every experiment has an equal part of that chance,
and its binomial tail is summed exactly.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from contracts.fuzz.bound import tail, widest
from contracts.fuzz.model import FIRST_DAY, key
from contracts.fuzz.reading import shares, snapshot, units
from contracts.fuzz.subject import Subject
from contracts.parameters import SEGMENTS

REPETITIONS = 1_000
"""Contended allocations in each of the two experiments."""

FEWEST = 400
"""Fewer usable ones in an experiment say nothing."""

CHANCE = 1e-6
"""How often a fair shuffle may be called unfair, per run."""

_COMPETITORS = 4
_WINNERS = 2
_SIZES = (1, 2, 3)
_SMALL_STOCK = 3
_PRODUCTS = 50
_PAIRS = tuple(combinations(range(_COMPETITORS), _WINNERS))

Trial = tuple[int, ...]
"""Who won, or what each got, by place in the list."""


@dataclass(frozen=True)
class Count:
    """How often one set of winners won, beside how often it should."""

    by: str
    winners: str
    won: int
    trials: int
    share: float

    @property
    def chance(self) -> float:
        """How often chance brings a count so far out, in either direction."""
        return min(1.0, 2 * tail(self.won, self.trials, self.share))


@dataclass(frozen=True)
class Fairness:
    """All counts of a run; ``unusable`` are repetitions whose answer was no allocation of this kind."""

    counts: tuple[Count, ...]
    trials: int
    unusable: int

    @property
    def part(self) -> float:
        """The chance that one count may be out of bounds by luck."""
        return CHANCE / max(1, len(self.counts))

    @property
    def worst(self) -> Count:
        """The count that chance explains least."""
        return min(self.counts, key=lambda count: (count.chance, -abs(count.won / count.trials - count.share)))

    @property
    def is_fair(self) -> bool:
        """Whether every count lies within the bound."""
        return all(count.chance >= self.part for count in self.counts)

    @property
    def unfair(self) -> tuple[Count, ...]:
        """The counts out of bounds, the strangest first."""
        return tuple(sorted((count for count in self.counts if count.chance < self.part), key=lambda count: count.chance))

    @property
    def tolerance(self) -> float:
        """How far the worst count's proportion may lie from its share."""
        return widest(self.worst.trials, self.worst.share, self.part)


@dataclass(frozen=True)
class Dealt:
    """One repetition's competitors by place in the list: customers, all different, and their segments."""

    customers: tuple[int, ...]
    segments: tuple[str, ...]

    @property
    def ranks(self) -> tuple[int, ...]:
        """Each competitor's rank in the order of keys."""
        return tuple(sorted(self.customers).index(customer) for customer in self.customers)


def fairness(subject: Subject, seed: int, repetitions: int = REPETITIONS) -> Fairness:
    """Repeats contended allocations with one object of an implementation, by its own randomness; ``seed`` deals the competitors."""
    dealer = random.Random(seed)
    desk = Desk.of(subject, 2 * repetitions)
    pairs = [(dealt, desk.winners(number, dealt)) for number in range(repetitions) if (dealt := _deal(dealer, _COMPETITORS))]
    sized = [desk.sizes(repetitions + number, dealt, dealer) for number in range(repetitions) if (dealt := _deal(dealer, len(_SIZES)))]
    usable = [(dealt, won) for dealt, won in pairs if won is not None]
    outcomes = [got for got in sized if got is not None]
    lost = 2 * repetitions - len(usable) - len(outcomes)
    return Fairness((*_counts_of_pairs(usable), *_counts_of_sizes(outcomes)), len(usable) + len(outcomes), lost)


def _deal(dealer: random.Random, competitors: int) -> Dealt:
    return Dealt(tuple(dealer.sample(range(1, 1_000), competitors)), tuple(dealer.sample(SEGMENTS, competitors)))


def _counts_of_pairs(trials: list[tuple[Dealt, Trial]]) -> Iterator[Count]:
    if len(trials) < FEWEST:
        return
    by_place = [winners for _, winners in trials]
    by_key = [tuple(sorted(dealt.ranks[place] for place in winners)) for dealt, winners in trials]
    for by, sets in (("place in the list", by_place), ("order of keys", by_key)):
        won = Counter(sets)
        for first, second in _PAIRS:
            winners = f"numbers {first + 1} and {second + 1} of {_COMPETITORS} by {by}"
            yield Count(by, winners, won[first, second], len(trials), 1 / len(_PAIRS))
    yield from _counts_of_segments(trials)


def _counts_of_segments(trials: list[tuple[Dealt, Trial]]) -> Iterator[Count]:
    """Which pair of segments wins; the one segment of five that does not compete is dealt too."""
    won = Counter(frozenset(dealt.segments[place] for place in winners) for dealt, winners in trials)
    for pair in combinations(SEGMENTS, _WINNERS):
        present = sum(set(pair) <= set(dealt.segments) for dealt, _ in trials)
        if present:
            yield Count("segment", f"{pair[0]} and {pair[1]}", won[frozenset(pair)], present, 1 / len(_PAIRS))


def _counts_of_sizes(outcomes: list[Trial]) -> Iterator[Count]:
    if len(outcomes) < FEWEST:
        return
    won = Counter(outcomes)
    orders = Counter(_served(order) for order in permutations(_SIZES))
    for outcome, ways in sorted(orders.items()):
        told = ", ".join(f"{got} of {size}" for size, got in zip(_SIZES, outcome, strict=True))
        yield Count("units asked for", told, won[outcome], len(outcomes), ways / orders.total())


def _served(order: Sequence[int]) -> Trial:
    """What requests of each size get when they arrive in this order."""
    left, got = _SMALL_STOCK, {}
    for size in order:
        got[size] = min(size, left)
        left -= got[size]
    return tuple(got[size] for size in _SIZES)


@dataclass(frozen=True)
class Desk:
    """Where contended allocations are asked for: fresh positions with little left, or pools in RE 3's form."""

    subject: Subject

    @classmethod
    def of(cls, subject: Subject, positions: int) -> Desk:
        """Opens so many positions, where there is a ledger."""
        if not subject.allocates_from_a_number:
            locations = -(-positions // _PRODUCTS)
            subject.call("initialize_inventory", key(FIRST_DAY), list(range(1, _PRODUCTS + 1)), list(range(1, locations + 1)))
        return cls(subject)

    def winners(self, number: int, dealt: Dealt) -> Trial | None:
        """The places of the two that win, of four that each ask for half of what there is; None if it was not two."""
        left = self._leave(number, _WINNERS)
        size = max(1, left // _WINNERS)
        got = self._allocate(number, dealt, [size] * _COMPETITORS, left) if left >= _WINNERS else None
        won = tuple(place for place, units in enumerate(got or ()) if units == size)
        return won if len(won) == _WINNERS else None

    def sizes(self, number: int, dealt: Dealt, dealer: random.Random) -> Trial | None:
        """What requests of 1, 2 and 3 units get of 3, in the order of their size; None if there are not 3 to be had."""
        if self._leave(number, _SMALL_STOCK) != _SMALL_STOCK:
            return None
        asked = dealer.sample(_SIZES, len(_SIZES))
        got = self._allocate(number, dealt, asked, _SMALL_STOCK)
        return got and tuple(units for _, units in sorted(zip(asked, got, strict=True)))

    def _at(self, number: int) -> tuple[int, int]:
        return number % _PRODUCTS + 1, number // _PRODUCTS + 1

    def _leave(self, number: int, wanted: int) -> int:
        """Sells all but so many units of a position, or brings in what is missing; returns what is left."""
        if self.subject.allocates_from_a_number:
            return wanted
        available = self._available(number)
        if available > wanted and self.subject.has("deduct_inventory"):
            self.subject.call("deduct_inventory", *self._at(number), key(FIRST_DAY), available - wanted)
            available = self._available(number)
        for way in (way for way in ("receive", "restock") if available < wanted and self.subject.has(way)):
            self.subject.call(way, *self._at(number), key(FIRST_DAY), wanted - available)
            available = self._available(number)
        return available

    def _available(self, number: int) -> int:
        where = (*self._at(number), key(FIRST_DAY))
        if self.subject.has("get_available_inventory"):
            return units(self.subject.call("get_available_inventory", *where).value) or 0
        seen = snapshot(self.subject.call("get_snapshot", *where).value)
        return seen.available or 0 if seen else 0

    def _allocate(self, number: int, dealt: Dealt, asked: Sequence[int], left: int) -> Trial | None:
        """What each gets, by place in the list; None if the answer says otherwise than who asked."""
        at, people = self._at(number), list(zip(dealt.customers, asked, dealt.segments, strict=True))
        if self.subject.allocates_from_a_number:
            answer = self.subject.call("allocate_inventory", [(customer, *at, qty) for customer, qty, _ in people], left)
        else:
            requests = [{"customer": customer, "qty": qty, "segment": segment} for customer, qty, segment in people]
            answer = self.subject.call("allocate_inventory", requests, *at, key(FIRST_DAY))
        said = shares(answer.value)
        got = {share.customer: share.units for share in said or ()}
        return tuple(got[customer] for customer in dealt.customers) if set(got) == set(dealt.customers) else None
