"""Worlds to take parts from, and what chance allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from generator.config import configure
from generator.location import Band, make_band
from generator.replenishment import cycle_of, levels_for, rates
from generator.world import World, make_world

LUCK = 6.0
"""Standard errors that honest chance exceeds once in a billion times."""


@pytest.fixture(scope="session")
def world_of() -> Callable[..., World]:
    """Makes the entities of the preset `tiny` with other values in place."""

    def make(**values: Any) -> World:
        return make_world(configure("tiny", values))

    return make


@pytest.fixture(scope="session")
def band_at() -> Callable[[World, int], Band]:
    """Makes the band of all products at a location, given by its place in the world."""

    def make(world: World, at: int) -> Band:
        location = world.locations[at]
        levels = levels_for(cycle_of(world.config, location), *rates(world))
        return make_band(world, location, levels, 0, (world.config.products - 1) // 100)

    return make


@pytest.fixture(scope="session")
def assert_fits() -> Callable[[ArrayLike, ArrayLike], None]:
    """Asserts that counts are neither further from those expected than chance allows, nor closer (chi-square, Wilson and Hilferty)."""

    def assert_within(observed: ArrayLike, expected: ArrayLike) -> None:
        counts, wanted = np.asarray(observed, dtype=np.float64).ravel(), np.asarray(expected, dtype=np.float64)
        freedom = len(counts) - 1
        spread = 2 / (9 * freedom)
        distance = float(((counts - wanted) ** 2 / wanted).sum())
        deviation = ((distance / freedom) ** (1 / 3) - (1 - spread)) / np.sqrt(spread)
        assert abs(deviation) < LUCK, f"{distance:.1f} for {freedom} degrees of freedom is {deviation:+.1f} standard errors off"

    return assert_within


@pytest.fixture(scope="session")
def assert_near() -> Callable[[float, float, float], None]:
    """Asserts that a measured value lies within what chance allows of the expected one, given its standard error."""

    def assert_within(value: float, expected: float, error: float) -> None:
        assert abs(value - expected) < LUCK * error, f"{value} is {(value - expected) / error:+.1f} standard errors from {expected}"

    return assert_within
