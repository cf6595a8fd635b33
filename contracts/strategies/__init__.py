"""Hypothesis strategies for anybody's tests of allocators, ledgers and tables (extra ``testing``).

Demand for a position's day, days that follow each other, small worlds as tables, sound or with one fault, and the state machine that
drives an implementation of `contracts.protocols`. Each says how often it draws what, and what it shrinks to.
"""

from contracts.strategies.days import bad_steps, days, steps, stories
from contracts.strategies.demand import PositionDay, no_quantities, position_days, quantities, requests, segments
from contracts.strategies.worlds import World, faulty_worlds, small_worlds

__all__ = [
    "PositionDay",
    "World",
    "bad_steps",
    "days",
    "faulty_worlds",
    "no_quantities",
    "position_days",
    "quantities",
    "requests",
    "segments",
    "small_worlds",
    "steps",
    "stories",
]
