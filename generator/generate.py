"""Generating a world: from a configuration to the tables in a folder, in one call."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from deltalake.exceptions import DeltaError

from contracts.tables import TABLES
from generator.config import Config
from generator.dimensions import dimensions
from generator.engines.local import run
from generator.folder import MARK, Format, OutputError, check_same, held, leave_mark, make_room, remove_generated
from generator.plan import Chunk
from generator.sinks.delta import DeltaSink
from generator.sinks.parquet import ParquetSink, PartWriter
from generator.sinks.sink import Sink, TableError
from generator.world import World, make_world

__all__ = ["MARK", "Format", "OutputError", "Progress", "generate"]


@dataclass(frozen=True)
class Progress:
    """Days of the horizon whose rows are committed, of how many."""

    days_done: int
    days: int


def generate(
    config: Config,
    out: Path,
    *,
    format: Format = "delta",  # noqa: A002  (the word of the command's flag)
    workers: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Writes every table of a world into the folder ``out``, a sub-folder each, and its configuration beside them.

    ``workers`` is the number of processes, as many as there are cores unless given; the rows do not depend on it. With more than
    one, a script must call this under ``if __name__ == "__main__":``, since each process imports it. ``resume`` goes
    on after the last chunk that a killed run committed, to the same rows as a run never interrupted; ``overwrite`` replaces tables
    that an earlier call wrote there, and nothing else. Raises `OutputError`; what was committed before stays.
    """
    world = make_world(config)
    sink: Sink = DeltaSink(out) if format == "delta" else ParquetSink(out)
    with held(out):
        try:
            if not (resume and check_same(out, config, format)):
                remove_generated(out) if (overwrite or config.force_recreate) else make_room(out)
                leave_mark(out, config, format)
            _prepare(world, sink, out)
            run(world, sink, out, workers or _cores(), lambda chunk: progress(_progress(world, chunk)))
            for table in TABLES:
                sink.sweep(table)
        except BrokenProcessPool:
            raise OutputError(
                f"{out}: a worker process was killed (out of memory? a script without a main guard?); --resume goes on"
            ) from None
        except TableError as error:
            raise OutputError(str(error)) from None
        except DeltaError as error:
            raise OutputError(f"{out}: a Delta table cannot be read or written: {' '.join(str(error).split())}") from error


def _prepare(world: World, sink: Sink, out: Path) -> None:
    """Every table, the dimensions with their rows; nothing is done twice. Raises TableError where rows that were there are not."""
    for table in TABLES:
        sink.create(table)
        sink.sweep(table)
        for file in sink.files(table):
            if not file.exists():
                raise TableError(f"{file}: is part of the table and is not there; generate anew with --overwrite")
    for table, rows in dimensions(world).items():
        if sink.committed(table) < 0:
            writer = PartWriter(table, out / table / sink.drafts, "part-00000-000")
            writer.write(rows)
            sink.commit(table, 0, writer.close())


def _progress(world: World, chunk: Chunk) -> Progress:
    return Progress(chunk.last - world.first_day + 1, world.config.days)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
