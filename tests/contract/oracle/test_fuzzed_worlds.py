"""A plain judge, written from the sentences of the contract, and the contract's own: they say the same of every world, however spoilt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.invariants.catalogue import BY_ID
from contracts.judge import judge_opened
from contracts.verdict import Verdict
from oracle.edits import Drop, Put
from oracle.fuzz import Spoilt, compared, smallest, spoil, told

WORLDS = [("small", 1), ("small", 2), ("small", 3), ("small", 4), ("larger", 6)]

NEEDS_MORE = {"REQ-7", "CRT-6", "CRT-7"}
"""Laws of rates whose samples take a world that is too large to be judged here again and again; make evidence has one."""

WEAKER = {
    "REQ-2": "is_inventory_constrained IS NOT NULL",
    "REQ-6": "inventory_at_purchase >= stock_expected",
    "RET-4": "original_found",
    "INV-2": "quantity_on_hand >= quantity_available + quantity_reserved",
    "INV-5": "quantity_available <= CASE WHEN is_first_day THEN 0 ELSE previous_available END + moved_available",
    "MOV-3": "sale_lines = 1 AND movements = 1",
    "STO-4": "stockout_duration_days <= duration_expected",
    "CRT-3": "inventory_constrained_items >= scarce_items",
    "CRT-12": "cart_value BETWEEN value_at_list_price - 0.02 AND value_at_list_price + 0.02",
    "EVT-2": "is_digital IS NOT NULL",
    "KEY-FK.gold_sales_fact.customer_key": "customer_key IS NOT NULL",
}
"""Laws that let something through, as a slip of the hand would leave them; in a sound world they hold like the right ones."""


@pytest.mark.parametrize(("size", "seed"), WORLDS, ids=str)
def test_both_judges_say_the_same_of_a_spoilt_world(size: str, seed: int, rows: Any, benches: Any) -> None:
    assert told(spoil(rows[size], benches[size], seed)) == ""


def test_a_law_that_lets_something_through_is_found(rows: Any, benches: Any) -> None:
    weaker = [replace(BY_ID[law], holds=holds) for law, holds in WEAKER.items()]
    missed = set(WEAKER)
    for seed in (seed for size, seed in WORLDS if size == "small"):
        spoilt = spoil(rows["small"], benches["small"], seed)
        with spoilt.opened() as bench:
            results = {result.law.id: result for result in judge_opened(bench.tables, bench.settings, weaker)}
        missed -= compared(results, spoilt.plainly()).keys()
    assert missed == set()


def test_in_a_sound_world_the_plain_judge_finds_every_law_kept(rows: Any) -> None:
    said = Spoilt(rows["larger"], (), {"target_stockout_rate": 0.075}).plainly()
    assert {law for law, each in said.items() if each.verdict is Verdict.BROKEN} == set()
    assert {law for law, each in said.items() if each.verdict is Verdict.UNKNOWN} <= NEEDS_MORE


def test_of_many_edits_those_are_shown_that_matter() -> None:
    edits = [Drop("gold_sales_fact", row) for row in range(30)] + [Put("gold_sales_fact", 3, "quantity_sold", None)]
    needed = {edits[7], edits[30]}
    assert smallest(edits, lambda fewer: needed <= set(fewer)) == [edits[7], edits[30]]
