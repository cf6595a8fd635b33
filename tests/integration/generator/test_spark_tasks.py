"""What Spark's tasks make of a world: the rows of the local engine, however many there are of them (GEN-1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from contracts.tables import TABLES
from generator.config import configure
from generator.engines.local import levels_of
from generator.engines.packed import PACKED_SCHEMA, packets, rows_in
from generator.engines.spark import Work, opening, pack_dimensions, run_shares
from generator.generate import generate
from generator.location import blocks
from generator.plan import chunks, share_of, shares
from generator.sinks.spark import SparkTables
from generator.world import make_world

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Tables = dict[str, pa.Table]

LONG: dict[str, Any] = {"products": 130, "days": 105, "customers": 60, "random_seed": 7}
"""Two chunks of days, two blocks of products, four locations: eight bands."""


def together(parts: list[tuple[str, pa.Table]]) -> Tables:
    """Rows of each table by its key, in the declared types."""
    found = {}
    for name, table in TABLES.items():
        rows = pa.concat_tables([part for of, part in parts if of == name]).cast(table.arrow_schema())
        found[name] = rows.sort_by([(key, "ascending") for key in table.key]).combine_chunks()
    return found


@pytest.mark.parametrize("partitions", [7])  # make evidence tries more
def test_tasks_make_the_rows_of_the_local_engine(
    partitions: int, spark: SparkSession, tmp_path: Path, tables_of: Callable[..., Tables], assert_same: Callable[[Tables, Tables], None]
) -> None:
    world = make_world(configure("tiny", LONG))
    tables = SparkTables(spark, tmp_path)
    spans, levels = tuple(shares(world, partitions)), levels_of(world)
    frame = opening(tables, len(spans))
    parts = [frame.limit(1).mapInArrow(partial(pack_dimensions, world.config), PACKED_SCHEMA).toArrow()]
    for chunk in chunks(world):
        frame = frame.mapInArrow(partial(run_shares, Work(world.config, levels, spans, chunk)), PACKED_SCHEMA).persist()
        assert frame.rdd.getNumPartitions() == partitions
        parts.append(frame.where("content <> 'states'").toArrow())
    held = [(packet.content, rows_in(packet)) for part in parts for packet in packets(part.to_batches())]
    assert_same(together(held), tables_of(**LONG))


@pytest.mark.parametrize("count", [1, 3, 7, 100])
def test_a_position_belongs_to_the_share_that_has_its_block(count: int) -> None:
    world = make_world(configure("tiny", {"products": 250, "locations": 5}))
    spans = shares(world, count)
    assert len(spans) == min(count, 5 * blocks(world))
    for at, mine in enumerate(spans):
        for span in mine:
            keys = pa.array(range(span.first_block * 100 + 1, min(span.last_block * 100 + 100, 250) + 1)).to_numpy()
            place = world.locations[span.location].key
            assert set(share_of(world, count, keys, keys * 0 + place).tolist()) == {at}


@pytest.mark.parametrize(("preset", "large"), [("small", False), ("seed", True)])
def test_a_world_of_a_million_snapshots_has_its_queries_compiled(
    preset: str, large: bool, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(session: SparkSession, place: Path, **told: bool) -> SparkTables:
        mode = SparkTables(session, place, **told).session.conf.get("spark.sql.codegen.factoryMode")
        raise LookupError(mode)  # rows are not what this is about

    monkeypatch.setattr("generator.on_spark.SparkTables", opened)
    with pytest.raises(LookupError, match="FALLBACK" if large else str(spark.conf.get("spark.sql.codegen.factoryMode"))):
        generate(configure(preset), tmp_path / "world", engine="spark", session=spark)
