"""Generating a world: from a configuration to the tables in a folder, in one call."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from contracts.tables import TABLES
from generator.config import Config
from generator.dimensions import dimensions
from generator.engines.local import Chunk, Sink, chunks, run
from generator.sinks.delta import DeltaSink
from generator.sinks.parquet import ParquetSink, PartWriter
from generator.world import World, make_world

MARK = "_stockproof.json"
"""Beside the tables: what made them, and the contract's parameters that follow from it."""

Format = Literal["delta", "parquet"]


class OutputError(Exception):
    """The tables cannot be written where they were meant to go: one line that says why and what to do."""


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
    overwrite: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Writes every table of a world into the folder ``out``, a sub-folder each, and its configuration beside them.

    ``workers`` is the number of processes, as many as there are cores unless given; the rows do not depend on it. ``overwrite``
    replaces tables that an earlier call wrote there, and nothing else. Raises `OutputError`.
    """
    world = make_world(config)
    _make_room(out, overwrite or config.force_recreate)
    sink: Sink = DeltaSink(out) if format == "delta" else ParquetSink(out)
    try:
        _leave_mark(out, config, format)
        for table in TABLES:
            sink.create(table)
        _write_dimensions(world, sink, out)
        run(world, sink, out, workers or _cores(), lambda chunk: progress(_progress(world, chunk)))
    except OSError as error:
        raise OutputError(f"{error.filename or out}: cannot be written: {error.strerror or error}") from error


def _progress(world: World, chunk: Chunk) -> Progress:
    return Progress(chunk.last - world.first_day + 1, world.config.days)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _make_room(out: Path, overwrite: bool) -> None:
    """An empty folder at ``out``, or an error before anything is touched."""
    try:
        if out.exists() and not out.is_dir():
            raise OutputError(f"{out}: is a file; give a folder")
        if out.is_dir() and any(out.iterdir()):
            if not overwrite:
                raise OutputError(f"{out}: is not empty; give another folder, or --overwrite to replace tables that were generated there")
            _remove_generated(out)
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OutputError(f"{out}: cannot be written: {error.strerror or error}") from None


def _remove_generated(out: Path) -> None:
    written = _written_tables(out)
    strangers = [name for name in TABLES if (out / name).exists() and name not in written]
    if strangers:
        raise OutputError(f"{out / strangers[0]}: was not written by stockproof generate; move it away or give another folder")
    for name in written:
        shutil.rmtree(out / name, ignore_errors=False) if (out / name).is_dir() else None
    (out / MARK).unlink(missing_ok=True)


def _written_tables(out: Path) -> list[str]:
    """Names of the tables that the mark in a folder claims, if it can be read and is one."""
    try:
        mark: Any = json.loads((out / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (ValueError, OSError):
        raise OutputError(f"{out / MARK}: cannot be read; move it away or give another folder") from None
    claimed = mark.get("tables", []) if isinstance(mark, dict) else []
    return [name for name in claimed if name in TABLES]


def _leave_mark(out: Path, config: Config, table_format: Format) -> None:
    mark = {
        "stockproof_world": 1,
        "parameters": config.contract_parameters(),
        "configuration": config.model_dump(mode="json", by_alias=True),
        "format": table_format,
        "tables": list(TABLES),
    }
    (out / MARK).write_text(json.dumps(mark, indent=2) + "\n", encoding="utf-8")


def _write_dimensions(world: World, sink: Sink, out: Path) -> None:
    for name, rows in dimensions(world).items():
        writer = PartWriter(name, out / name, "part-00000-000", sink.suffix)
        writer.write(rows)
        sink.commit(name, 0, writer.close())


def tables_of(config: Config) -> dict[str, pa.Table]:
    """All tables of a world in memory, made in this process: for tests and small worlds only."""
    import tempfile

    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as place:
        generate(config, Path(place), format="parquet", workers=1)
        return {name: pq.read_table(Path(place) / name) for name in TABLES}


__all__ = ["MARK", "Format", "OutputError", "Progress", "chunks", "generate", "tables_of"]
