"""Relations that follow from the schema: the rows of a table beside what they refer to, the copies of a key, the declared columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.columns import Column, Table
from contracts.dataset import StoredColumn, StoredTable
from contracts.relations import REPEATED, Relation, load, succession
from contracts.tables import TABLES

ROWS, COPIES, COLUMNS, DANGLING = "rows_of", "copies_of", "columns_of", "dangling_"
LOCATIONS = "rows_of_each_location"

_SORTED, _SORTED_KEY = "position_close", ("product_key", "location_key", "date_key")
"""The relation for which the snapshots are sorted anyway, so that it knows which of them are copies, and their primary key."""

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


def repeated_name(table: str) -> str:
    """Name of the relation of the primary keys that several rows of a table have; SQL can read it as it stands."""
    return f"{REPEATED}{table}"


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
    if kind in succession.SUCCESSIONS:
        return succession.relation(succession.SUCCESSIONS[kind])
    if kind == LOCATIONS:
        return rows_of_each_location()
    if kind.startswith(REPEATED):
        return repeated_in(TABLES[kind.removeprefix(REPEATED)])
    if kind in _DANGLING:
        return dangling(*_DANGLING[kind])
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
            side = f"ref_{column.name}"
            if _is_small(target):
                outputs.append(f"{side}.{key} IS NOT NULL AS {found_column(column)}")
                values, read = _each_value(TABLES[target], key)
                joins.append(f"LEFT JOIN ({values}) AS {side} ON {side}.{key} = row_.{column.name}")
                reads += read
            else:
                dangling = dangling_name(table.name, column.name)
                found = f"row_.{column.name} IS NOT NULL AND {side}.{column.name} IS NULL"
                outputs.append(f"{found} AS {found_column(column)}")
                joins.append(f"LEFT JOIN {dangling} AS {side} ON {side}.{column.name} = row_.{column.name}")
                reads.append(dangling)
    if table.name in HORIZON_TABLES:
        outputs += ["horizon.first_day AS first_day", "horizon.last_day AS last_day"]
        joins.append(f"CROSS JOIN {HORIZON} AS horizon")
        reads.append(HORIZON)
    sql = f"SELECT {', '.join(outputs)} FROM {stored_name(table.name)} AS row_ {' '.join(joins)}"
    grain = f"One row per row of {table.name}."
    return Relation(relation_name(ROWS, table.name), sql, grain, table.key, tuple(dict.fromkeys(reads)), LOCATION in table.by_name)


def _is_small(table: str) -> bool:
    """Whether a table is a dimension, whose keys each row can look up; of others, the values that they lack are found once."""
    return table.endswith("_dim")


def dangling_name(table: str, column: str) -> str:
    """Name of the relation of the references that do not resolve; SQL can read it as it stands."""
    return f"{DANGLING}{column}_of_{table}"


def dangling(table: Table, column: Column) -> Relation:
    """One row per value of a reference that is not to be found where it refers to: few, so that engines keep them.

    Raises:
        KeyError: if the column is no reference.
    """
    if not column.reference:
        raise KeyError(f"{table.name}.{column.name} refers to nothing")
    target, key = column.reference
    sql = (
        f"SELECT DISTINCT row_.{column.name} FROM {table.name} AS row_ LEFT JOIN {target} AS told ON told.{key} = row_.{column.name}"
        f" WHERE row_.{column.name} IS NOT NULL AND told.{key} IS NULL"
    )
    grain = f"One row per {column.name} of {table.name} that is not to be found in {target}."
    reads = tuple(dict.fromkeys((table.name, target)))
    return Relation(dangling_name(table.name, column.name), sql, grain, (column.name,), reads, computed_once=True)


_DANGLING = {dangling_name(table.name, column.name): (table, column) for table in TABLES.values() for column in table if column.reference}


def _each_value(table: Table, key: str) -> tuple[str, list[str]]:
    """SELECT of each value of a column once, and what it reads; of a primary key, the few values to see to are known already."""
    if (key,) != table.key:
        return f"SELECT DISTINCT {key} FROM {table.name} WHERE {key} IS NOT NULL", [table.name]
    repeated = repeated_name(table.name)
    return f"{_told_once(table, f'own.{key}')} UNION ALL SELECT {key} FROM {repeated}", [table.name, repeated]


def _told_once(table: Table, outputs: str) -> str:
    """SELECT over the rows ``own`` whose primary key is whole and no other row's."""
    matched = " AND ".join(f"more.{name} = own.{name}" for name in table.key)
    whole = " AND ".join(f"own.{name} IS NOT NULL" for name in table.key)
    repeated = repeated_name(table.name)
    return f"SELECT {outputs} FROM {table.name} AS own LEFT JOIN {repeated} AS more ON {matched} WHERE more.copies IS NULL AND {whole}"


def repeated_in(table: Table) -> Relation:
    """One row per value of a table's primary key that more than one row has: few, so that engines keep them."""
    listed = ", ".join(table.key)
    grouped, by_sorting = _key_values(table.name, table.key, "HAVING COUNT(*) > 1"), None
    source = table.name
    if len(table.key) == 1:
        beside = f"SELECT {listed}, LAG({listed}) OVER (ORDER BY {listed}) AS smaller FROM {table.name} WHERE {listed} IS NOT NULL"
        by_sorting = f"SELECT {listed}, COUNT(*) + 1 AS copies FROM ({beside}) AS told WHERE smaller = {listed} GROUP BY {listed}"
    if table.key == _SORTED_KEY:
        source = _SORTED
        grouped = _key_values(f"(SELECT * FROM {_SORTED} WHERE is_copy) AS copy", table.key).replace("COUNT(*)", "COUNT(*) + 1")
    grain = f"One row per {listed} that several rows of {table.name} have."
    local = LOCATION in table.key
    return Relation(repeated_name(table.name), grouped, grain, table.key, (source,), local, computed_once=True, by_sorting=by_sorting)


def copies_of(table: Table, column: str | None = None) -> Relation:
    """One row per value of a table's primary key, or of a candidate key, with the number of rows that have it."""
    key: tuple[str, ...] = (column,) if column else table.key
    if column:
        sql, reads = _key_values(table.name, key), [table.name]
    else:
        reads = [table.name, repeated_name(table.name)]
        once = _told_once(table, ", ".join([*(f"own.{name}" for name in key), "CAST(1 AS BIGINT) AS copies"]))
        sql = f"{once} UNION ALL SELECT {', '.join(key)}, copies FROM {repeated_name(table.name)}"
    grain = f"One row per {', '.join(key)} of {table.name}."
    return Relation(relation_name(COPIES, table.name, column), sql, grain, key, tuple(reads), position_local=LOCATION in key)


def _key_values(source: str, key: Sequence[str], having: str = "") -> str:
    listed = ", ".join(key)
    whole = " AND ".join(f"{name} IS NOT NULL" for name in key)
    return f"SELECT {listed}, COUNT(*) AS copies FROM {source} WHERE {whole} GROUP BY {listed} {having}".rstrip()


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
