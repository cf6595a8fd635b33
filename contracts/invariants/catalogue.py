"""Every law of tables, in the order in which reports show them; those of code are in `contracts.invariants.code`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module

from contracts.errors import InputError
from contracts.invariants.code import CODE_LAWS
from contracts.invariants.law import FAMILIES, Invariant
from contracts.nearest import listed, nearest


def _laws_of(family: str) -> tuple[Invariant, ...]:
    laws: tuple[Invariant, ...] = import_module(f"contracts.invariants.{family}").LAWS
    return tuple(sorted(laws, key=_place)) if family != "structure" else laws


def _place(law: Invariant) -> tuple[int, ...]:
    """Laws of a family by their number, so that INV-2 comes before INV-10."""
    return tuple(int(number) for number in re.findall(r"\d+", law.id))


LAWS: tuple[Invariant, ...] = tuple(law for family in dict.fromkeys(FAMILIES.values()) for law in _laws_of(family))

BY_ID: dict[str, Invariant] = {law.id: law for law in LAWS}


def chosen(only: Iterable[str] = ()) -> tuple[Invariant, ...]:
    """The laws with these ids, or whose ids begin with one of these and a dot; all of them if none is named.

    Raises:
        InputError: for a name that no law answers to.
    """
    wanted = tuple(only)
    for name in wanted:
        if not any(_answers(law, name) for law in LAWS):
            raise unknown(name)
    return tuple(law for law in LAWS if not wanted or any(_answers(law, name) for name in wanted))


def unknown(name: str) -> InputError:
    """What to say of a name that is no id of a law of tables: of which it is the beginning, or which one comes nearest."""
    if name in {law.id for law in CODE_LAWS}:
        return InputError(f"{name} is a law of code, not of tables: `fuzz MODULE:FACTORY` judges it")
    begun = [law.id for law in LAWS if law.id.startswith((f"{name}.", f"{name}-"))]
    if begun:
        return InputError(f"no one invariant is called {name}; there are {listed(begun)}")
    near = nearest(name, [law.id for law in LAWS], likeness=0.7)
    return InputError(f"no invariant is called {name}; {f'did you mean {near}? ' if near else ''}`stockproof invariants` lists them")


def _answers(law: Invariant, name: str) -> bool:
    return law.id == name or law.id.startswith(f"{name}.")
