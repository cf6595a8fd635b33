"""The vocabulary of faults: which rows, and which column becomes what. Everything here is text of portable SELECTs.

A fault first says where it happens: `first` or `every` of the rows that qualify, whose columns are then known as ``at_...``. An edit
shows a table as it would be: rows amended, `dropped` or `added` where they are at the place touched, columns left out or `retyped`.
Expressions name the table's own columns plainly and the place's as ``at_...``; what they give is cast to the declared type.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP
from contracts.faults.fault import TOUCHED
from contracts.faults.scenes import key_of
from contracts.tables import TABLES

SQL_TYPES = {
    INT: "INT",
    BIGINT: "BIGINT",
    STRING: "STRING",
    BOOLEAN: "BOOLEAN",
    DATE: "DATE",
    TIMESTAMP: "TIMESTAMP",
    MONEY: "DECIMAL(12,2)",
    RATE: "DECIMAL(5,4)",
    DOUBLE: "DOUBLE",
}
"""Names of the declared types that every engine reads."""


def first(source: str, where: str, *columns: str) -> str:
    """The row of smallest key among those of a table or scene that qualify, with its key or these columns as ``at_...``."""
    key = key_of(source)
    kept = columns or key
    read = ", ".join(dict.fromkeys((*kept, *key)))
    order = ", ".join(f"{name} NULLS LAST" for name in key)
    place = f"SELECT {read}, ROW_NUMBER() OVER (ORDER BY {order}) AS place FROM {source} WHERE {where}"
    return f"SELECT {_as_at(kept)}, TRUE AS is_touched FROM ({place}) AS candidate WHERE place = 1"


def every(source: str, where: str, *columns: str) -> str:
    """All rows of a table or scene that qualify, with their key or these columns as ``at_...``."""
    return f"SELECT {_as_at(columns or key_of(source))}, TRUE AS is_touched FROM {source} WHERE {where}"


def _as_at(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{column} AS at_{column}" for column in columns)


def amend(table: str, on: str = "", **columns: str) -> str:
    """The table with these columns set to these expressions where a row is at a place touched: by key, or as ``on`` says."""
    set_to = {name: f"CASE WHEN is_touched THEN {value} ELSE {name} END AS {name}" for name, value in _cast(table, columns).items()}
    return f"SELECT {_listed(table, set_to)} FROM {table} LEFT JOIN {TOUCHED} ON {on or _by_key(table)}"


def dropped(table: str, on: str = "", of: str = "") -> str:
    """The table (or what ``of`` shows of it) without the rows at the places touched."""
    source = f"({of}) AS shown" if of else table
    return f"SELECT {_listed(table)} FROM {source} LEFT JOIN {TOUCHED} ON {on or _by_key(table)} WHERE is_touched IS NULL"


def added(table: str, on: str = "", of: str = "", **columns: str) -> str:
    """The table (or what ``of`` shows of it) with the rows at the places touched once more, there with these columns set."""
    set_to = {name: f"{value} AS {name}" for name, value in _cast(table, columns).items()}
    again = f"SELECT {_listed(table, set_to)} FROM {table} INNER JOIN {TOUCHED} ON {on or _by_key(table)}"
    return f"{of or f'SELECT {_listed(table)} FROM {table}'} UNION ALL {again}"


def without(table: str, column: str) -> str:
    """The table without one of its columns."""
    return f"SELECT {', '.join(each.name for each in TABLES[table] if each.name != column)} FROM {table}"


def retyped(table: str, column: str, sql_type: str) -> str:
    """The table with a column in another type."""
    return f"SELECT {_listed(table, {column: f'CAST({column} AS {sql_type}) AS {column}'})} FROM {table}"


def _cast(table: str, columns: Mapping[str, str]) -> dict[str, str]:
    return {name: f"CAST({value} AS {SQL_TYPES[TABLES[table][name].type]})" for name, value in columns.items()}


def columns_of(table: str) -> str:
    """All columns of the table, listed."""
    return _listed(table)


def _listed(table: str, set_to: Mapping[str, str] = MappingProxyType({})) -> str:
    return ", ".join(set_to.get(column.name, column.name) for column in TABLES[table])


def _by_key(table: str) -> str:
    return at(*TABLES[table].key)


def at(*columns: str) -> str:
    """Condition that a row is at the place touched, by these columns."""
    return " AND ".join(f"{column} = at_{column}" for column in columns)
