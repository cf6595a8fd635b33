"""A step as a call: the method, what it is given, and the line of Python that does the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from contracts.fuzz.model import FIRST_DAY, key
from contracts.fuzz.steps import (
    LOCATIONS,
    PRODUCTS,
    Allocate,
    Amount,
    Arrive,
    Close,
    Deduct,
    Detect,
    Keep,
    Look,
    Position,
    Quantity,
    Request,
    Step,
    Validate,
)
from contracts.fuzz.subject import Subject

OBJECT = "it"
"""What lines of Python call the object on trial."""


@dataclass(frozen=True)
class Call:
    """A method, its arguments, and the arguments as Python."""

    method: str
    arguments: tuple[Any, ...]
    written: tuple[str, ...]

    def line(self, subject: Subject) -> str:
        """The call as a line of Python."""
        return f"{_path(subject, self.method)}({', '.join(self.written)})"

    @property
    def told(self) -> str:
        """The call with its numbers, to read in a table."""
        return f"{self.method}({', '.join(map(_told, self.arguments))})"


def _told(value: Any) -> str:
    """An argument in few characters: requests as who asks for how much."""
    if isinstance(value, list):
        return f"[{', '.join(map(_told, value))}]"
    if isinstance(value, dict):
        return f"{value['customer']} asks {value['qty']!r} ({value['segment']})"
    if isinstance(value, tuple):
        return f"{value[0]} asks {value[-1]!r}"
    return repr(value) if isinstance(value, int | float | str | None) else OBJECT


def opening() -> Call:
    """The call that opens every position on the first day."""
    arguments = (key(FIRST_DAY), list(PRODUCTS), list(LOCATIONS))
    return Call("initialize_inventory", arguments, tuple(map(repr, arguments)))


def call_of(step: Step, subject: Subject, day: dt.date, available: int | None) -> Call:
    """The call that a step makes on this day, while its position has so many units available."""
    match step:
        case Deduct(at, quantity):
            return _about("deduct_inventory", at, day, quantity, subject, available)
        case Validate(at, quantity):
            return _about("validate_purchase", at, day, quantity, subject, available)
        case Arrive(at, quantity, days, way):
            return _about(way, at, day, quantity, subject, available, days)
        case Allocate():
            return _allocation(step, subject, day, available)
        case Look(at):
            return _plain("get_available_inventory" if subject.has("get_available_inventory") else "get_snapshot", *at, key(day))
        case Keep(at):
            return _plain("get_snapshot", *at, key(day))
        case Detect():
            stock = f"{OBJECT}.inventory_manager" if hasattr(subject.it, "inventory_manager") else OBJECT
            return Call("detect_stockouts", (key(day), subject.stock), (str(key(day)), stock))
        case Close():
            return _plain("close_day", key(day), key(day + dt.timedelta(days=1)))


def _plain(method: str, *arguments: Any) -> Call:
    return Call(method, arguments, tuple(map(repr, arguments)))


def _about(method: str, at: Position, day: dt.date, quantity: Quantity, subject: Subject, available: int | None, days: int = 0) -> Call:
    """A call about a position, its day (or a later one) and a quantity."""
    due = key(day + dt.timedelta(days=days))
    written = _written(quantity, subject, at, day, available)
    return Call(method, (*at, due, quantity.of(available)), (*map(str, at), str(due), written))


def _allocation(step: Allocate, subject: Subject, day: dt.date, available: int | None) -> Call:
    if subject.allocates_from_a_number:
        tuples = [(request.customer, *step.at, request.quantity.of(step.pool)) for request in step.requests]
        return Call("allocate_inventory", (tuples, step.pool), (_python(tuples), str(step.pool)))
    requests = [_as_mapping(request, request.quantity.of(available)) for request in step.requests]
    written = ", ".join(
        f'{{"customer": {r.customer}, "qty": {_written(r.quantity, subject, step.at, day, available)}, "segment": "{r.segment}"}}'
        for r in step.requests
    )
    return Call("allocate_inventory", (requests, *step.at, key(day)), (f"[{written}]", *map(str, step.at), str(key(day))))


def _as_mapping(request: Request, quantity: Any) -> dict[str, Any]:
    return {"customer": request.customer, "qty": quantity, "segment": request.segment}


def _written(quantity: Quantity, subject: Subject, at: Position, day: dt.date, available: int | None) -> str:
    """A quantity as Python; one beside what is left asks for what is left."""
    if not (isinstance(quantity, Amount) and quantity.beside_left):
        return _python(quantity.of(available))
    place = ", ".join(map(str, (*at, key(day))))
    if subject.has("get_available_inventory"):
        left = f"{_path(subject, 'get_available_inventory')}({place})"
    else:
        left = f'{_path(subject, "get_snapshot")}({place})["qty_available"]'
    wanted = left if not quantity.number else f"{left} {'+' if quantity.number > 0 else '-'} {abs(quantity.number)}"
    return f"max(0, {wanted})" if (available or 0) + quantity.number < 0 else wanted


def _python(value: Any) -> str:
    return repr(value).replace("nan", 'float("nan")')


def _path(subject: Subject, method: str) -> str:
    return ".".join(filter(None, (OBJECT, subject.places[method], method)))
