"""One machine: processes over shares of the bands, a chunk of days at a time (D19).

A worker runs its share of bands through a chunk and writes their rows to files of its own; once all have, the next chunk is
handed out and the finished one is committed. Memory is set by one band's chunk, never by the horizon.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from generator.config import Config
from generator.location import Band, State, Tables, blocks, make_band, open_band, run_chunk
from generator.replenishment import Cycle, Levels, cycle_of, levels_for, rates
from generator.sinks.parquet import Part, PartWriter
from generator.world import World, make_world

CHUNK_DAYS = 100
"""Dates of a chunk, all of which are committed together (RE 1, D10)."""


class Sink(Protocol):
    """Tables in a folder, to which finished files are committed."""

    suffix: str

    def create(self, table: str) -> None:
        """Makes an empty table."""

    def commit(self, table: str, chunk: int, parts: list[Part]) -> None:
        """Makes a chunk's files part of a table."""


@dataclass(frozen=True)
class Span:
    """A location's products in blocks first..last."""

    location: int
    first_block: int
    last_block: int


@dataclass(frozen=True)
class Chunk:
    """Days first..last, numbered from 1."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class Share:
    """What one worker does of a chunk: its spans, and their states from the last close (None: the world opens)."""

    worker: int
    spans: tuple[Span, ...]
    states: tuple[State, ...] | None


@dataclass(frozen=True)
class Done:
    """What a worker leaves behind: the files it wrote by table, and its spans' states at the last close."""

    parts: dict[str, list[Part]]
    states: tuple[State, ...]


def chunks(world: World) -> list[Chunk]:
    """The chunks of a horizon."""
    firsts = range(world.first_day, world.last_day + 1, CHUNK_DAYS)
    return [Chunk(at, first, min(first + CHUNK_DAYS - 1, world.last_day)) for at, first in enumerate(firsts, 1)]


def shares(world: World, workers: int) -> list[tuple[Span, ...]]:
    """The world's blocks, location by location, in as many even shares as there are workers and blocks for them."""
    units = [(location, block) for location in range(len(world.locations)) for block in range(blocks(world))]
    count = min(workers, len(units))
    cuts = [len(units) * at // count for at in range(count + 1)]
    return [_spans(units[begin:end]) for begin, end in pairwise(cuts)]


def run(world: World, sink: Sink, folder: Path, workers: int, progress: Callable[[Chunk], None]) -> None:
    """Generates all facts of a world into the tables of a folder; ``progress`` hears of each chunk that is committed."""
    with _workers(min(workers, len(shares(world, workers)))) as pool:
        levels = levels_of(world, pool)
        waiting = [Share(at, spans, None) for at, spans in enumerate(shares(world, workers))]
        finished: tuple[Chunk, list[Done]] | None = None
        for chunk in chunks(world):
            running = [pool.submit(_work, world.config, levels, share, chunk, folder, sink.suffix) for share in waiting]
            if finished:
                _commit(sink, *finished, progress)
            done = [future.result() for future in running]
            waiting = [Share(share.worker, share.spans, result.states) for share, result in zip(waiting, done, strict=True)]
            finished = chunk, done
        if finished:
            _commit(sink, *finished, progress)


def levels_of(world: World, pool: Executor | None = None) -> dict[Cycle, Levels]:
    """The tables of levels of all cycles in the world, made by a pool's processes if one is given."""
    cycles = sorted({cycle_of(world.config, location) for location in world.locations}, key=lambda c: (c.review_days, c.lead_days))
    lowest, highest = rates(world)
    tables = [(pool or _Inline()).submit(levels_for, cycle, lowest, highest) for cycle in cycles]
    return {cycle: table.result() for cycle, table in zip(cycles, tables, strict=True)}


def _commit(sink: Sink, chunk: Chunk, done: list[Done], progress: Callable[[Chunk], None]) -> None:
    tables = sorted({table for result in done for table in result.parts})
    for table in tables:
        sink.commit(table, chunk.number, [part for result in done for part in result.parts.get(table, [])])
    progress(chunk)


def _work(config: Config, levels: dict[Cycle, Levels], share: Share, chunk: Chunk, folder: Path, suffix: str) -> Done:
    """One worker's share of one chunk."""
    world = make_world(config)
    writers: dict[str, PartWriter] = {}
    states = []
    for at, span in enumerate(share.spans):
        band = _band(world, levels, span)
        before = share.states[at] if share.states else open_band(world, band)
        tables, state = run_chunk(world, band, before, chunk.first, chunk.last)
        states.append(state)
        _write(tables, writers, folder, f"part-{chunk.number:05d}-{share.worker:03d}", suffix)
    return Done({table: writer.close() for table, writer in writers.items()}, tuple(states))


def _write(tables: Tables, writers: dict[str, PartWriter], folder: Path, name: str, suffix: str) -> None:
    for table, rows in tables.items():
        if rows.num_rows and table not in writers:
            writers[table] = PartWriter(table, folder / table, name, suffix)
        if rows.num_rows:
            writers[table].write(rows)


def _band(world: World, levels: dict[Cycle, Levels], span: Span) -> Band:
    location = world.locations[span.location]
    return make_band(world, location, levels[cycle_of(world.config, location)], span.first_block, span.last_block)


def _spans(units: list[tuple[int, int]]) -> tuple[Span, ...]:
    locations = sorted({location for location, _ in units})
    mine = [[block for at, block in units if at == location] for location in locations]
    return tuple(Span(location, blocks_[0], blocks_[-1]) for location, blocks_ in zip(locations, mine, strict=True))


class _Inline(Executor):
    """This process as the only worker: no start-up, and tracebacks that begin where the work was asked for."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def _workers(count: int) -> Iterator[Executor]:
    if count == 1:
        yield _Inline()
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # processes are the parallelism; threads of a worker would fight for cores
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool
