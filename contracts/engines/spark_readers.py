"""How Spark reads a table's files: Delta, Parquet, CSV, and tables of its catalog. All stay lazy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.columns import STRING, Table
from contracts.dataset import Format, Source
from contracts.engines.csv_headers import files_by_header
from contracts.engines.spark_catalog import quoted
from contracts.engines.spark_types import READ_AS
from contracts.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_GLOB = re.compile(r"[\\*?{}\[\]]")
_PARTITION = re.compile(r"/([^/=]+)=[^/]*(?=/)")


def read(session: SparkSession, source: Source) -> DataFrame:
    """All rows of a table under the names that its files use; folders NAME=VALUE are columns of the declared types.

    Raises:
        InputError: for CSV files without a header.
        PySparkException: for files that cannot be read.
    """
    if source.format is Format.CATALOG:
        return session.table(quoted(str(source.path)))
    if source.format is Format.DELTA:
        return session.read.format("delta").load(str(source.path.absolute()))
    if source.format is Format.CSV:
        return _csv(session, source)
    base = source.path if source.path.is_dir() else source.path.parent
    reader = session.read.option("mergeSchema", "true").option("basePath", str(base.absolute()))
    return _partitioned(reader.parquet(*_plain(source.files)), source)


def declared_columns(frame: DataFrame, table: Table) -> tuple[DataFrame, dict[str, str]]:
    """The declared columns that are there, under their declared names, and their types by these.

    Where none is spelt alike, one that differs in case only is the column.
    """
    spelt = {column.name: _spelt(column.name, frame.columns) for column in table}
    there = {name: found for name, found in spelt.items() if found is not None}
    types = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
    columns = [frame[_quoted(found)].alias(name) for name, found in there.items()]
    return frame.select(*columns), {name: types[found] for name, found in there.items()}


def _spelt(name: str, found: Iterable[str]) -> str | None:
    found = list(found)
    return name if name in found else next((other for other in found if other.lower() == name), None)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _plain(files: Iterable[str]) -> list[str]:
    """Paths in which characters that would be patterns stand for themselves."""
    return [_GLOB.sub(lambda found: f"\\{found[0]}", str(Path(file).absolute())) for file in files]


def _partitioned(frame: DataFrame, source: Source) -> DataFrame:
    """The rows with partition columns, which are texts in paths, in their declared types."""
    declared = TABLES[source.table].by_name if source.table in TABLES else {}
    for name in _PARTITION.findall(source.files[0].removeprefix(str(source.path))):
        column = declared.get(name)
        if column is not None and column.type is not STRING:
            frame = frame.withColumn(name, frame[_quoted(name)].cast(READ_AS[column.type]))
    return frame


def _csv(session: SparkSession, source: Source) -> DataFrame:
    """Texts of CSV files, put together by the names in their headers; nothing between two separators is no value."""
    frames = []
    for (separator, names), files in files_by_header(source).items():
        schema = ", ".join(f"{_quoted(name)} STRING" for name in names)
        options = {"sep": separator, "header": True, "multiLine": True, "escape": '"', "emptyValue": "", "mode": "FAILFAST"}
        reader = session.read.options(**options, columnPruning=False)
        frames.append(reader.schema(schema).csv(_plain(files)))
    return reduce(lambda first, second: first.unionByName(second, allowMissingColumns=True), frames)
