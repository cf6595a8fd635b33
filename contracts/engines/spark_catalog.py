"""Tables of Spark's catalog as a candidate: those of one schema, and the contract's parameters in their properties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.dataset import Dataset, Format, Source
from contracts.engines.spark_session import beside
from contracts.errors import InputError
from contracts.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PARAMETERS = "stockproof.parameters"
"""Table property that holds the contract's parameters as a JSON object, where a generator left them."""


def open_catalog(target: str, session: SparkSession | None = None) -> Dataset:
    """The contract's tables in the schema ``CATALOG.SCHEMA`` that the given session knows, else the active or a local one.

    Raises:
        InputError: if there is no such schema, it holds none of the tables, or no session can be had.
    """
    return tables_of_schema(beside(session), target)


def tables_of_schema(session: SparkSession, target: str) -> Dataset:
    """The tables in a schema that is named as ``CATALOG.SCHEMA``, by their names in lower case.

    Raises:
        InputError: if there is no such schema, it holds no table, or the contract's parameters with them cannot be read.
    """
    from pyspark.errors import PySparkException

    try:
        rows = session.sql(f"SHOW TABLES IN {quoted(target)}").collect()
    except PySparkException as error:
        raise InputError(f"{target}: there is neither such a folder nor such a schema in Spark's catalog ({_reason(error)})") from error
    found = {row["tableName"].lower(): f"{target}.{row['tableName']}" for row in rows if not row["isTemporary"]}
    sources = {name: Source(name, Format.CATALOG, Path(full)) for name, full in found.items()}
    return Dataset(target, sources, _parameters(session, (found[name] for name in TABLES if name in found)))


def quoted(full_name: str) -> str:
    """A name of several parts as SQL that takes each part as it stands."""
    return ".".join(f"`{part}`" for part in full_name.replace("`", "``").split("."))


def _parameters(session: SparkSession, tables: Iterable[str]) -> Mapping[str, Any]:
    """What the first table says that says anything."""
    for table in tables:
        told = {row["key"]: row["value"] for row in session.sql(f"SHOW TBLPROPERTIES {quoted(table)}").collect()}
        if PARAMETERS in told:
            return _read(table, told[PARAMETERS])
    return {}


def _read(table: str, text: str) -> Mapping[str, Any]:
    try:
        return {name: value for name, value in json.loads(text).items() if value is not None}
    except (ValueError, AttributeError) as error:
        raise InputError(f"{table}: its property {PARAMETERS} is no JSON object with the contract's parameters ({error})") from error


def _reason(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
