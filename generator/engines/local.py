"""One machine: processes over shares of the bands, a chunk of days at a time (D19).

A worker runs its share of bands through a chunk and writes their rows to files of its own; once all have, the next chunk is
handed out and the finished one is committed. Memory is set by one band's chunk, never by the horizon.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contracts.tables import TABLES
from generator.config import Config
from generator.location import State, Tables, open_band, run_chunk
from generator.plan import Chunk, Span, chunks, shares
from generator.replenishment import Cycle, Levels, cycle_of, levels_for, rates
from generator.resume import states_after
from generator.sinks.parquet import Part, PartWriter
from generator.sinks.sink import Sink
from generator.world import World, make_world

_PARENT_CHECK_SECONDS = 0.2


@dataclass(frozen=True)
class Share:
    """What one worker does of a chunk: its spans, and their states from the last close (None: the world opens)."""

    name: str
    spans: tuple[Span, ...]
    states: tuple[State, ...] | None


@dataclass(frozen=True)
class Done:
    """What a worker leaves behind: the files it wrote by table, and its spans' states at the last close."""

    parts: dict[str, list[Part]]
    states: tuple[State, ...]


def run(world: World, sink: Sink, folder: Path, workers: int, progress: Callable[[Chunk], None]) -> None:
    """Generates all facts of a world that are not committed yet into the tables of a folder.

    Goes on after the last chunk that every table holds, from the state that the tables themselves tell. ``progress`` hears of
    each chunk that is committed.
    """
    held = min(sink.committed(table) for table in TABLES if not TABLES[table].is_dimension)
    done_before = [chunk for chunk in chunks(world) if chunk.number <= held]
    to_do = chunks(world)[len(done_before) :]
    if not to_do:
        return
    run_id = uuid.uuid4().hex[:8]  # in file names only: a dying run's worker must not write into this run's files
    spans = shares(world, workers)
    with _workers(len(spans)) as pool:
        levels = levels_of(world, pool)
        states = states_after(world, levels, spans, sink, done_before[-1].last) if done_before else [None] * len(spans)
        waiting = [Share(f"{at:03d}-{run_id}", mine, state) for at, (mine, state) in enumerate(zip(spans, states, strict=True))]
        finished: tuple[Chunk, list[Done]] | None = None
        for chunk in to_do:
            running = [pool.submit(_work, world.config, levels, share, chunk, folder, sink.drafts) for share in waiting]
            if finished:
                _commit(sink, *finished, progress)
            done = [future.result() for future in running]
            waiting = [Share(share.name, share.spans, result.states) for share, result in zip(waiting, done, strict=True)]
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
    """Commits a chunk to every fact table, also where it has no rows: that it was there is what a resumed run goes by."""
    for table in (table for table in TABLES if not TABLES[table].is_dimension):
        sink.commit(table, chunk.number, [part for result in done for part in result.parts.get(table, [])])
    progress(chunk)


def _work(config: Config, levels: dict[Cycle, Levels], share: Share, chunk: Chunk, folder: Path, drafts: str) -> Done:
    """One worker's share of one chunk."""
    world = make_world(config)
    writers: dict[str, PartWriter] = {}
    states = []
    for at, span in enumerate(share.spans):
        band = span.band(world, levels)
        before = share.states[at] if share.states else open_band(world, band)
        tables, state = run_chunk(world, band, before, chunk.first, chunk.last)
        states.append(state)
        _write(tables, writers, folder, drafts, f"part-{chunk.number:05d}-{share.name}")
    return Done({table: writer.close() for table, writer in writers.items()}, tuple(states))


def _write(tables: Tables, writers: dict[str, PartWriter], folder: Path, drafts: str, name: str) -> None:
    for table, rows in tables.items():
        if rows.num_rows and table not in writers:
            writers[table] = PartWriter(table, folder / table / drafts, name)
        if rows.num_rows:
            writers[table].write(rows)


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
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _start_worker, (os.getpid(),))
    try:
        yield pool
    except BaseException:
        pool.terminate_workers() if hasattr(pool, "terminate_workers") else _terminate(pool)
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _terminate(pool: ProcessPoolExecutor) -> None:
    """Python before 3.14 has no public word for it."""
    for process in list((pool._processes or {}).values()):
        process.terminate()


def _start_worker(parent: int) -> None:
    """A worker leaves Ctrl-C to its parent, and ends when the parent is gone, killed or not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    os._exit(1)
