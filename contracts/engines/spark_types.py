"""How Spark reads a stored column as what it should be: the same values as the embedded engine, from the same files.

A cast of Spark's own takes texts that are no numbers elsewhere ("1d"), days without a month, and seconds for instants: so that what a
text must look like is said here first.
"""

from __future__ import annotations

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Type
from contracts.dataset import Kind, StoredColumn
from contracts.engines.stored import ZONED, is_small_decimal

READ_AS = {
    INT: "INT",
    BIGINT: "BIGINT",
    STRING: "STRING",
    BOOLEAN: "BOOLEAN",
    DATE: "DATE",
    TIMESTAMP: "TIMESTAMP_NTZ",
    MONEY: "DECIMAL(12,2)",
    RATE: "DECIMAL(5,4)",
    DOUBLE: "DOUBLE",
}
"""Spark's names of the declared types; a timestamp is zone-less UTC."""

_NAMES = {
    "tinyint": "TINYINT",
    "smallint": "SMALLINT",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": ZONED,
    "timestamp_ntz": "TIMESTAMP",
    "binary": "BLOB",
}
_NUMBERS = (MONEY, RATE, DOUBLE)
_LARGEST_INT = 2**31 - 1
_LARGEST_DOUBLE = "1.7976931348623157E308"

_WHOLE = "^ *[+-]?[0-9]+ *$"
_NUMBER = "^ *[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)? *$"
_NO_NUMBER = "^ *[+-]?([iI][nN][fF]|[iI][nN][fF][iI][nN][iI][tT][yY]|[nN][aA][nN]) *$"
_DAY = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"
_TIME = "[ T][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?"
_ZONE = " ?(Z|UTC)|[+-][0-9]{2}(:?[0-9]{2})?"
_TRUE, _FALSE = "('true', 't', 'yes', 'y', '1')", "('false', 'f', 'no', 'n', '0')"


def name_of(simple: str) -> str:
    """The name that all engines have for a type of Spark's, such as ``bigint``, ``decimal(12,2)`` or ``array<int>``."""
    if simple.startswith("array<"):
        return f"{name_of(simple.removeprefix('array<').removesuffix('>'))}[]"
    return _NAMES.get(simple, simple.upper())


def quoted(name: str) -> str:
    """A column's name as SQL that takes it as it stands."""
    return "`" + name.replace("`", "``") + "`"


def misfits(column: StoredColumn) -> str:
    """Aggregate that counts the texts of a column that are no value of the declared type."""
    name = quoted(column.declared.name)
    return f"COUNT(CASE WHEN {name} IS NOT NULL AND {made_right(column)} IS NULL THEN 1 END)"


def made_right(column: StoredColumn) -> str:
    """The stored column as a value of the declared kind; what is no such value becomes NULL, never an error."""
    name, declared, stored = quoted(column.declared.name), column.declared.type, column.stored
    if stored is None:
        return f"CAST(NULL AS {READ_AS[declared]})"
    if stored == "text":
        return _from_text(name, declared)
    if not column.kind_ok:
        return _from_other_kind(name, declared, column.kind, stored)
    if declared in _NUMBERS:
        return name if is_small_decimal(stored) or stored == "DOUBLE" else f"CAST({name} AS DOUBLE)"
    return f"CAST({name} AS TIMESTAMP_NTZ)" if stored == ZONED else name


def _from_other_kind(name: str, declared: Type, kind: Kind, stored: str) -> str:
    """A value of another kind, where there is a way from the one to the other; else NULL."""
    if declared is STRING:
        text = f"CAST({name} AS STRING)"
        if stored in ("DOUBLE", "FLOAT"):
            return f"CASE {text} WHEN 'NaN' THEN 'nan' WHEN 'Infinity' THEN 'inf' WHEN '-Infinity' THEN '-inf' ELSE {text} END"
        return f"CONCAT({text}, '+00')" if stored == ZONED else text
    if kind is Kind.STRING:
        return _from_text(name, declared)
    if declared is BOOLEAN and kind in (Kind.INTEGER, Kind.NUMBER):
        return f"{name} <> 0"
    if declared in (INT, BIGINT) and kind is Kind.NUMBER:
        return _whole(f"CAST({name} AS DOUBLE)", declared)
    if kind is Kind.BOOLEAN and declared in (INT, BIGINT, *_NUMBERS):
        return f"CAST(CAST({name} AS INT) AS {READ_AS[declared]})"
    if (declared, kind) in ((DATE, Kind.TIMESTAMP), (TIMESTAMP, Kind.DATE)):
        return f"CAST({name} AS {READ_AS[declared]})"
    return f"CAST(NULL AS {READ_AS[declared]})"


def _whole(number: str, declared: Type) -> str:
    """A number as an integer; NULL where it has a fraction or is too large."""
    return f"CASE WHEN {number} % 1 = 0 THEN TRY_CAST({number} AS {READ_AS[declared]}) END"


def _from_text(name: str, declared: Type) -> str:
    if declared is STRING:
        return name
    if declared is BOOLEAN:
        return f"CASE WHEN LOWER({name}) IN {_TRUE} THEN TRUE WHEN LOWER({name}) IN {_FALSE} THEN FALSE END"
    if declared is DATE:
        day = f"TRY_CAST(REPLACE(REGEXP_EXTRACT({name}, '({_DAY})', 1), '/', '-') AS DATE)"
        return f"CASE WHEN {name} RLIKE '^ *({_DAY}) *$' OR {_instant(name)} IS NOT NULL THEN {day} END"
    if declared is TIMESTAMP:
        return _instant(name)
    if declared in (INT, BIGINT):
        whole = f"WHEN {name} RLIKE '{_WHOLE}' THEN TRY_CAST(TRIM({name}) AS {READ_AS[declared]})"
        return f"CASE {whole} WHEN {name} RLIKE '{_NUMBER}' THEN {_whole(f'TRY_CAST(TRIM({name}) AS DOUBLE)', declared)} END"
    known = f"{name} RLIKE '{_NUMBER}'" + (f" OR {name} RLIKE '{_NO_NUMBER}'" if declared is DOUBLE else "")
    return f"CASE WHEN {known} THEN TRY_CAST(TRIM({name}) AS {READ_AS[declared]}) END"


def _instant(name: str) -> str:
    """A text as zone-less UTC: what names a zone is brought there, what names none is there already."""
    plain = f"REPLACE(TRIM({name}), '/', '-')"
    zoned = f"CAST(TRY_CAST({plain} AS TIMESTAMP) AS TIMESTAMP_NTZ)"
    return (
        f"CASE WHEN {name} RLIKE '^ *({_DAY}){_TIME}({_ZONE}) *$' THEN {zoned}"
        f" WHEN {name} RLIKE '^ *({_DAY})({_TIME} *)?$' THEN TRY_CAST({plain} AS TIMESTAMP_NTZ) END"
    )


def bounded(column: StoredColumn) -> str:
    """A column of the right kind as laws may rely on it: no sum or product of quantities overflows, no number is NaN or infinite.

    Integers other than keys are BIGINT within the range of their declared type, day and time keys within it too; all else is NULL.
    """
    declared, name = column.declared, column.declared.name
    if declared.type is INT:
        is_wide = column.kind_ok and column.stored == "BIGINT"
        is_key = name.endswith("_key")
        if is_key and not (is_wide and name.endswith(("date_key", "time_key"))):
            return name
        value = name if is_key else f"CAST({name} AS BIGINT)"
        return f"CASE WHEN {name} BETWEEN {-_LARGEST_INT} AND {_LARGEST_INT} THEN {value} END" if is_wide else value
    if declared.type in _NUMBERS and column.stored is not None and not is_small_decimal(column.stored):
        return f"CASE WHEN CAST({name} AS DOUBLE) BETWEEN -{_LARGEST_DOUBLE} AND {_LARGEST_DOUBLE} THEN {name} END"
    return name
