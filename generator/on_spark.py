"""Generating a world in a Spark session: into a folder or a schema of its catalog, from nothing or from where an earlier run stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.tables import TABLES
from generator.catalog import Schema, properties, remove_generated, tables_there
from generator.catalog import check_same as check_same_in_schema
from generator.catalog import make_room as make_room_in_schema
from generator.config import Config
from generator.engines.spark import run
from generator.engines.spark_refusals import refusals
from generator.folder import OutputError, begun_or_room, held
from generator.plan import Chunk
from generator.sinks.ddl import constraint_properties
from generator.sinks.sink import TableError
from generator.sinks.spark import SparkTables
from generator.world import make_world

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import SparkSession

DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}
"""What a session must have been made with to write Delta tables; a cluster of Databricks has its own."""


def generate_on_spark(
    config: Config,
    out: Path | Schema,
    session: SparkSession | None,
    *,
    partitions: int | None,
    resume: bool,
    overwrite: bool,
    checks: Mapping[str, Mapping[str, str]],
    progress: Callable[[Chunk], None],
) -> None:
    """Writes every table of a world through Spark; as `generator.generate.generate` says.

    Raises:
        OutputError: for a session that will not do, a place that is not free, and where Spark refuses.
    """
    session = _checked(session)
    told = {table: {**properties(config), **constraint_properties(checks.get(table, {}))} for table in TABLES}
    try:
        if isinstance(out, Schema):
            begun = _begun_in_schema(config, out, session, resume, overwrite)
            _write(config, SparkTables(session, out, large=config.is_large), told, begun, partitions, progress)
        else:
            with held(out):
                begun = list(TABLES) if begun_or_room(out, config, "delta", resume, overwrite) else []
                tables = SparkTables(session, out, large=config.is_large)
                there = [table for table in begun if (out / table).exists()]
                _write(config, tables, told, there, partitions, progress)
    except TableError as error:
        raise OutputError(str(error)) from None


def _begun_in_schema(config: Config, out: Schema, session: SparkSession, resume: bool, overwrite: bool) -> list[str]:
    """The tables that are to be gone on with; others are refused, or dropped where that was asked for."""
    there = tables_there(session, out)
    if resume:
        check_same_in_schema(session, out, there, config)
        return there
    if not (overwrite or config.force_recreate):
        make_room_in_schema(out, there)
    remove_generated(session, out, there)
    return []


def _write(
    config: Config,
    tables: SparkTables,
    told: Mapping[str, Mapping[str, str]],
    there: list[str],
    partitions: int | None,
    progress: Callable[[Chunk], None],
) -> None:
    for table in there:
        tables.check(table)
    for table in TABLES:
        if table not in there:
            tables.create(table, told[table])
    known = {table: tables.committed(table) if table in there else -1 for table in TABLES}
    run(make_world(config), tables, known, partitions, progress)


def _checked(session: SparkSession | None) -> SparkSession:
    """The session, or the active one, if it can write Delta tables and its workers can run the generator."""
    from pyspark.sql import SparkSession

    found = session or SparkSession.getActiveSession()
    if found is None:
        raise OutputError("engine spark: there is no active Spark session; give one")
    _check_delta(found)
    _check_workers(found)
    return found


def _check_delta(session: SparkSession) -> None:
    if any(name.startswith("DATABRICKS_RUNTIME") for name in os.environ):
        return
    with refusals("the Spark session"):
        lacking = {name: value for name, value in DELTA.items() if value not in (session.conf.get(name, None) or "").split(",")}
    if lacking:
        settings = " and ".join(f"{name}={value}" for name, value in lacking.items())
        raise OutputError(f"the Spark session does not know Delta tables: make it with {settings}")


def _check_workers(session: SparkSession) -> None:
    """Has a worker load what tasks need, before anything is made or dropped."""
    with refusals("the Spark session"):
        session.range(0, 1, 1, 1).mapInArrow(_loaded, "id BIGINT").count()


def _loaded(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
    """A task that only runs where the generator is installed."""
    yield from batches
