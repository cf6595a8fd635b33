"""One step as it was taken: what was there before, what was asked and answered, what is there after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.fuzz.model import Model
from contracts.fuzz.reading import Stock
from contracts.fuzz.steps import UNKNOWN, Allocate, Arrive, Deduct, Look, NoAmount, Position, Step, Validate
from contracts.fuzz.subject import Answer

EVERYBODYS_INTEGER = 2**31 - 1
"""Quantities beyond it may be refused: not every ledger counts further."""


@dataclass(frozen=True)
class Moment:
    """A step beside the stock before and after it; ``model`` is the notebook before the step.

    ``given`` are the arguments as they were handed over, ``kept_back`` an equal copy that the implementation never saw.
    ``traded`` are the positions at which anything ever arrived, ``doubtful`` those for which a bad arrival was not refused.
    """

    step: Step
    answer: Answer
    model: Model
    before: Mapping[Position, Stock]
    after: Mapping[Position, Stock]
    given: tuple[Any, ...] = ()
    kept_back: tuple[Any, ...] = ()
    traded: frozenset[Position] = frozenset()
    doubtful: frozenset[Position] = frozenset()

    @property
    def is_unchanged(self) -> bool:
        """Whether every position has what it had."""
        return self.before == self.after

    @property
    def changes(self) -> str:
        """What changed, to read."""
        return "; ".join(f"{named(at)} went from {shown(self.before[at])} to {shown(self.after[at])}" for at in self._changed())

    def _changed(self) -> list[Position]:
        return [at for at in self.before if self.before[at] != self.after.get(at)]

    def others_unchanged(self, at: Position) -> bool:
        """Whether every position but this one has what it had."""
        return all(other == at for other in self._changed())


def is_bad(step: Step) -> bool:
    """Whether a step asks for what cannot be: a quantity that is none, or a position that was never opened."""
    if isinstance(step, Allocate):
        return step.at in UNKNOWN or any(isinstance(request.quantity, NoAmount) for request in step.requests)
    if isinstance(step, Deduct | Validate | Arrive):
        return step.at in UNKNOWN or isinstance(step.quantity, NoAmount)
    return isinstance(step, Look) and step.at in UNKNOWN


def may_be_refused(asked: int) -> bool:
    """Whether a good quantity may still be refused: nothing at all, or more than everybody's integers hold."""
    return asked == 0 or asked > EVERYBODYS_INTEGER


def named(at: Position) -> str:
    """A position, to read."""
    return f"product {at[0]} at location {at[1]}"


def shown(stock: Stock | None) -> str:
    """A position's stock, to read."""
    if stock is None:
        return "nothing readable"
    on_hand = "" if stock.on_hand is None else f", {stock.on_hand} on hand"
    return f"{stock.available} available{on_hand}"
