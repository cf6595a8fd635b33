"""Relations that follow from the schema: the rows of a table beside what they refer to, the copies of a key, the declared columns."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.columns import Column, Table
from contracts.dataset import StoredColumn, StoredTable
from contracts.relations import Relation, load
from contracts.tables import TABLES

ROWS, COPIES, COLUMNS, LOCATIONS = "rows_of", "copies_of", "columns_of", "rows_of_each_location"

LOCATION = "location_key"
"""The column that names a row's location, in all tables that have one."""

HORIZON = "horizon_end"
"""The relation that knows the first and the last day with snapshots."""

HORIZON_TABLES = (
    "gold_purchase_request_fact",
    "gold_sales_fact",
    "gold_inventory_movement_fact",
    "gold_cart_abandonment_fact",
    "gold_customer_event_fact",
)
"""Tables whose own date_key must lie in the horizon."""


def stored_name(table: str) -> str:
    """Name under which engines offer a table as it is stored: kinds made right, values untouched, and ``is_complete``."""
    return f"stored_{table}"


def relation_name(kind: str, table: str, column: str | None = None) -> str:
    """Name of a derived relation, such as ``copies_of.gold_customer_dim.customer_id``."""
    return ".".join(filter(None, (kind, table, column)))


def find(name: str, stored: Mapping[str, StoredTable]) -> Relation:
    """The relation of that name, derived or from its file.

    Raises:
        KeyError: if there is none.
    """
    kind, _, rest = name.partition(".")
    table, _, column = rest.partition(".")
    if kind == LOCATIONS:
        return rows_of_each_location()
    if kind == ROWS:
        return rows_of(TABLES[table])
    if kind == COPIES:
        return copies_of(TABLES[table], column or None)
    if kind == COLUMNS:
        return columns_of(stored[table])
    return load(name)


def found_column(column: Column) -> str:
    """Name of the column of ``rows_of`` that says whether a reference resolves."""
    return f"{column.name}_found"


def rows_of(table: Table) -> Relation:
    """One row per row of a table, with a flag for each reference that says whether it resolves, and the horizon's two ends."""
    reads = [table.name]
    outputs = [f"row_.{column.name} AS {column.name}" for column in table] + ["row_.is_complete AS is_complete"]
    joins = []
    for column in table:
        reference = column.reference
        if reference:
            target, key = reference
            keys = f"SELECT DISTINCT {key} FROM {target} WHERE {key} IS NOT NULL"
            side = f"ref_{column.name}"
            outputs.append(f"{side}.{key} IS NOT NULL AS {found_column(column)}")
            joins.append(f"LEFT JOIN ({keys}) AS {side} ON {side}.{key} = row_.{column.name}")
            reads.append(target)
    if table.name in HORIZON_TABLES:
        outputs += ["horizon.first_day AS first_day", "horizon.last_day AS last_day"]
        joins.append(f"CROSS JOIN {HORIZON} AS horizon")
        reads.append(HORIZON)
    sql = f"SELECT {', '.join(outputs)} FROM {stored_name(table.name)} AS row_ {' '.join(joins)}"
    grain = f"One row per row of {table.name}."
    return Relation(relation_name(ROWS, table.name), sql, grain, table.key, tuple(dict.fromkeys(reads)), _refers_locally(table))


def _refers_locally(table: Table) -> bool:
    """Whether the rows of a location say the same of their references when all other locations are left out."""
    references = [column.reference for column in table if column.reference]
    return LOCATION in table.by_name and all(key == LOCATION or LOCATION not in TABLES[target].by_name for target, key in references)


def copies_of(table: Table, column: str | None = None) -> Relation:
    """One row per value of a table's primary key, or of a candidate key, with the number of rows that have it."""
    key = (column,) if column else table.key
    listed = ", ".join(key)
    there = " AND ".join(f"{name} IS NOT NULL" for name in key)
    sql = f"SELECT {listed}, COUNT(*) AS copies FROM {table.name} WHERE {there} GROUP BY {listed}"
    grain = f"One row per {listed} of {table.name}."
    return Relation(relation_name(COPIES, table.name, column), sql, grain, key, (table.name,), position_local=LOCATION in key)


def rows_of_each_location() -> Relation:
    """One row per location that any table names, with the number of rows that name it; one for those that name none."""
    tables = [table.name for table in TABLES.values() if LOCATION in table.by_name]
    counts = " UNION ALL ".join(f"SELECT {LOCATION}, COUNT(*) AS row_count FROM {table} GROUP BY {LOCATION}" for table in tables)
    sql = f"SELECT {LOCATION}, CAST(SUM(row_count) AS BIGINT) AS row_count FROM ({counts}) AS counted GROUP BY {LOCATION}"
    return Relation(LOCATIONS, sql, "One row per location that any table names.", (LOCATION,), tuple(tables))


def columns_of(table: StoredTable) -> Relation:
    """One row per declared column of a table, beside what is stored under that name."""
    sql = " UNION ALL ".join(_column_row(column) for column in table.columns)
    return Relation(relation_name(COLUMNS, table.name), sql, f"One row per declared column of {table.name}.", ("column_name",), ())


def _column_row(column: StoredColumn) -> str:
    stored = "CAST(NULL AS VARCHAR(200))" if column.stored is None else "'" + column.stored.replace("'", "''") + "'"
    flags = ((column.is_there, "is_there"), (column.kind_ok, "kind_ok"), (column.width_ok, "width_ok"))
    return (
        f"SELECT '{column.declared.name}' AS column_name, '{column.declared.type}' AS declared, "
        f"{stored} AS stored, "
        + ", ".join(f"{str(value).upper()} AS {name}" for value, name in flags)
        + f", {column.not_castable} AS not_castable"
    )
