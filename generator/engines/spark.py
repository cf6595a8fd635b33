"""A cluster: the shares of the bands as tasks, a chunk of days at a time (D19).

A task runs the kernel once for its share and gives what it made as packets: the rows of every table, and the states from which the
next chunk goes on. The packets stay with the executors; each table unpacks its own from them and appends them in one commit. To
the driver come counts of chunks and nothing else, and no row goes from one task to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from contracts.tables import TABLES
from generator.config import Config
from generator.dimensions import dimensions
from generator.engines.local import levels_of
from generator.engines.packed import PACKED_SCHEMA, STATES, packed_rows, packed_states, packets, states_in, unpacked
from generator.engines.spark_states import states_after
from generator.location import blocks, open_band, run_chunk
from generator.plan import Chunk, Span, chunks, shares
from generator.replenishment import Cycle, Levels
from generator.sinks.ddl import row_schema
from generator.sinks.spark import SparkTables
from generator.world import World, make_world

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST_BLOCKS = 100
"""Blocks of a share at most, of 100 products each: a location of 10,000 products through a chunk takes less than a gigabyte."""

_COMMITS_AT_ONCE = 4


@dataclass(frozen=True)
class Work:
    """What the tasks of a chunk go by."""

    config: Config
    levels: dict[Cycle, Levels]
    shares: tuple[tuple[Span, ...], ...]
    chunk: Chunk


def run(world: World, tables: SparkTables, held: Mapping[str, int], partitions: int | None, progress: Callable[[Chunk], None]) -> None:
    """Generates all rows of a world that are not committed yet into tables that are there.

    ``held`` is the last chunk that each table is known to hold, dimensions being chunk 0; a chunk that a table has without being known
    to is not added again. ``progress`` hears of each chunk that every table holds.

    Raises:
        OutputError: where Spark refuses.
    """
    _write_dimensions(world, tables, [table for table in TABLES if TABLES[table].is_dimension and held[table] < 0])
    facts = [table for table in TABLES if not TABLES[table].is_dimension]
    done = [chunk for chunk in chunks(world) if chunk.number <= min(held[table] for table in facts)]
    to_do = chunks(world)[len(done) :]
    if to_do:
        count = partitions or _partitions(world, tables)
        spans, levels = tuple(shares(world, count)), levels_of(world)
        before = states_after(world, levels, count, tables, done[-1].last) if done else opening(tables, len(spans))
        for chunk in to_do:
            made = _kept(before.mapInArrow(partial(run_shares, Work(world.config, levels, spans, chunk)), PACKED_SCHEMA))
            _commit(tables, made, facts, chunk.number)
            before.unpersist()
            before = made
            progress(chunk)
        before.unpersist()
    _side_by_side(tables.optimize, facts)


def run_shares(work: Work, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A task: each share whose states it is handed, through the chunk; packets of what it made."""
    world = make_world(work.config)
    for packet in packets(batches):
        if packet.content != STATES:
            continue
        before, after = states_in(packet), []
        for at, span in enumerate(work.shares[packet.share]):
            band = span.band(world, work.levels)
            state = before[at] if before else open_band(world, band)
            made, state = run_chunk(world, band, state, work.chunk.first, work.chunk.last)
            after.append(state)
            for table, rows in made.items():
                yield from packed_rows(packet.share, table, rows)
        yield packed_states(packet.share, tuple(after))


def pack_dimensions(config: Config, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A task: the rows of all dimensions as packets."""
    for packet in packets(batches):
        for table, rows in dimensions(make_world(config)).items():
            yield from packed_rows(packet.share, table, rows)


def _write_dimensions(world: World, tables: SparkTables, lacking: list[str]) -> None:
    if lacking:
        made = _kept(opening(tables, 1).mapInArrow(partial(pack_dimensions, world.config), PACKED_SCHEMA))
        _commit(tables, made, lacking, 0)
        made.unpersist()


def opening(tables: SparkTables, count: int) -> DataFrame:
    """As many shares as are asked for, each in a partition of its own and without states: the world opens."""
    return tables.session.range(0, count, 1, count).selectExpr(
        "CAST(id AS INT) AS share", f"'{STATES}' AS content", "CAST(NULL AS BINARY) AS rows"
    )


def _kept(made: DataFrame) -> DataFrame:
    """What is made once and read by every table: on the executors' disks, so that memory does not grow with the chunk."""
    from pyspark import StorageLevel

    return made.persist(StorageLevel.DISK_ONLY)


def _commit(tables: SparkTables, made: DataFrame, names: list[str], chunk: int) -> None:
    """Appends to each table its rows, also where there are none: that it was there is what a resumed run goes by."""

    def append(table: str) -> None:
        own = made.where(made["content"] == table).mapInArrow(partial(unpacked, table), row_schema(table))
        tables.append(table, own, chunk)

    append(names[0])  # which makes the packets; the others find them made
    _side_by_side(append, names[1:])


def _side_by_side(do: Callable[[str], None], tables: list[str]) -> None:
    with ThreadPoolExecutor(_COMMITS_AT_ONCE) as pool:
        for _ in pool.map(do, tables):
            pass


def _partitions(world: World, tables: SparkTables) -> int:
    """A task for each core, or more where a share would be too large."""
    units = len(world.locations) * blocks(world)
    return max(int(tables.session.sparkContext.defaultParallelism), -(-units // MOST_BLOCKS))
