"""Small worlds are sound by construction and about scarce stock; a fault laid over one breaks what it names and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, event, find, given, settings

from contracts.faults.bench import opened
from contracts.faults.fault import Fault
from contracts.invariants.catalogue import LAWS
from contracts.judge import judge
from contracts.strategies import World, faulty_worlds, small_worlds
from contracts.strategies.profiles import at_most
from contracts.verdict import Verdict

ROW_LAWS = [law.id for law in LAWS if law.family in ("requests", "sales", "returns", "inventory", "movements", "stockouts")]


@settings(max_examples=at_most(3))
@given(small_worlds())
def test_no_small_world_breaks_a_law(world: World) -> None:
    with TemporaryDirectory() as folder:
        world.write(Path(folder))
        broken = judge(folder, only=ROW_LAWS).of(Verdict.BROKEN)
    assert {result.law.id: result.witnesses[0] for result in broken} == {}


@settings(max_examples=at_most(3))
@given(faulty_worlds())
def test_a_fault_breaks_what_it_names_at_most(pair: tuple[World, Fault]) -> None:
    world, fault = pair
    with TemporaryDirectory() as folder:
        world.write(Path(folder))
        with opened(folder) as bench:
            trial = bench.try_out(fault)
    event("touched" if trial.touched else "nothing to touch")
    assert trial.broken <= set(fault.breaks)


def test_stock_is_scarce_in_small_worlds() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=40)
    @given(small_worlds())
    def draw(world: World) -> None:
        rows = world.rows
        asked = rows["gold_purchase_request_fact"]
        met_in_part = any(0 < request["quantity_allocated"] < request["quantity_requested"] for request in asked)
        kinds = {movement["movement_type"] for movement in rows["gold_inventory_movement_fact"]}
        told = {"a world": True, "a stockout": rows["gold_stockout_events"], "met in part": met_in_part, "a return": "RETURN" in kinds}
        for name in (name for name, is_so in told.items() if is_so):
            seen[name] += 1
            event(name)

    draw()
    assert seen["a stockout"] > seen["a world"] / 2
    assert seen["met in part"] > seen["a world"] / 3
    assert seen["a return"] > seen["a world"] / 5


def test_the_smallest_world_is_an_empty_shelf() -> None:
    smallest = find(small_worlds(), lambda _: True, settings=settings(max_examples=1, phases=[Phase.generate]))
    assert {name: len(rows) for name, rows in smallest.rows.items() if rows} == {
        "gold_date_dim": 1,
        "gold_product_dim": 1,
        "gold_location_dim": 1,
        "gold_customer_dim": 2,
        "gold_channel_dim": 2,
        "gold_inventory_fact": 1,
        "gold_inventory_movement_fact": 1,
        "gold_stockout_events": 1,
    }
