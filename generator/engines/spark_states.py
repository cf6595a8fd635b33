"""Going on, on a cluster: each share's states from the committed rows, which are brought together by share and never to the driver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from generator.arrow import schema_of
from generator.config import Config
from generator.engines.packed import PACKED_SCHEMA, STATES, Packet, packed_rows, packed_states, packets, rows_in
from generator.engines.spark_refusals import refusals
from generator.plan import Span, share_of, shares
from generator.replenishment import Cycle, Levels
from generator.resume import CLOSES, LINES, LOSSES, TELLING, Told, date_key, telling_days
from generator.world import World, make_world

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from generator.sinks.spark import SparkTables

_ONLY = {CLOSES: "TRUE", LOSSES: "lost_sales_qty > 0", LINES: "NOT is_return"}
_ROWS_AT_ONCE = "spark.sql.execution.arrow.maxRecordsPerBatch"


@dataclass(frozen=True)
class Going:
    """What tasks go by that tell states: the world's shares, and the day at whose close they are told."""

    config: Config
    levels: dict[Cycle, Levels]
    count: int
    last_day: int


def states_after(world: World, levels: dict[Cycle, Levels], count: int, tables: SparkTables, last_day: int) -> DataFrame:
    """The states of each of ``count`` shares at the close of ``last_day``, a packet and a partition each; kept with the executors."""
    from pyspark import StorageLevel

    spans = shares(world, count)
    going = Going(world.config, levels, count, last_day)
    session = tables.session
    packets_at_once = session.conf.get(_ROWS_AT_ONCE)
    with refusals(tables.shown(CLOSES)):
        days = telling_days(world.config, last_day, _longest_run(tables, last_day))
        everyone = session.range(0, len(spans), 1, 1).selectExpr(
            "CAST(id AS INT) AS share", f"'{STATES}' AS content", "CAST(NULL AS BINARY) AS rows"
        )
        for name, columns in TELLING.items():
            first, last = days[name]
            rows = tables.rows(name).where(f"date_key BETWEEN {first} AND {last} AND {_ONLY[name]}").select(*columns)
            everyone = everyone.union(rows.mapInArrow(partial(packed_by_share, going, name), PACKED_SCHEMA))
        session.conf.set("spark.sql.shuffle.partitions", len(spans))
        session.conf.set(_ROWS_AT_ONCE, 50_000)
        try:
            told = everyone.groupBy("share").applyInArrow(_teller(going), PACKED_SCHEMA).persist(StorageLevel.DISK_ONLY)
            placed = told.repartitionByRange(len(spans), "share").persist(StorageLevel.DISK_ONLY)
            placed.count()
        finally:
            session.conf.set(_ROWS_AT_ONCE, packets_at_once)
        told.unpersist()
    return placed


def packed_by_share(going: Going, name: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A task: rows of a table as packets, each of one share."""
    world = make_world(going.config)
    for batch in batches:
        rows = pa.Table.from_batches([batch])
        keys = (rows[key].to_numpy().astype(np.int64) for key in ("product_key", "location_key"))
        share = share_of(world, going.count, *keys)
        for mine in np.unique(share).tolist():
            yield from packed_rows(mine, name, rows.filter(pa.array(share == mine)))


def _teller(going: Going) -> Callable[[pa.Table], pa.Table]:
    """A function proper, since Spark reads the hints of what it calls with a group."""

    def tell(group: pa.Table) -> pa.Table:
        return told_states(going, group)

    return tell


def told_states(going: Going, group: pa.Table) -> pa.Table:
    """A task: the states that all packets of one share tell, as a packet."""
    mine = list(packets(group.to_batches()))
    share, world = mine[0].share, make_world(going.config)
    told = Told(going.config, going.last_day, *(_together(name, mine) for name in (CLOSES, LOSSES, LINES)))
    states = tuple(told.state(span.band(world, going.levels)) for span in _spans(world, going.count, share))
    return pa.Table.from_batches([packed_states(share, states)])


def _spans(world: World, count: int, share: int) -> tuple[Span, ...]:
    return shares(world, count)[share]


def _together(name: str, mine: list[Packet]) -> pa.Table:
    schema = schema_of(name).empty_table().select(list(TELLING[name])).schema
    held = [rows_in(packet).cast(schema) for packet in mine if packet.content == name]
    return pa.concat_tables(held) if held else schema.empty_table()


def _longest_run(tables: SparkTables, last_day: int) -> int:
    """Days that the longest run without stock has lasted at a close."""
    closes = tables.rows(CLOSES).where(f"date_key = {date_key(last_day)}")
    longest = closes.selectExpr("MAX(stockout_duration_days) AS days").first()
    return 0 if longest is None or longest["days"] is None else int(longest["days"])
