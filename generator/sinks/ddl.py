"""Delta tables as SQL declares them: columns, comments, constraints, clustering and properties, all from `contracts.tables`."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.tables import SCHEMA_VERSION, TABLES, Column, Table

CLUSTERED_BY = ("date_key", "product_key", "location_key")
"""What readers ask by, and so what lies together in files (RE 5)."""

WRITES = {"delta.autoOptimize.optimizeWrite": "true", "delta.autoOptimize.autoCompact": "true"}
"""For whoever writes to a table later: files of a good size, and small ones put together (RE 5)."""


def create_table(table: str, name: str, properties: Mapping[str, str], clustered: bool = True) -> str:
    """The statement that makes an empty table of the star schema under a name of SQL.

    Every column has its comment and, where NULL is not allowed, NOT NULL; ranges and enumerations are CHECK constraints (RE 2, RE 5).
    """
    declared = TABLES[table]
    columns = ", ".join(_declared(column) for column in declared)
    by = clustering(table) if clustered else ()
    parts = [f"CREATE TABLE {name} ({columns}) USING DELTA"]
    if by:
        parts.append(f"CLUSTER BY ({', '.join(by)})")
    parts.append(f"COMMENT {quoted(declared.grain)}")
    told = {"schema_version": SCHEMA_VERSION, **WRITES, **constraints(declared), **properties}
    parts.append(f"TBLPROPERTIES ({', '.join(f'{quoted(key)} = {quoted(value)}' for key, value in told.items())})")
    return " ".join(parts)


def row_schema(table: str, comments: bool = False) -> str:
    """A table's columns and types, in their order, as Spark reads a schema; NULL is for the table to refuse."""
    return ", ".join(added(column) + (_comment(column) if comments else "") for column in TABLES[table])


def clustering(table: str) -> tuple[str, ...]:
    """The columns by which a table's rows lie together; none for a dimension."""
    declared = TABLES[table]
    return () if declared.is_dimension else tuple(name for name in CLUSTERED_BY if name in declared.by_name)


def constraints(table: Table) -> dict[str, str]:
    """CHECK constraints by the properties that hold them: each range and enumeration that the schema declares."""
    return constraint_properties({f"{column.name}_allowed": check for column in table if (check := _check(column))})


def constraint_properties(checks: Mapping[str, str]) -> dict[str, str]:
    """CHECK constraints, by name, as the properties that hold them."""
    return {f"delta.constraints.{name}": check for name, check in checks.items()}


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _declared(column: Column) -> str:
    return f"{added(column)}{'' if column.nullable else ' NOT NULL'}{_comment(column)}"


def _comment(column: Column) -> str:
    return f" COMMENT {quoted(column.comment)}" if column.comment else ""


def added(column: Column) -> str:
    """A column's name and type."""
    return f"{column.name} {column.type.upper()}"


def _check(column: Column) -> str:
    """What must be true of a value that is there; empty where anything is allowed."""
    bounds = [f"{column.name} {sign} {bound}" for sign, bound in ((">=", column.minimum), ("<=", column.maximum)) if bound is not None]
    if column.allowed:
        bounds.append(f"{column.name} IN ({', '.join(quoted(value) for value in column.allowed)})")
    check = " AND ".join(bounds)
    return f"{column.name} IS NULL OR ({check})" if check and column.nullable else check
