"""What a mapping makes of anybody's tables, in Spark: in a session of its own, which knows the source's tables and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlglot import exp

from contracts.columns import Column
from contracts.dataset import Format, Source
from contracts.engines import EngineError
from contracts.engines import spark_types as types
from contracts.engines.spark_readers import read as read_source
from contracts.engines.spark_refusals import refusals
from contracts.engines.spark_session import own_session
from contracts.engines.stored import ZONED, Known, described, untyped
from contracts.errors import InputError
from contracts.mapping.binding import Mapped, check_types
from contracts.mapping.lineage import sources_of
from contracts.mapping.portable import rendered
from contracts.mapping.reading import Entry
from contracts.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from contracts.engines.spark import SparkTables

_NAMES_DIFFER = "spark.sql.caseSensitive"


@dataclass(frozen=True)
class _Read:
    """A table of the source: its columns with their types, and how many texts of each are no value of the stated type."""

    view: str
    columns: Mapping[str, str]
    misfits: Mapping[str, int]
    is_text: bool


def offer_mapped(tables: SparkTables, session: SparkSession, mapped: Mapped) -> None:
    """Offers what each SELECT reads as one of the contract's tables.

    Raises:
        InputError: for a table that cannot be read, or a SELECT that cannot be planned or computed, with its line.
    """
    foreign = own_session(session)
    foreign.conf.set(_NAMES_DIFFER, "false")  # names in SQL differ by more than their case, to all engines
    found = {name: _open(foreign, source) for name, source in mapped.sources.items()}
    for entry in mapped.entries.values():
        mapped.refuse_unknown(entry, {name: each.columns for name, each in found.items()})
        try:
            with refusals():
                _offer(tables, foreign, mapped, entry, found)
        except EngineError as error:
            entry.refuse(str(error))


def _open(foreign: SparkSession, source: Source) -> _Read:
    view = f"source_{uuid4().hex}"
    try:
        with refusals():
            frame = read_source(foreign, source)
            columns = {field.name: types.name_of(field.dataType.simpleString()) for field in frame.schema.fields}
            check_types(source.types, columns, source)
            frame.selectExpr(*(_value(name, type_, source) for name, type_ in columns.items())).createOrReplaceTempView(view)
            misfits = _misfits(frame, source)
    except EngineError as error:
        raise InputError(f"{source.table} cannot be read ({source.path}): {error}", table=source.table) from error
    return _Read(view, columns, misfits, source.format is Format.CSV)


def _value(name: str, type_: str, source: Source) -> str:
    """A column of the source as SELECTs see it: texts as what they are stated to be, instants as zone-less UTC."""
    if name in source.types:
        return f"{types.made_right(described(Column(name, source.types[name]), {name: ''}, True))} AS {types.quoted(name)}"
    return f"CAST({types.quoted(name)} AS TIMESTAMP_NTZ) AS {types.quoted(name)}" if type_ == ZONED else types.quoted(name)


def _misfits(frame: DataFrame, source: Source) -> dict[str, int]:
    if not source.types:
        return {}
    counts = [types.misfits(described(Column(name, type_), {name: ""}, True)) for name, type_ in source.types.items()]
    (found,) = frame.selectExpr(*counts).collect()
    return {name: count for name, count in zip(source.types, found, strict=True) if count}


def _offer(tables: SparkTables, foreign: SparkSession, mapped: Mapped, entry: Entry, found: Mapping[str, _Read]) -> None:
    table, select = TABLES[entry.table], entry.select
    frame = foreign.sql(rendered(select, lambda name: exp.table_(found[mapped.spelt[name]].view, quoted=True), "spark"))
    columns = {field.name: types.name_of(field.dataType.simpleString()) for field in frame.schema.fields}
    read = [found[name] for name in mapped.reads(entry)]
    texts = untyped(table, columns) if any(each.is_text for each in read) else frozenset()
    misfits = sources_of(select, [each.misfits for each in read])
    tables.offer(table, tables.take_in(entry.table, frame, once=not select.is_projection), Known(texts, misfits, entry.place))
