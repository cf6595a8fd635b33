"""The steps of a story, as data: what is asked of an implementation, with quantities that follow what it has left.

An implementation draws its own opening quantities, so a step says `one more than is left` rather than a number that fits one run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Position = tuple[int, int]
"""Product key, location key."""

PRODUCTS = (1, 2)
LOCATIONS = (1, 2)
POSITIONS: tuple[Position, ...] = tuple((product, location) for product in PRODUCTS for location in LOCATIONS)
UNKNOWN: tuple[Position, ...] = ((99, 1), (1, 99))
"""Positions that were never opened: a product that is not there, and a location."""

HUGE = 10**9
"""More than any stock, yet a number that fits everybody's integers."""

NO_QUANTITIES: dict[str, Any] = {
    "one less than none": -1,
    "three less than none": -3,
    "one and a half": 1.5,
    "a word": "2",
    "nothing": None,
    "not a number": float("nan"),
}
"""What is no number of units, by name."""


@dataclass(frozen=True)
class Amount:
    """A number of units, or so many more (or fewer) than the position has available; never fewer than none."""

    number: int
    beside_left: bool = False

    def of(self, available: int | None) -> int:
        """The units asked for while so many are available."""
        return max(0, (available or 0) + self.number) if self.beside_left else self.number


@dataclass(frozen=True)
class NoAmount:
    """Something that is no number of units: a name of NO_QUANTITIES."""

    name: str

    def of(self, available: int | None) -> Any:  # noqa: ARG002
        """The thing itself, whatever is available."""
        return NO_QUANTITIES[self.name]


Quantity = Amount | NoAmount


@dataclass(frozen=True)
class Request:
    """One customer's request."""

    customer: int
    quantity: Quantity
    segment: str = "regular"


@dataclass(frozen=True)
class Deduct:
    """A sale."""

    at: Position
    quantity: Quantity
    kind: Literal["deduct"] = "deduct"


@dataclass(frozen=True)
class Validate:
    """A question what a purchase would get."""

    at: Position
    quantity: Quantity
    kind: Literal["validate"] = "validate"


@dataclass(frozen=True)
class Allocate:
    """Requests that compete for a position's stock, or for ``pool`` units in RE 3's form."""

    at: Position
    requests: tuple[Request, ...]
    pool: int = 0
    kind: Literal["allocate"] = "allocate"


@dataclass(frozen=True)
class Arrive:
    """Units that come back or are delivered, so many days from the open one."""

    at: Position
    quantity: Quantity
    days: int = 0
    way: Literal["restock", "receive"] = "restock"
    kind: Literal["arrive"] = "arrive"


@dataclass(frozen=True)
class Look:
    """A question what a position has."""

    at: Position
    kind: Literal["look"] = "look"


@dataclass(frozen=True)
class Keep:
    """A snapshot that is kept, to be compared with itself later."""

    at: Position
    kind: Literal["keep"] = "keep"


@dataclass(frozen=True)
class Detect:
    """A question what has run out."""

    kind: Literal["detect"] = "detect"


@dataclass(frozen=True)
class Close:
    """The end of the open day."""

    kind: Literal["close"] = "close"


Step = Deduct | Validate | Allocate | Arrive | Look | Keep | Detect | Close

_NEEDED: dict[str, tuple[str, ...]] = {
    "deduct": ("deduct_inventory",),
    "validate": ("validate_purchase",),
    "allocate": ("allocate_inventory",),
    "keep": ("get_snapshot",),
    "detect": ("detect_stockouts",),
    "close": ("close_day",),
}


def needed(step: Step) -> tuple[str, ...]:
    """Methods without which a step cannot be taken; what arrives on a later day needs days that can be closed."""
    if isinstance(step, Arrive):
        return (step.way, "close_day") if step.days else (step.way,)
    return _NEEDED.get(step.kind, ())
