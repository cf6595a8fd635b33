"""A look at somebody's tables with Spark: their columns, and what some thousand rows tell of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.dataset import Dataset, Kind, Source
from contracts.engines import EngineError
from contracts.engines import spark_types as types
from contracts.engines.spark_readers import read
from contracts.engines.spark_refusals import refusals
from contracts.engines.spark_session import beside
from contracts.errors import InputError
from contracts.mapping.guess import Seen

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ROWS = 20_000
_READABLE = ((Kind.INTEGER, "BIGINT"), (Kind.NUMBER, "DOUBLE"), (Kind.DATE, "DATE"), (Kind.TIMESTAMP, "TIMESTAMP"))


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
            rows = read(session, source).limit(_ROWS).cache()
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
    """What all texts of a column may be read as, if that is anything; Spark takes an instant for a day."""
    name = types.quoted(column)
    counts = [f"COUNT(TRY_CAST({name} AS {type_}))" for _, type_ in _READABLE]
    filled, letters, *readable = rows.selectExpr(f"COUNT({name})", f"COALESCE(MAX(LENGTH({name})), 0)", *counts).collect()[0]
    for (kind, _), count in zip(_READABLE, readable, strict=True):
        if filled and count == filled and not (kind is Kind.DATE and letters > len("2024-01-01")):
            return kind
    return None
