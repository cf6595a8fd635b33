"""The contract as an open data contract (ODCS v3): tables with types, keys and references, and every law as a quality rule in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column, Table
from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant
from contracts.parameters import Setting, resolve
from contracts.relations.derived import COLUMNS, find
from contracts.schemas.own_rows import own_rows
from contracts.schemas.sql import counting
from contracts.schemas.yaml import rendered
from contracts.tables import SCHEMA_VERSION, TABLES

API_VERSION = "v3.1.0"
"""The version of the standard that the document keeps to."""

_LOGICAL = {
    INT: "integer",
    BIGINT: "integer",
    STRING: "string",
    BOOLEAN: "boolean",
    DATE: "date",
    TIMESTAMP: "timestamp",
    MONEY: "number",
    RATE: "number",
    DOUBLE: "number",
}
_DIMENSIONS = {"KEY-PK": "uniqueness", "KEY-UQ": "uniqueness", "KEY-DENSE": "coverage", "SCH-NULL": "completeness", "SCH": "conformity"}
"""What quality a law is about, by the first letters of its id; of the others, consistency."""


def document(parameters: Mapping[str, Any] | None = None) -> str:
    """The whole contract as one YAML document, by the contract's parameters or those given.

    Raises:
        InputError: for an unknown parameter or an impossible value.
    """
    settings = resolve(("param", parameters or {}))
    return rendered(
        {
            "apiVersion": API_VERSION,
            "kind": "DataContract",
            "id": "stockproof",
            "name": "Inventory-aligned retail tables",
            "version": SCHEMA_VERSION,
            "status": "active",
            "description": {
                "purpose": "Sales, returns, stock, stockouts and carts that agree with one another to the unit and the cent.",
                "usage": "Each rule counts the rows that break a law. Queries run in DuckDB and Spark, with UTC as the time zone.",
            },
            "schema": [_table(table, settings) for table in TABLES.values()],
        }
    )


def _table(table: Table, settings: Mapping[str, Setting]) -> dict[str, Any]:
    return {
        "name": table.name,
        "physicalName": table.name,
        "physicalType": "table",
        "logicalType": "object",
        "description": table.grain,
        "properties": [dict(_property(table, column)) for column in table],
        "quality": [_rule(law, settings) for law in LAWS if table_of(law) == table.name and not _is_of_columns(law)],
    }


def _is_of_columns(law: Invariant) -> bool:
    """Whether a law is what the properties say already."""
    return law.relation.partition(".")[0] == COLUMNS


def table_of(law: Invariant) -> str:
    """The table that a law is told of: whose rows its relation keeps, or else the one that it starts from."""
    _, _, table = law.relation.partition(".")
    if table:
        return table.partition(".")[0]
    rows = own_rows(law.relation)
    return rows.table if rows else next(_tables_below(law.relation))


def _tables_below(name: str) -> Iterator[str]:
    if name in TABLES:
        yield name
    else:
        for source in find(name, {}).reads:
            yield from _tables_below(source)


def _property(table: Table, column: Column) -> Iterator[tuple[str, Any]]:
    yield "name", column.name
    yield "logicalType", _LOGICAL[column.type]
    yield "physicalType", column.type.value
    bounds = {name: bound for name, bound in (("minimum", column.minimum), ("maximum", column.maximum)) if bound is not None}
    if bounds:
        yield "logicalTypeOptions", bounds
    yield "required", not column.nullable
    if column.unique or table.key == (column.name,):
        yield "unique", True
    if column.name in table.key:
        yield "primaryKey", True
        yield "primaryKeyPosition", table.key.index(column.name) + 1
    said = "; ".join(filter(None, [column.comment, f"one of {', '.join(column.allowed)}" if column.allowed else ""]))
    if said:
        yield "description", said
    if column.ref:
        yield "relationships", [{"type": "foreignKey", "to": column.ref}]


def _rule(law: Invariant, settings: Mapping[str, Setting]) -> dict[str, Any]:
    prefix = law.id.partition(".")[0]
    return {
        "name": law.id,
        "description": law.title,
        "type": "sql",
        "dimension": _DIMENSIONS.get(prefix) or _DIMENSIONS.get(prefix.partition("-")[0], "consistency"),
        "severity": law.severity.value,
        "customProperties": [{"property": "source", "value": law.source}, {"property": "family", "value": law.family}],
        "query": counting(law, settings),
        "mustBe": 0,
    }
