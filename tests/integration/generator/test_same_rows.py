"""The same configuration gives the same rows, whatever workers, chunks, folders or formats (GEN-1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from contracts.tables import TABLES
from generator.config import Config, configure
from generator.generate import generate
from generator.location import make_band, open_band, run_chunk
from generator.replenishment import cycle_of, levels_for, rates
from generator.world import make_world

Tables = dict[str, pa.Table]
Same = Callable[[Tables, Tables], None]

LONG: dict[str, Any] = {"products": 130, "days": 205, "customers": 60, "random_seed": 7}
"""Three chunks of at most a hundred days, two blocks of products, four locations."""


@pytest.fixture(scope="module")
def long_world(tables_of: Callable[..., Tables]) -> Tables:
    return tables_of(**LONG)


def delta_tables(folder: Path) -> Tables:
    """Every Delta table of a folder, by its key, in the declared types."""
    found = {}
    for name, table in TABLES.items():
        rows = DeltaTable(folder / name).to_pyarrow_table().cast(table.arrow_schema())
        found[name] = rows.sort_by([(column, "ascending") for column in table.key]).combine_chunks()
    return found


def written(config: Config, folder: Path, **how: Any) -> Tables:
    generate(config, folder, **how)
    return delta_tables(folder)


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_side_by_side_write_the_rows_of_one(workers: int, long_world: Tables, tmp_path: Path, assert_same: Same) -> None:
    assert_same(written(configure("tiny", LONG), tmp_path, workers=workers), long_world)


def test_more_workers_than_work_do_no_harm(tables_of: Callable[..., Tables], tmp_path: Path, assert_same: Same) -> None:
    few: dict[str, Any] = {"products": 3, "locations": 2, "days": 3}
    assert_same(written(configure("tiny", few), tmp_path, workers=5), tables_of(**few))


def test_chunks_committed_one_by_one_are_one_long_chunk(long_world: Tables) -> None:
    world = make_world(configure("tiny", LONG))
    made = []
    for location in world.locations:
        levels = levels_for(cycle_of(world.config, location), *rates(world))
        band = make_band(world, location, levels, 0, 1)
        made.append(run_chunk(world, band, open_band(world, band), world.first_day, world.last_day)[0])
    for name in (name for name in TABLES if not TABLES[name].is_dimension):
        rows = pa.concat_tables([tables[name] for tables in made if name in tables]).cast(TABLES[name].arrow_schema())
        ordered = rows.sort_by([(column, "ascending") for column in TABLES[name].key]).combine_chunks()
        assert ordered.equals(long_world[name]), name


def test_two_runs_into_two_folders_give_the_same_rows(tmp_path: Path, assert_same: Same) -> None:
    config = configure("tiny", {"random_seed": 7})
    assert_same(written(config, tmp_path / "a", workers=1), written(config, tmp_path / "b", workers=1))


def test_delta_and_parquet_hold_the_same_rows(tables_of: Callable[..., Tables], tmp_path: Path, assert_same: Same) -> None:
    assert_same(written(configure("tiny"), tmp_path, workers=1), tables_of())


def test_another_seed_is_another_world(tables_of: Callable[..., Tables]) -> None:
    one, other = tables_of(random_seed=1), tables_of(random_seed=2)
    for name in (name for name in TABLES if name not in ("gold_date_dim", "gold_channel_dim")):
        assert not one[name].equals(other[name]), name
    for name in ("gold_date_dim", "gold_channel_dim"):
        assert one[name].equals(other[name]), name
