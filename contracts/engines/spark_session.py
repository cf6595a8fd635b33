"""Spark sessions: the one that is there already, as on Databricks, or a local one that is made once per process."""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from contracts.engines.spark_jars import jars
from contracts.engines.spark_java import java_home
from contracts.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}
"""What a session must have been made with to know Delta tables."""

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # What follows from what of a dozen joined references takes the planner longer to find out than the rows to be read.
    "spark.sql.constraintPropagation.enabled": "false",
}
"""What the judge's own session is told, whatever the one it was taken from thinks."""

_ONE_AT_A_TIME = Lock()
"""Held while a session is made, so that threads that ask at the same time get the same one."""

COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}
"""Queries become Java code of their own, as they do unless told otherwise: where rows are many, anything else is many times slower."""

_INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
"""Queries are walked through row by row: few rows are judged before compiled code has paid for itself."""

_HASTY = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"
"""Java compiles fast rather than thoroughly, for the same reason; it has room for what it compiles, which by itself it would then have
too little of, and a session of some minutes would go on uncompiled."""

_LOG = Path(__file__).with_name("spark_log4j2.properties")
_SIZE = re.compile(r"(\d+) *([kmgt])(?:i?b)?", re.IGNORECASE)


def spark_session(memory_limit: str | None = None, *, large: bool = False) -> SparkSession:
    """The active session where there is one, else a local one: two cores, two shuffle partitions (RE 4), Delta, UTC, ANSI.

    A local session lives as long as the process, and later calls take it. Its catalog, its warehouse and its temporary files are its
    own, and end with it. ``memory_limit`` is the memory of its Java, such as 2GB, and ``large`` says that it will see millions of rows; a
    session that is there already stays as it is.

    Raises:
        InputError: without pyspark, without a Java that Spark runs on, without Delta's JARs, or for a memory limit that is none.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError("the engine spark needs pyspark: install stockproof[spark]") from error
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)  # a report says what was refused, not standard error
    with _ONE_AT_A_TIME:
        active = SparkSession.getActiveSession() or SparkSession._instantiatedSession
        if active is not None and not _is_stopped(active):
            return with_delta(active)
        return _local_session(SparkSession, memory_limit, large)


def _local_session(kind: type[SparkSession], memory_limit: str | None, large: bool) -> SparkSession:
    os.environ["JAVA_HOME"] = str(java_home())
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable  # workers of another version cannot work
    place = Path(tempfile.mkdtemp(prefix="stockproof-spark-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    settings = local_settings(place, jars(), large=large)
    if memory_limit:
        settings["spark.driver.memory"] = _size(memory_limit)
    session = kind.builder.config(map=settings).getOrCreate()
    atexit.register(_end, session)  # before its files go: what is registered last is done first
    return session


def beside(session: SparkSession | None, memory_limit: str | None = None, *, large: bool = False) -> SparkSession:
    """A session of ours beside the given one, the active one, or a local one that is made; ``large`` as for `spark_session`.

    Raises:
        InputError: for a session without Delta, or where none can be made.
    """
    return own_session(with_delta(session) if session else spark_session(memory_limit, large=large), large=large)


def own_session(session: SparkSession, *, large: bool = False) -> SparkSession:
    """A session beside the given one: its catalog and its cluster, but views and settings of its own; ``large`` as for `spark_session`."""
    own = session.newSession()
    inherited = {name: str(session.conf.get(name)) for name in ("spark.sql.shuffle.partitions", *COMPILED)}
    for name, value in {**SETTINGS, **inherited, **(COMPILED if large else {})}.items():
        own.conf.set(name, value)
    return own


def with_delta(session: SparkSession) -> SparkSession:
    """The session, if it knows Delta tables.

    Raises:
        InputError: naming the settings that it lacks.
    """
    if _is_databricks(session):
        return session
    lacking = {name: value for name, value in DELTA.items() if value not in (session.conf.get(name, None) or "").split(",")}
    if lacking:
        settings = " and ".join(f"{name}={value}" for name, value in lacking.items())
        raise InputError(f"the Spark session does not know Delta tables: make it with {settings}")
    return session


def local_settings(place: Path, jar_files: tuple[Path, ...], *, large: bool = False) -> dict[str, str]:
    """Settings of a local session that keeps all its files under one folder; ``large`` as for `spark_session`."""
    java = ["-Duser.timezone=UTC", "-XX:+UseSerialGC", *([] if large else [_HASTY]), f'"-Dlog4j2.configurationFile={_LOG.as_uri()}"']
    return {
        **DELTA,
        "spark.app.name": "stockproof",
        "spark.master": "local[2]",
        "spark.jars": ",".join(str(path) for path in jar_files),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.driver.extraJavaOptions": " ".join(java),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(place / "local"),
        "spark.sql.warehouse.dir": str(place / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",  # two partitions leave nothing to adapt
        **(COMPILED if large else _INTERPRETED),
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "1",
        "spark.databricks.delta.snapshotPartitions": "2",
    }


def _is_databricks(session: SparkSession) -> bool:
    return any(name.startswith("DATABRICKS_RUNTIME") for name in os.environ) or bool(
        session.conf.get("spark.databricks.clusterUsageTags.clusterId", None)
    )


def _is_stopped(session: SparkSession) -> bool:
    return bool(session.sparkContext._jsc is None or session.sparkContext._jsc.sc().isStopped())


def _end(session: SparkSession) -> None:
    with suppress(Exception):  # the process ends, and with it Java, whatever the session says
        session.stop()


def _size(memory_limit: str) -> str:
    """A size such as 2GB as Java's, 2g.

    Raises:
        InputError: for a text that is none.
    """
    found = _SIZE.fullmatch(memory_limit.strip())
    if not found:
        raise InputError(f"memory limit {memory_limit}: give a size such as 500MB or 2GB")
    return f"{found[1]}{found[2].lower()}"
