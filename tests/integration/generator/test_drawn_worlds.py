"""The laws of the generator over drawn configurations: the same rows any way (GEN-1), newcomers disturb nobody (GEN-2), and levels
answer to expectation, not to sales (GEN-3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contracts.strategies.profiles import at_most
from contracts.tables import TABLES
from generator.config import Config, configure
from generator.engines.local import levels_of
from generator.generate import Progress, generate
from generator.location import open_band, run_chunk
from generator.plan import CHUNK_DAYS, shares
from generator.world import World, make_world

Tables = dict[str, pa.Table]
Values = dict[str, Any]

FACTS = [name for name in TABLES if not TABLES[name].is_dimension]
BY_POSITION = [name for name in FACTS if "location_key" in TABLES[name].by_name and name != "gold_cart_item_fact"]
STARTS = ["2024-02-20", "2024-10-25", "2024-12-28", "2025-06-01"]


@st.composite
def values(draw: st.DrawFn, days: st.SearchStrategy[int] = st.integers(1, 30)) -> Values:  # noqa: B008
    """A small world's configuration: products around the edge of a block as well; shrinks to one product at two places on one day."""
    return {
        "products": draw(st.one_of(st.integers(1, 6), st.sampled_from([99, 100, 101]))),
        "locations": draw(st.integers(2, 4)),
        "days": draw(days),
        "customers": draw(st.integers(1, 30)),
        "start": draw(st.sampled_from(STARTS)),
        "random_seed": draw(st.integers(0, 2**63 - 1)),
        "opening_stock": draw(st.sampled_from(["steady", "source"])),
        "return_rate": draw(st.sampled_from([0.08, 0.0, 0.25])),
        "target_stockout_rate": draw(st.sampled_from([0.075, 0.05, 0.2])),
    }


def lived(config: Config, workers: int = 1, cuts: frozenset[int] = frozenset()) -> Tables:
    """The facts of a world, computed share by share, each share cut into chunks after these days."""
    world = make_world(config)
    levels = levels_of(world)
    made: list[dict[str, pa.Table]] = []
    for band in (span.band(world, levels) for share in shares(world, workers) for span in share):
        state = open_band(world, band)
        for first, last in pieces(world, cuts):
            tables, state = run_chunk(world, band, state, first, last)
            made.append(tables)
    return {name: joined(name, [tables[name] for tables in made if name in tables]) for name in FACTS}


def pieces(world: World, cuts: frozenset[int]) -> list[tuple[int, int]]:
    """The horizon's days, first..last, cut after the days named."""
    lasts = sorted({world.first_day + cut for cut in cuts if world.first_day + cut < world.last_day} | {world.last_day})
    firsts = [world.first_day, *(last + 1 for last in lasts[:-1])]
    return list(zip(firsts, lasts, strict=True))


def joined(name: str, parts: list[pa.Table]) -> pa.Table:
    schema = TABLES[name].arrow_schema()
    rows = pa.concat_tables([part.cast(schema) for part in parts]) if parts else schema.empty_table()
    return rows.sort_by([(column, "ascending") for column in TABLES[name].key]).combine_chunks()


def differing(some: Tables, others: Tables, names: list[str] = FACTS) -> list[str]:
    """Tables that do not have the same rows."""
    return [name for name in names if not some[name].equals(others[name])]


def where(tables: Tables, column: str, most: int) -> Tables:
    """The rows of each table that has the column, up to a value of it."""
    return {
        name: rows.filter(pc.less_equal(rows[column], most)).combine_chunks()
        for name, rows in tables.items()
        if column in rows.column_names
    }


@settings(max_examples=at_most(4))
@given(values(), st.integers(1, 6), st.frozensets(st.integers(0, 30), max_size=4))
def test_shares_and_chunks_of_any_size_make_the_same_rows(drawn: Values, workers: int, cuts: frozenset[int]) -> None:
    config = configure("tiny", drawn)
    assert differing(lived(config, workers, cuts), lived(config)) == []


class KilledError(Exception):
    """The run ends here."""


@settings(max_examples=at_most(2))
@given(values(days=st.integers(CHUNK_DAYS + 1, 2 * CHUNK_DAYS + 5)), st.integers(1, 2), st.integers(1, 3))
def test_a_run_resumed_at_any_chunk_by_any_number_of_workers_writes_the_same_rows(drawn: Values, chunk: int, workers: int) -> None:
    config = configure("tiny", drawn | {"products": min(drawn["products"], 5)})

    def die(progress: Progress) -> None:
        if progress.days_done >= min(chunk * CHUNK_DAYS, config.days):
            raise KilledError

    with TemporaryDirectory() as folder:
        with pytest.raises(KilledError):
            generate(config, Path(folder), format="parquet", workers=1, progress=die)
        generate(config, Path(folder), format="parquet", workers=workers, resume=True)
        written = {name: joined(name, [pq.read_table(Path(folder) / name)]) for name in FACTS}
    assert differing(written, lived(config)) == []


def but_the_last_product(tables: Tables, drawn: Values) -> Tables:
    return where({name: tables[name] for name in BY_POSITION}, "product_key", drawn["products"])


def but_the_last_location(tables: Tables, drawn: Values) -> Tables:
    return where({name: tables[name] for name in BY_POSITION}, "location_key", drawn["locations"])


def but_the_last_day(tables: Tables, drawn: Values) -> Tables:
    last = pc.max(lived(configure("tiny", drawn))["gold_inventory_fact"]["date_key"]).as_py()
    return where(tables, "date_key", last)


NEWCOMERS: dict[str, tuple[str, Callable[[Tables, Values], Tables]]] = {
    "product": ("products", but_the_last_product),
    "location": ("locations", but_the_last_location),
    "day": ("days", but_the_last_day),
}


@pytest.mark.parametrize("newcomer", NEWCOMERS)
def test_a_newcomer_leaves_the_rows_of_all_others_as_they_were(newcomer: str) -> None:
    counted, of_the_others = NEWCOMERS[newcomer]

    @settings(max_examples=at_most(2))
    @given(values())
    def hold(drawn: Values) -> None:
        few = lived(configure("tiny", drawn))
        kept = of_the_others(lived(configure("tiny", drawn | {counted: drawn[counted] + 1})), drawn)
        assert len(kept) >= 4
        assert differing(kept, few, list(kept)) == []

    hold()


@settings(max_examples=at_most(2))
@given(values())
def test_a_customer_more_changes_no_stock_and_no_request_but_its_own(drawn: Values) -> None:
    few, many = lived(configure("tiny", drawn)), lived(configure("tiny", drawn | {"customers": drawn["customers"] + 1}))
    assert differing(few, many, ["gold_inventory_fact", "gold_inventory_movement_fact", "gold_stockout_events"]) == []
    for name in ("gold_purchase_request_fact", "gold_sales_fact"):
        of_others = pc.not_equal(many[name]["customer_key"], drawn["customers"] + 1)
        assert many[name].filter(of_others).equals(few[name].filter(of_others)), name


OTHER_SALES: list[Values] = [{"opening_stock": "source"}, {"customers": 40}, {"discount_share": 0.9}]
"""What changes who buys what there is, and nothing that may be expected: a return rate would change what comes back."""


@settings(max_examples=at_most(4))
@given(values(), st.sampled_from(OTHER_SALES))
def test_levels_and_schedule_do_not_answer_to_what_is_sold(drawn: Values, otherwise: Values) -> None:
    steady = drawn | {"opening_stock": "steady"}
    some, others = lived(configure("tiny", steady)), lived(configure("tiny", steady | otherwise))
    event("other sales" if differing(some, others) else "the same sales")
    decided = ["product_key", "location_key", "date_key", "order_up_to_level", "next_replenishment_date"]
    assert some["gold_inventory_fact"].select(decided).equals(others["gold_inventory_fact"].select(decided))
