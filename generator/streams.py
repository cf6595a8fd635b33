"""Draws: every random number is a pure function of (seed, stream, entity).

There is no generator object: a draw names what it decides (the stream) and for whom (the entity's keys, with the number of the
draw last where one entity needs several). So a row does not depend on partitions, workers, chunks, engines, order or the clock
(D11, D19), and a part of a world can be made alone. The generator is SplitMix64 in counter mode (Steele, Lea, Flood 2014): keys
are folded in one after the other, each fold being one output of the sequence that the previous fold seeds. docs/draws.md argues
the choice; tests pin vectors that every engine must reproduce.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53


def bits(seed: int, stream: str, *entity: Any) -> NDArray[np.uint64]:
    """64 random bits for each entity.

    ``entity`` holds one or more integer keys, scalars or arrays that broadcast together; the result has their common shape.
    """
    state = np.asarray(_root(seed, stream))
    for key in entity:
        state = _output(state, np.asarray(key).astype(np.uint64))
    return state


def uniform(seed: int, stream: str, *entity: Any) -> NDArray[np.float64]:
    """A number in [0, 1) for each entity, a multiple of 2**-53."""
    return unit(bits(seed, stream, *entity))


def integers(seed: int, stream: str, low: int, high: int, *entity: Any) -> NDArray[np.int64]:
    """An integer in low..high, both included, for each entity; all alike likely to within (high - low + 1) / 2**53."""
    return low + (uniform(seed, stream, *entity) * (high - low + 1)).astype(np.int64)


def below(seed: int, stream: str, probability: Any, *entity: Any) -> NDArray[np.bool_]:
    """True with the given probability (a number or an array that broadcasts) for each entity."""
    return np.asarray(uniform(seed, stream, *entity) < probability)


def choice(seed: int, stream: str, cumulative: NDArray[np.float64], *entity: Any) -> NDArray[np.int64]:
    """An index for each entity, by cumulative probabilities (ascending, the last one 1)."""
    return np.searchsorted(cumulative, uniform(seed, stream, *entity), side="right")


def unit(random_bits: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The upper 53 of 64 bits, as a number in [0, 1)."""
    return (random_bits >> np.uint64(11)).astype(np.float64) * _TO_UNIT


@lru_cache(maxsize=256)
def _root(seed: int, stream: str) -> np.uint64:
    """The state from which a stream's folds start: distinct names give unrelated states."""
    digest = hashlib.blake2b(f"{seed}/{stream}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def _output(state: NDArray[np.uint64], counter: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Output number ``counter`` (from 0) of the SplitMix64 sequence seeded by ``state``."""
    with np.errstate(over="ignore"):  # arithmetic modulo 2**64 is meant; scalars would warn
        z = counter + np.uint64(1)
        z = z * _GAMMA
        z = z + state
        z = (z ^ (z >> np.uint64(30))) * _MIX_1
        z = (z ^ (z >> np.uint64(27))) * _MIX_2
        return z ^ (z >> np.uint64(31))
