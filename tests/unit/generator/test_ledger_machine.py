"""The scalar ledger against a notebook: whatever happens in whatever order, a position is its opening and what happened to it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from generator.reference import InventoryManager, SalesValidator, StockoutGenerator

PRODUCTS = LOCATIONS = (1, 2)
POSITIONS = [(product, location) for product in PRODUCTS for location in LOCATIONS]
positions = st.sampled_from(POSITIONS)
units = st.integers(0, 400)


class Notebook(RuleBasedStateMachine):
    """What a clerk would write down beside the ledger: units available by position, and what is announced for later days."""

    def __init__(self) -> None:
        super().__init__()
        self.manager = InventoryManager()
        self.day = dt.date(2024, 2, 27)
        self.available: dict[tuple[int, int], int] = {}
        self.announced: defaultdict[tuple[int, int, int], int] = defaultdict(int)
        self.kept: list[tuple[Any, Any]] = []

    @property
    def today(self) -> int:
        return int(self.day.strftime("%Y%m%d"))

    @initialize()
    def open(self) -> None:
        self.manager.initialize_inventory(self.today, PRODUCTS, LOCATIONS)
        self.available = {(p, place): self.manager.get_available_inventory(p, place, self.today) for p, place in POSITIONS}

    @rule(position=positions, wanted=units)
    def sell(self, position: tuple[int, int], wanted: int) -> None:
        promised, is_constrained = SalesValidator(self.manager).validate_purchase(*position, self.today, wanted)
        taken = self.manager.deduct_inventory(*position, self.today, wanted)
        assert taken == promised == min(wanted, self.available[position])
        assert is_constrained == (taken < wanted)
        self.available[position] -= taken

    @rule(position=positions, arriving=units, days=st.integers(0, 3), is_return=st.booleans())
    def arrive(self, position: tuple[int, int], arriving: int, days: int, is_return: bool) -> None:
        due = int((self.day + dt.timedelta(days=days)).strftime("%Y%m%d"))
        (self.manager.restock if is_return else self.manager.receive)(*position, due, arriving)
        if days:
            self.announced[*position, due] += arriving
        else:
            self.available[position] += arriving

    @rule(position=positions)
    def keep_a_snapshot(self, position: tuple[int, int]) -> None:
        handed_out = self.manager.get_snapshot(*position, self.today)
        self.kept.append((handed_out, dict(handed_out)))

    @precondition(lambda self: self.kept)
    @rule(position=positions)
    def fail(self, position: tuple[int, int]) -> None:
        for bad in (-1, 0.5):
            try:
                self.manager.deduct_inventory(*position, self.today, bad)  # type: ignore[arg-type]
            except (ValueError, TypeError):
                continue
            raise AssertionError(f"{bad} units were taken")

    @rule()
    def close(self) -> None:
        today = self.today
        self.day += dt.timedelta(days=1)
        self.manager.close_day(today, self.today)
        for position in self.available:
            self.available[position] += self.announced.pop((*position, self.today), 0)

    @invariant()
    def the_ledger_is_the_notebook(self) -> None:
        for (product, location), available in self.available.items():
            expected = {"qty_available": available, "qty_on_hand": available, "qty_reserved": 0}
            assert self.manager.get_snapshot(product, location, self.today) == expected

    @invariant()
    def what_has_run_out_is_found(self) -> None:
        found = StockoutGenerator().detect_stockouts(self.today, self.manager)
        assert {(s["product_key"], s["location_key"]) for s in found} == {p for p, units in self.available.items() if units == 0}

    @invariant()
    def snapshots_handed_out_stay_as_they_were(self) -> None:
        assert all(handed_out == then for handed_out, then in self.kept)


TestNotebook = Notebook.TestCase
TestNotebook.settings = settings(max_examples=100, stateful_step_count=30)
