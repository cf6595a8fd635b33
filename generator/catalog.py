"""A schema of Spark's catalog that a world is written to: what made the tables there, and what may be replaced.

What `generator.folder` keeps in a file beside the tables, a catalog keeps in the properties of each table.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.tables import TABLES
from generator.config import Config
from generator.engines.spark_refusals import refusals
from generator.folder import OutputError, refuse_another, settings_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PARAMETERS = "stockproof.parameters"
CONFIGURATION = "stockproof.configuration"
"""Table properties: the contract's parameters, and what made the rows, as JSON (D35)."""

_NAMED = re.compile(r"([\w-]+)\.([\w-]+)")


@dataclass(frozen=True)
class Schema:
    """A schema in a catalog."""

    catalog: str
    name: str

    def __str__(self) -> str:
        return f"{self.catalog}.{self.name}"

    def of(self, table: str) -> str:
        """The full name of a table in it, as SQL writes it."""
        return ".".join(f"`{part}`" for part in (self.catalog, self.name, table))


def schema_named(out: str | Path) -> Schema | None:
    """The schema that ``CATALOG.SCHEMA`` names; None for a path, or where a folder of that name is there."""
    found = _NAMED.fullmatch(str(out)) if isinstance(out, str) else None
    return Schema(found[1], found[2]) if found and not Path(found[0]).exists() else None


def properties(config: Config) -> dict[str, str]:
    """What each table says of the configuration that made it."""
    return {
        PARAMETERS: json.dumps(config.contract_parameters()),
        CONFIGURATION: json.dumps(settings_of(config)),
    }


def tables_there(session: SparkSession, schema: Schema) -> list[str]:
    """The star schema's tables that are there.

    Raises:
        OutputError: if there is no such schema.
    """
    with refusals(str(schema)):
        if not session.catalog.databaseExists(f"`{schema.catalog}`.`{schema.name}`"):
            raise OutputError(f"{schema}: there is no such schema in Spark's catalog; make it first: CREATE SCHEMA {schema}")
        rows = session.sql(f"SHOW TABLES IN `{schema.catalog}`.`{schema.name}`").collect()
    found = {row["tableName"].lower() for row in rows if not row["isTemporary"]}
    return [table for table in TABLES if table in found]


def make_room(schema: Schema, there: list[str]) -> None:
    """Refuses a schema that holds any of the tables."""
    if there:
        raise OutputError(
            f"{schema}.{there[0]}: is there already; give another schema, --resume to go on, or --overwrite to replace generated tables"
        )


def remove_generated(session: SparkSession, schema: Schema, there: list[str]) -> None:
    """Drops the tables that an earlier run wrote; where one is anybody else's, refuses and drops none."""
    for table in there:
        _made_by(session, schema, table)
    for table in there:
        with refusals(f"{schema}.{table}"):
            session.sql(f"DROP TABLE {schema.of(table)}")


def check_same(session: SparkSession, schema: Schema, there: list[str], config: Config) -> None:
    """Refuses tables of anybody else's, and those of another configuration."""
    for table in there:
        refuse_another(f"{schema}.{table}", _made_by(session, schema, table), config)


def _made_by(session: SparkSession, schema: Schema, table: str) -> dict[str, Any]:
    with refusals(f"{schema}.{table}"):
        told = {row["key"]: row["value"] for row in session.sql(f"SHOW TBLPROPERTIES {schema.of(table)}").collect()}
    try:
        made_by = json.loads(told[CONFIGURATION])
    except (KeyError, ValueError):
        made_by = None
    if not isinstance(made_by, dict):
        raise OutputError(f"{schema}.{table}: was not written by stockproof generate; move it away or give another schema")
    return made_by
