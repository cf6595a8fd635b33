"""The implementation on trial: found by its name, made afresh for each story, and called so that an error is an answer too."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from contracts.errors import InputError

METHODS = (
    "initialize_inventory",
    "get_available_inventory",
    "get_snapshot",
    "deduct_inventory",
    "restock",
    "receive",
    "close_day",
    "validate_purchase",
    "allocate_inventory",
    "detect_stockouts",
)
"""Everything that laws of code call."""

RA_FORM = ("purchase_requests", "product_key", "location_key", "date_key")
RE_FORM = ("purchase_requests", "available_inventory")
"""What allocate_inventory takes in RA 1.2 and in RE 3."""

ATTRIBUTES = ("inventory_manager", "sales_validator", "stockout_generator")
"""Where a method may live when the object itself does not have it."""


@dataclass(frozen=True)
class Answer:
    """What a call came to: a value, or the error that it raised."""

    value: Any = None
    error: Exception | None = None

    @property
    def is_refusal(self) -> bool:
        """Whether the call raised instead of answering."""
        return self.error is not None

    @property
    def is_unsupported(self) -> bool:
        """Whether the method is there only to say that it is not: then it is taken as missing."""
        return type(self.error).__name__.startswith("NotImplemented")

    def __str__(self) -> str:
        return repr(self.value) if self.error is None else type(self.error).__name__


@dataclass(frozen=True)
class Subject:
    """One fresh object of the implementation, with each method that it has and where that was found."""

    it: Any
    methods: dict[str, Callable[..., Any]] = field(repr=False)
    places: dict[str, str] = field(repr=False)
    allocates_from_a_number: bool = False
    """Whether allocate_inventory has RE 3's form: requests and the units available, instead of a position."""

    def has(self, *names: str) -> bool:
        """Whether it has all of these methods."""
        return all(name in self.methods for name in names)

    def call(self, name: str, *arguments: Any) -> Answer:
        """Calls a method; whatever kind of error it raises is its answer."""
        try:
            return Answer(self.methods[name](*arguments))
        except SystemExit as error:
            return Answer(error=RuntimeError(f"it ended the process with status {error.code}"))
        except Exception as error:
            return Answer(error=error)

    @property
    def stock(self) -> Any:
        """What detect_stockouts is given: the attribute ``inventory_manager``, or the object itself."""
        return getattr(self.it, "inventory_manager", self.it)


@dataclass(frozen=True)
class Implementation:
    """A factory of objects, under the name by which it was asked for, ``MODULE:FACTORY``."""

    target: str
    factory: Callable[[], Any]
    allocates_from_a_number: bool = False

    def fresh(self) -> Subject:
        """A new object of the implementation.

        Raises:
            InputError: if the factory fails.
        """
        try:
            it = self.factory()
        except Exception as error:
            raise InputError(f"{self.target}: the factory failed ({_said(error)})") from error
        found = {name: place for name in METHODS if (place := _place(it, name)) is not None}
        methods = {name: getattr(getattr(it, place) if place else it, name) for name, place in found.items()}
        return Subject(it, methods, found, self.allocates_from_a_number)

    @property
    def imports(self) -> str:
        """The line of Python that makes the factory known."""
        module, _, name = self.target.partition(":")
        root, _, rest = name.partition(".")
        return f"from {Path(module).stem if module.endswith('.py') else module} import {root if rest else name}"


def _place(it: Any, name: str) -> str | None:
    """The attribute on which a method lives, empty for the object itself; None if it is nowhere."""
    if callable(getattr(it, name, None)):
        return ""
    return next((place for place in ATTRIBUTES if callable(getattr(getattr(it, place, None), name, None))), None)


def _needs(method: Callable[..., Any]) -> int:
    """How many arguments a call must give by position."""
    try:
        parameters = inspect.signature(method).parameters.values()
    except (TypeError, ValueError):
        return len(RA_FORM)
    by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(parameter.kind in by_place and parameter.default is inspect.Parameter.empty for parameter in parameters)


def load(target: str) -> Implementation:
    """The implementation that ``MODULE:FACTORY`` names; MODULE is a module's name, seen from here, or a file ``.py``.

    Raises:
        InputError: if there is no such module or factory, if it fails, returns one object twice, or one without any of the methods.
    """
    module, _, name = target.partition(":")
    if not module or not name:
        raise InputError(f"{target}: write MODULE:FACTORY, such as shop.inventory:make")
    factory: Any = _imported(module)
    for part in name.split("."):
        if not hasattr(factory, part):
            raise InputError(f"{target}: {module} has no {name}")
        factory = getattr(factory, part)
    if not callable(factory):
        raise InputError(f"{target}: {name} cannot be called; name a function or class that takes no arguments")
    implementation = Implementation(target, factory)
    first, second = implementation.fresh(), implementation.fresh()
    if not first.methods:
        raise InputError(f"{target}: what it returns has none of the methods {', '.join(METHODS)}")
    if first.it is second.it:
        raise InputError(f"{target}: it returns the same object twice; each call must return a fresh one")
    allocate = first.methods.get("allocate_inventory")
    return replace(implementation, allocates_from_a_number=allocate is not None and _needs(allocate) == len(RE_FORM))


def _imported(module: str) -> ModuleType:
    here = os.getcwd()
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return _from_file(Path(module)) if module.endswith(".py") else import_module(module)
    except Exception as error:
        raise InputError(f"{module}: cannot be imported ({_said(error)})") from error


def _from_file(path: Path) -> ModuleType:
    """The module in a file; it may import its neighbours, as a script may."""
    here = str(path.parent.resolve())
    known = sys.modules.get(path.stem)
    if known and getattr(known, "__file__", None) == str(path.resolve()):
        return known
    if here not in sys.path:
        sys.path.append(here)
    name = f"{path.stem}_on_trial" if known else path.stem
    spec = spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _said(error: Exception) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
