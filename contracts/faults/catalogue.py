"""Every fault: those stated by hand, family by family, then those that follow from the schema."""

from __future__ import annotations

from importlib import import_module

from contracts.faults.fault import Fault

FAMILIES = ("calendar", "requests", "sales", "returns", "inventory", "replenishment", "movements", "stockouts", "carts", "events", "rates")
"""Modules of faults stated by hand, in the order in which they are listed."""


def _faults_of(module: str) -> tuple[Fault, ...]:
    faults: tuple[Fault, ...] = import_module(f"contracts.faults.{module}").FAULTS
    return faults


STATED: tuple[tuple[str, Fault], ...] = tuple((family, fault) for family in FAMILIES for fault in _faults_of(family))
"""Faults stated by hand, each with its family."""

DERIVED: tuple[Fault, ...] = _faults_of("derived")
"""Faults that follow from the schema."""

FAULTS: tuple[Fault, ...] = (*(fault for _, fault in STATED), *DERIVED)
