"""A look at somebody's tables with Spark: their columns, and what some thousand rows tell of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.dataset import Dataset, Kind, Source
from contracts.engines import EngineError, looks
from contracts.engines import spark_types as types
from contracts.engines.spark_readers import read
from contracts.engines.spark_refusals import refusals
from contracts.engines.spark_session import beside
from contracts.errors import InputError
from contracts.mapping.guess import Seen

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def look(dataset: Dataset, session: SparkSession | None = None) -> tuple[Seen, ...]:
    """All tables of a source, in a session beside the given one, the active one, or a local one.

    Raises:
        InputError: naming the table that cannot be read.
    """
    own = beside(session)
    return tuple(_seen(name, source, own) for name, source in dataset.sources.items())


def _seen(name: str, source: Source, session: SparkSession) -> Seen:
    try:
        with refusals():
            rows = read(session, source).limit(looks.ROWS).cache()
            columns = {field.name: types.name_of(field.dataType.simpleString()) for field in rows.schema.fields}
            count = rows.count()
            counts = rows.selectExpr(*(f"COUNT(DISTINCT {types.quoted(column)})" for column in columns)).collect()[0]
            texts = {column: _read_as(column, rows) for column, type_ in columns.items() if type_ == "VARCHAR"}
            rows.unpersist()
    except EngineError as error:
        raise InputError(f"{source.table} cannot be read ({source.path}): {error}") from error
    different = frozenset(column for column, distinct in zip(columns, counts, strict=True) if count and distinct == count)
    return Seen(name, count, columns, {column: kind for column, kind in texts.items() if kind is not None}, different)


def _read_as(column: str, rows: DataFrame) -> Kind | None:
    return looks.readable(rows.selectExpr(*looks.asked(types.quoted(column))).collect()[0])
