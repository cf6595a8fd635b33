"""From a story that breaks a law to the least one that still does.

A story is data: it is cut and played again, thousands of times in a second, whole days and single requests alike. So Hypothesis, which
would shrink the draws behind a story and not the story, is left to find them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatch

from contracts.fuzz.log import Log, Story
from contracts.fuzz.play import Play
from contracts.fuzz.steps import (
    NO_QUANTITIES,
    POSITIONS,
    UNKNOWN,
    Allocate,
    Amount,
    Arrive,
    Deduct,
    Keep,
    Look,
    NoAmount,
    Position,
    Quantity,
    Request,
    Step,
    Validate,
)
from contracts.fuzz.subject import Implementation
from contracts.parameters import SEGMENTS

Steps = tuple[Step, ...]

SEED = 0
"""From here Python's own generator starts in every story, as Hypothesis has it too."""

_SMALL = 6

_PLAIN = (
    Deduct(POSITIONS[0], Amount(1)),
    Deduct(POSITIONS[0], Amount(0, beside_left=True)),
    Deduct(POSITIONS[0], NoAmount(next(iter(NO_QUANTITIES)))),
)
"""Steps that often do in place of a stranger one."""


def shorten(implementation: Implementation, law: str, story: Story) -> Story:
    """The shortest story that leaving out and lowering lead to, one change at a time; at worst the story itself."""
    best = story
    while shorter := next(_shorter(implementation, law, best), None):
        best = shorter
    return best


def _shorter(implementation: Implementation, law: str, story: Story) -> Iterator[Story]:
    for steps in _simpler(story.steps):
        found = played(implementation, steps).shortest.get(law)
        if found and found.length < story.length:
            yield found


def played(implementation: Implementation, steps: Steps) -> Log:
    """What a fresh implementation comes to through these steps; those that it cannot take are left out."""
    random.seed(SEED)
    log, play = Log(), Play(implementation.fresh())
    log.add(play.open(), play)
    for step in steps:
        if play.can(step):
            log.add(play.take(step), play)
    return log


def _simpler(steps: Steps) -> Iterator[Steps]:
    """The same with one step less, then with one step made simpler; the largest cuts first."""
    for size in (4, 2, 1):
        for at in range(len(steps) - size + 1):
            yield (*steps[:at], *steps[at + size :])
    for at, step in enumerate(steps):
        for simpler in (*_PLAIN, *_simpler_step(step)):
            yield (*steps[:at], simpler, *steps[at + 1 :])


@singledispatch
def _simpler_step(_step: object) -> Iterator[Step]:
    """Steps like this one with less to draw."""
    yield from ()


@_simpler_step.register(Deduct)
@_simpler_step.register(Validate)
def _(step: Deduct | Validate) -> Iterator[Step]:
    yield from (replace(step, at=at) for at in _nearer(step.at))
    yield from (replace(step, quantity=quantity) for quantity in _fewer(step.quantity))


@_simpler_step.register(Look)
@_simpler_step.register(Keep)
def _(step: Look | Keep) -> Iterator[Step]:
    yield from (replace(step, at=at) for at in _nearer(step.at))


@_simpler_step.register(Arrive)
def _(step: Arrive) -> Iterator[Step]:
    yield from (replace(step, at=at) for at in _nearer(step.at))
    yield from (replace(step, days=days) for days in range(step.days))
    yield from (replace(step, quantity=quantity) for quantity in _fewer(step.quantity))


@_simpler_step.register(Allocate)
def _(step: Allocate) -> Iterator[Step]:
    yield from (replace(step, at=at) for at in _nearer(step.at))
    yield from (replace(step, pool=pool) for pool in range(step.pool))
    for at, request in enumerate(step.requests):
        before, after = step.requests[:at], step.requests[at + 1 :]
        yield replace(step, requests=(*before, *after))
        yield from (replace(step, requests=(*before, simpler, *after)) for simpler in _plainer(request))


def _plainer(request: Request) -> Iterator[Request]:
    yield from (replace(request, customer=customer) for customer in range(1, request.customer))
    yield from (replace(request, quantity=quantity) for quantity in _fewer(request.quantity))
    yield replace(request, segment=SEGMENTS[0])


def _nearer(at: Position) -> tuple[Position, ...]:
    among = POSITIONS if at in POSITIONS else UNKNOWN
    return among[: among.index(at)]


def _fewer(quantity: Quantity) -> Iterator[Quantity]:
    """Quantities with less to say, the least first."""
    if isinstance(quantity, NoAmount):
        names = list(NO_QUANTITIES)
        yield from (Amount(1), Amount(0, beside_left=True))
        yield from map(NoAmount, names[: names.index(quantity.name)])
        return
    yield from map(Amount, range(_SMALL if quantity.beside_left else min(quantity.number, _SMALL + 1)))
    if quantity != Amount(0, beside_left=True):
        yield from (Amount(0, beside_left=True), Amount(1, beside_left=True))
    if quantity.beside_left:
        yield from (Amount(number, beside_left=True) for number in range(quantity.number + 1, 0))
