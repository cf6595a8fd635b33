"""How a world is divided: into chunks of days, one after the other, and into shares of positions, side by side (D10, D19)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from generator.identity import block_of
from generator.location import Band, blocks, make_band
from generator.replenishment import Cycle, Levels, cycle_of
from generator.world import World

CHUNK_DAYS = 100
"""Dates of a chunk, all of which are committed together (RE 1, D10)."""


@dataclass(frozen=True)
class Chunk:
    """Days first..last, numbered from 1."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class Span:
    """A location (by its place in the world) and its products in blocks first..last: names a band without holding it."""

    location: int
    first_block: int
    last_block: int

    def band(self, world: World, levels: dict[Cycle, Levels]) -> Band:
        """The band that the span names."""
        location = world.locations[self.location]
        return make_band(world, location, levels[cycle_of(world.config, location)], self.first_block, self.last_block)


def chunks(world: World) -> list[Chunk]:
    """The chunks of a horizon."""
    firsts = range(world.first_day, world.last_day + 1, CHUNK_DAYS)
    return [Chunk(at, first, min(first + CHUNK_DAYS - 1, world.last_day)) for at, first in enumerate(firsts, 1)]


def shares(world: World, workers: int) -> list[tuple[Span, ...]]:
    """The world's blocks, location by location, in as many even shares as there are workers and blocks for them."""
    units = [(location, block) for location in range(len(world.locations)) for block in range(blocks(world))]
    return [_spans(units[begin:end]) for begin, end in pairwise(_cuts(world, workers))]


def share_of(world: World, workers: int, products: NDArray[np.int64], locations: NDArray[np.int64]) -> NDArray[np.int64]:
    """The share of `shares` that positions, by their keys, belong to; -1 and less, or beyond the last, for keys that the world has not."""
    keys = np.array([location.key for location in world.locations])
    unit = np.searchsorted(keys, locations) * blocks(world) + block_of(products)
    found: NDArray[np.int64] = np.searchsorted(_cuts(world, workers), unit, side="right") - 1
    return found


def _cuts(world: World, workers: int) -> list[int]:
    units = len(world.locations) * blocks(world)
    count = min(workers, units)
    return [units * at // count for at in range(count + 1)]


def _spans(units: list[tuple[int, int]]) -> tuple[Span, ...]:
    by_location = [(location, [block for _, block in group]) for location, group in groupby(units, key=lambda unit: unit[0])]
    return tuple(Span(location, mine[0], mine[-1]) for location, mine in by_location)
