"""How DuckDB reads a stored column as what it should be."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Type
from contracts.dataset import Kind, StoredColumn
from contracts.engines.names import quoted
from contracts.engines.stored import ZONED, ZONES, is_small_decimal

_BIGINT_OR_LESS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
READ_AS = {
    INT: "INTEGER",
    BIGINT: "BIGINT",
    STRING: "VARCHAR",
    BOOLEAN: "BOOLEAN",
    DATE: "DATE",
    TIMESTAMP: "TIMESTAMP",
    MONEY: "DECIMAL(12,2)",
    RATE: "DECIMAL(5,4)",
    DOUBLE: "DOUBLE",
}
"""DuckDB's names of the declared types; a timestamp is zone-less UTC."""

_NUMBERS = (MONEY, RATE, DOUBLE)
_LARGEST_INT = 2**31 - 1


def misfits(column: StoredColumn) -> str:
    """Aggregate that counts the texts of a column that are no value of the declared type."""
    name = quoted(column.declared.name)
    return f"COUNT(CASE WHEN {name} IS NOT NULL AND {made_right(column)} IS NULL THEN 1 END)"


def completeness(columns: Sequence[StoredColumn]) -> str:
    """Condition of a row that has a value in every column that must have one and is there, whatever its type."""
    needed = [quoted(column.declared.name) for column in columns if column.is_there and not column.declared.nullable]
    return " AND ".join(f"{name} IS NOT NULL" for name in needed) or "TRUE"


def made_right(column: StoredColumn) -> str:
    """The stored column as a value of the declared kind; what is no such value becomes NULL, never an error."""
    name, declared, stored = quoted(column.declared.name), column.declared.type, column.stored
    if stored is None:
        return f"CAST(NULL AS {READ_AS[declared]})"
    if stored == "text":
        return _from_text(name, declared)
    if not column.kind_ok:
        return _from_other_kind(name, declared, column.kind)
    if column.kind is Kind.INTEGER and declared in (INT, BIGINT):
        return name if stored in _BIGINT_OR_LESS else f"TRY_CAST({name} AS BIGINT)"
    if declared in _NUMBERS:
        return name if is_small_decimal(stored) or stored == "DOUBLE" else f"CAST({name} AS DOUBLE)"
    if column.kind is Kind.TIMESTAMP and stored != "TIMESTAMP":
        return instant(f"CAST({name} AS {ZONED})") if stored in ZONES else f"CAST({name} AS TIMESTAMP)"
    return name


def instant(value: str) -> str:
    """A zoned instant as zone-less UTC; a cast would read the session's zone, and zones need an extension."""
    return f"make_timestamp(epoch_us({value}))"


def _from_other_kind(name: str, declared: Type, kind: Kind) -> str:
    if kind is Kind.STRING:
        return _from_text(name, declared)
    if declared in (INT, BIGINT) and kind is Kind.NUMBER:
        return _whole(name, declared)
    return f"TRY_CAST({name} AS {READ_AS[declared]})"


def _whole(name: str, declared: Type) -> str:
    """A number or text as an integer; NULL where a fraction would be rounded away."""
    whole = f"TRY_CAST({name} AS {READ_AS[declared]})"
    return f"CASE WHEN TRY_CAST({name} AS DOUBLE) = CAST({whole} AS DOUBLE) THEN {whole} END"


def _from_text(name: str, declared: Type) -> str:
    if declared in (INT, BIGINT):
        return _whole(name, declared)
    if declared is TIMESTAMP:
        zoned = f"regexp_matches({name}, ':[0-9.]+ *(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$')"
        with_zone, plain = instant(f"TRY_CAST({name} AS {ZONED})"), _finite(f"TRY_CAST({name} AS TIMESTAMP)")
        return f"CASE WHEN {zoned} THEN {with_zone} ELSE {plain} END"
    value = f"TRY_CAST({name} AS {READ_AS[declared]})"
    return _finite(value) if declared is DATE else value


def _finite(day: str) -> str:
    """A day or an instant; NULL for the text "infinity", which DuckDB takes for one."""
    return f"CASE WHEN isfinite({day}) THEN {day} END"


def bounded(column: StoredColumn) -> str:
    """A column of the right kind as laws may rely on it: no sum or product of quantities overflows, no number is NaN or infinite.

    Integers other than keys are BIGINT within the range of their declared type, day and time keys within it too; all else is NULL.
    """
    declared, name = column.declared, column.declared.name
    if declared.type is INT:
        is_wide = column.kind_ok and column.stored not in (None, "text", "INTEGER", "SMALLINT", "TINYINT", "USMALLINT", "UTINYINT")
        is_key = name.endswith("_key")
        if is_key and not (is_wide and name.endswith(("date_key", "time_key"))):
            return name
        value = name if is_key else f"CAST({name} AS BIGINT)"
        return f"CASE WHEN {name} BETWEEN {-_LARGEST_INT} AND {_LARGEST_INT} THEN {value} END" if is_wide else value
    if declared.type in _NUMBERS and column.stored is not None and not is_small_decimal(column.stored):
        return f"CASE WHEN isfinite(CAST({name} AS DOUBLE)) THEN {name} END"
    return name
