"""The bound within which chance alone keeps a count: exact binomial tails, so that its promise needs no approximation."""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log, log1p


@cache
def tail(hits: int, trials: int, share: float) -> float:
    """Probability that a count with this share is at least as far out as ``hits``, on its own side of the expectation."""
    far = range(hits, trials + 1) if hits > trials * share else range(hits + 1)
    return min(1.0, sum(_probability(count, trials, share) for count in far))


@cache
def widest(trials: int, share: float, chance: float) -> float:
    """How far from its share a proportion may lie before chance would bring it there less often than ``chance``, in both directions."""
    middle = round(trials * share)
    above = next((hits for hits in range(middle, trials + 1) if 2 * tail(hits, trials, share) < chance), trials + 1)
    below = next((hits for hits in range(middle, -1, -1) if 2 * tail(hits, trials, share) < chance), -1)
    return max(above / trials - share, share - below / trials)


def _probability(hits: int, trials: int, share: float) -> float:
    ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return exp(ways + hits * log(share) + (trials - hits) * log1p(-share))
