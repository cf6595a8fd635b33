"""Delta tables through Spark: in a folder or in a schema of its catalog; rows go from tasks to files, never through the driver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.tables import TABLES
from generator.catalog import Schema, schema_named, tables_there
from generator.engines.spark_refusals import refusals
from generator.folder import OutputError
from generator.sinks.ddl import clustering, create_table
from generator.sinks.delta import APPLICATION, DeltaSink
from generator.sinks.sink import TableError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameWriter, SparkSession

FILE_BYTES = 128 * 2**20
_DESCRIPTION = "spark.job.description"

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A task's rows of a table are a file already; to move them so that files are larger is what OPTIMIZE does, once, at the end.
    "spark.databricks.delta.optimizeWrite.enabled": "false",
    "spark.databricks.delta.autoCompact.enabled": "false",
    "spark.databricks.delta.optimize.maxFileSize": str(FILE_BYTES),
    # Shares that are small in bytes are large in work: they are not to be put together.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",  # packets of up to 50,000 rows
}
"""What the generator's own session is told, whatever the one it was taken from thinks."""

COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}
"""What it is told where rows are many: Delta's statistics of a file are many times slower where each row is walked through anew."""


class SparkTables:
    """The tables of one folder or schema, and what a session does with them; ``large`` says that they will have millions of rows."""

    def __init__(self, session: SparkSession, place: Path | Schema, *, large: bool = False) -> None:
        own = session.newSession()
        for name, value in {**SETTINGS, **(COMPILED if large else {})}.items():
            own.conf.set(name, value)
        self.session, self._place = own, place

    def name(self, table: str) -> str:
        """A table's name in SQL."""
        if isinstance(self._place, Schema):
            return self._place.of(table)
        path = str((self._place / table).absolute()).replace("`", "``")
        return f"delta.`{path}`"

    def create(self, table: str, properties: Mapping[str, str]) -> None:
        """Makes an empty table with these properties beside its own; clustered where Spark's Delta knows how.

        Raises:
            OutputError: where Spark refuses.
        """
        from pyspark.errors import ParseException

        with refusals(self.shown(table)):
            try:
                self.session.sql(create_table(table, self.name(table), properties))
            except ParseException:  # a Delta before liquid clustering; its files are put in order by optimize
                self.session.sql(create_table(table, self.name(table), properties, clustered=False))

    def shown(self, table: str) -> str:
        """A table's name for people."""
        return f"{self._place}.{table}" if isinstance(self._place, Schema) else str(self._place / table)

    def append(self, table: str, rows: DataFrame, chunk: int) -> None:
        """Appends a chunk's rows in one commit, exactly once: a chunk that is there already is left alone (D10).

        Raises:
            OutputError: where Spark refuses.
        """
        writer = rows.write.format("delta").mode("append")
        told = {"txnAppId": APPLICATION, "txnVersion": chunk, "userMetadata": _note(chunk), "optimizeWrite": "false"}
        with self._as(f"append {table}, chunk {chunk}"):
            self._save(table, writer.options(**told))

    def merge(self, table: str, rows: DataFrame) -> None:
        """Appends rows of somebody's own; columns that the table lacks are added to it (RE 2, RE 5).

        Raises:
            OutputError: where Spark refuses.
        """
        self._save(table, rows.write.format("delta").mode("append").options(mergeSchema="true", optimizeWrite="true"))

    def alter(self, table: str, how: str) -> None:
        """Alters a table.

        Raises:
            OutputError: where Spark refuses.
        """
        with refusals(self.shown(table)):
            self.session.sql(f"ALTER TABLE {self.name(table)} {how}")

    def version(self, table: str) -> str | None:
        """The version of the schema that a table's properties name."""
        with refusals(self.shown(table)):
            told = self.session.sql(f"SHOW TBLPROPERTIES {self.name(table)}").collect()
        return next((row["value"] for row in told if row["key"] == "schema_version"), None)

    def columns(self, table: str) -> dict[str, str]:
        """The columns that a table has, and their types in Spark's words.

        Raises:
            OutputError: where Spark refuses, or there is no table.
        """
        with refusals(self.shown(table)):
            return {field.name: field.dataType.simpleString() for field in self.rows(table).schema.fields}

    @contextmanager
    def _as(self, what: str) -> Iterator[None]:
        """Jobs of this thread go by a name, under which Spark's pages and its event log show them."""
        context = self.session.sparkContext
        before = context.getLocalProperty(_DESCRIPTION)
        context.setLocalProperty(_DESCRIPTION, f"stockproof: {what}")
        try:
            yield
        finally:
            context.setLocalProperty(_DESCRIPTION, before)

    def _save(self, table: str, writer: DataFrameWriter) -> None:
        with refusals(self.shown(table)):
            if isinstance(self._place, Schema):
                writer.saveAsTable(self.name(table))
            else:
                writer.save(str((self._place / table).absolute()))

    def committed(self, table: str) -> int:
        """A chunk up to which the table has all, as its log tells; -1 before any. It may have more: what is there is not added again."""
        if not isinstance(self._place, Schema):
            return DeltaSink(self._place).committed(table)
        with refusals(self.shown(table)):
            history = self.session.sql(f"DESCRIBE HISTORY {self.name(table)}").where(f"userMetadata LIKE '{APPLICATION} %'")
            newest = history.selectExpr(f"MAX(CAST(SUBSTRING(userMetadata, {len(APPLICATION) + 2}) AS INT)) AS chunk").first()
        return -1 if newest is None or newest["chunk"] is None else int(newest["chunk"])

    def rows(self, table: str) -> DataFrame:
        """All rows of a table."""
        if isinstance(self._place, Schema):
            return self.session.table(self.name(table))
        return self.session.read.format("delta").load(str((self._place / table).absolute()))

    def check(self, table: str) -> None:
        """Refuses a table that is there with another schema.

        Raises:
            OutputError: where Spark refuses.
            TableError: naming the first column that is another than declared.
        """
        found = self.columns(table)
        declared: dict[str, Any] = {column.name: str(column.type) for column in TABLES[table]}
        for name in [*declared, *found]:
            if found.get(name) != declared.get(name):
                is_there, is_declared = found.get(name, "not there"), declared.get(name, "not declared")
                raise TableError(
                    f"{self.shown(table)}: is there with another schema: {name} is {is_there}, allowed: {is_declared};"
                    " give another place, or --overwrite to replace generated tables"
                )

    def optimize(self, table: str) -> None:
        """Puts small files together near 128 MB and rows that are asked for together beside each other (RE 5)."""
        with refusals(self.shown(table)), self._as(f"optimize {table}"):
            detail = self.session.sql(f"DESCRIBE DETAIL {self.name(table)}").first()
            if detail is None or detail["numFiles"] < 2:
                return
            clustered = "clusteringColumns" in detail and detail["clusteringColumns"]
            order = "" if clustered else _z_order(clustering(table))
            self.session.sql(f"OPTIMIZE {self.name(table)}{order}")


def tables_at(session: SparkSession, place: Path | str) -> SparkTables:
    """The tables of a folder, or of the schema that ``CATALOG.SCHEMA`` names."""
    return SparkTables(session, schema_named(place) or Path(place))


def optimize_facts(session: SparkSession, place: Path | str) -> list[str]:
    """Puts the files of the fact tables that are there in order, as is to be done every week (RE 5); returns their names.

    Raises:
        OutputError: for a place that is not there, and where Spark refuses.
    """
    schema = schema_named(place)
    there = tables_there(session, schema) if schema else [table for table in TABLES if (Path(place) / table).exists()]
    if not there:
        raise OutputError(f"{place}: none of the contract's tables is there")
    tables = SparkTables(session, schema or Path(place), large=True)
    facts = [table for table in there if not TABLES[table].is_dimension]
    for table in facts:
        tables.optimize(table)
    return facts


def _note(chunk: int) -> str:
    """What a commit says of itself in a table's history."""
    return f"{APPLICATION} {chunk}"


def _z_order(columns: Iterable[str]) -> str:
    listed = ", ".join(columns)
    return f" ZORDER BY ({listed})" if listed else ""
