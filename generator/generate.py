"""Generating a world: from a configuration to the tables in a folder, in one call."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from deltalake.exceptions import DeltaError

from contracts.tables import TABLES
from generator.catalog import schema_named
from generator.config import Config
from generator.dimensions import dimensions
from generator.engines.local import run
from generator.folder import MARK, Format, OutputError, begun_or_room, held
from generator.plan import Chunk
from generator.sinks.delta import DeltaSink
from generator.sinks.parquet import ParquetSink, PartWriter
from generator.sinks.sink import Sink, TableError
from generator.world import World, make_world

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["MARK", "Engine", "Format", "OutputError", "Progress", "generate"]

Engine = Literal["local", "spark"]


@dataclass(frozen=True)
class Progress:
    """Days of the horizon whose rows are committed, of how many."""

    days_done: int
    days: int


def generate(
    config: Config,
    out: Path | str,
    *,
    format: Format = "delta",  # noqa: A002  (the word of the command's flag)
    engine: Engine = "local",
    session: SparkSession | None = None,
    workers: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    checks: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Writes every table of a world into the folder ``out``, a sub-folder each, and its configuration beside them.

    ``workers`` is the number of processes, as many as there are cores unless given; the rows do not depend on it. With more than
    one, a script must call this under ``if __name__ == "__main__":``, since each process imports it. ``resume`` goes
    on after the last chunk that a killed run committed, to the same rows as a run never interrupted; ``overwrite`` replaces tables
    that an earlier call wrote there, and nothing else. Raises `OutputError`; what was committed before stays.

    With the engine ``spark`` the rows are made by the tasks of ``session``, or of the active session, as Delta tables; ``out`` may then
    be ``CATALOG.SCHEMA``, ``workers`` is the number of partitions, and ``checks`` are CHECK constraints by table and name that tables get
    beside the ranges and enumerations of their columns (`contracts.schemas.checks.row_checks` has those of the contract).
    """
    world = make_world(config)

    def said(chunk: Chunk) -> None:
        progress(_progress(world, chunk))

    if engine == "spark":
        how = {"resume": resume, "overwrite": overwrite, "checks": checks, "progress": said}
        _on_spark(config, out, format, session, partitions=workers, **how)
    else:
        _here(world, Path(out), format, workers or _cores(), resume, overwrite, said)


def _on_spark(config: Config, out: Path | str, table_format: Format, session: SparkSession | None, **how: Any) -> None:
    if table_format != "delta":
        raise OutputError(f"format = {table_format}: with engine spark allowed: delta")
    for needed in ("pyspark", "pandas"):  # pandas is what Spark hands Arrow over with
        try:
            import_module(needed)
        except ImportError as error:
            raise OutputError(f"the engine spark needs {needed}: install stockproof[spark]") from error
    from generator.on_spark import generate_on_spark

    generate_on_spark(config, schema_named(out) or Path(out), session, **how)


def _here(
    world: World, out: Path, table_format: Format, workers: int, resume: bool, overwrite: bool, said: Callable[[Chunk], None]
) -> None:
    sink: Sink = DeltaSink(out) if table_format == "delta" else ParquetSink(out)
    with held(out):
        try:
            begun_or_room(out, world.config, table_format, resume, overwrite)
            _prepare(world, sink, out)
            run(world, sink, out, workers, said)
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
    for table in TABLES:  # all of them before the first file is swept away: one that is not ours to write to is refused here
        sink.create(table)
    for table in TABLES:
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
