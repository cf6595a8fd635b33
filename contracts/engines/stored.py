"""What a stored column is against the declared one, whichever engine found it.

Engines tell of types by one set of names, DuckDB's, so that a report says the same of the same table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column, Table
from contracts.dataset import Kind, StoredColumn, StoredTable
from contracts.errors import InputError

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
_INSTANTS = ("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")
ZONED = "TIMESTAMP WITH TIME ZONE"
ZONES = (ZONED, "TIMESTAMPTZ_NS")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")

_KINDS = {
    **dict.fromkeys(INTEGERS, Kind.INTEGER),
    **dict.fromkeys(("FLOAT", "DOUBLE"), Kind.NUMBER),
    **dict.fromkeys((*_INSTANTS, *ZONES), Kind.TIMESTAMP),
    "VARCHAR": Kind.STRING,
    "BOOLEAN": Kind.BOOLEAN,
    "DATE": Kind.DATE,
}
_EXACT = {
    "INTEGER": INT,
    "BIGINT": BIGINT,
    "VARCHAR": STRING,
    "BOOLEAN": BOOLEAN,
    "DATE": DATE,
    "TIMESTAMP": TIMESTAMP,
    ZONED: TIMESTAMP,
    "DECIMAL(12,2)": MONEY,
    "DECIMAL(5,4)": RATE,
    "DOUBLE": DOUBLE,
}
_TEXT_KINDS = {
    INT: Kind.INTEGER,
    BIGINT: Kind.INTEGER,
    STRING: Kind.STRING,
    BOOLEAN: Kind.BOOLEAN,
    DATE: Kind.DATE,
    TIMESTAMP: Kind.TIMESTAMP,
}


@dataclass(frozen=True)
class Known:
    """What is known of a table's rows beside them: columns whose texts count as of the declared type, texts by column that have been
    found to be no value of a stated type, and the place in a mapping that made the rows.
    """

    texts: frozenset[str] = frozenset()
    misfits: Mapping[str, int] = field(default_factory=dict)
    mapped: str = ""


def described(column: Column, found: Mapping[str, str], as_text: bool) -> StoredColumn:
    """What is stored under a declared column's name; ``found`` maps the stored names to types.

    Text tables have no types of their own: their columns count as declared, and what is no value of it is counted later.
    """
    stored = _type_of(column, found)
    if stored is None:
        return StoredColumn(column, None)
    if as_text:
        return StoredColumn(column, "text", _TEXT_KINDS.get(column.type, Kind.NUMBER), column.type)
    return StoredColumn(column, stored, kind_of(stored), _EXACT.get(stored))


def kind_of(stored: str) -> Kind:
    """What a type holds, by the name that all engines have for it."""
    return Kind.NUMBER if _DECIMAL.fullmatch(stored) else _KINDS.get(stored, Kind.OTHER)


def _type_of(column: Column, found: Mapping[str, str]) -> str | None:
    """Type of the column of that name; where none is spelt alike, of one that differs in case only, as in SQL."""
    if column.name in found:
        return found[column.name]
    return next((kind for name, kind in found.items() if name.lower() == column.name), None)


def with_misfits(column: StoredColumn, count: int) -> StoredColumn:
    """The column, with the number of its texts that are no value of the declared type."""
    return replace(column, not_castable=count)


def untyped(table: Table, found: Mapping[str, str]) -> frozenset[str]:
    """Declared columns that are still texts and should be something else; ``found`` maps names to types by the names of all engines."""
    other = {column.name for column in table if column.type is not STRING}
    return frozenset(name.lower() for name, type_ in found.items() if type_ == "VARCHAR" and name.lower() in other)


def damaged(table: StoredTable, error: Exception) -> InputError:
    """What to say of a table that cannot be read to its end: where its mapping stands, if it has one."""
    return InputError(f"{table.mapped}{': ' if table.mapped else ''}{table.name} cannot be read to its end: {error}", table=table.name)


def is_small_decimal(stored: str) -> bool:
    """Whether sums and products of the decimal stay within what engines' decimals hold."""
    digits = _DECIMAL.fullmatch(stored)
    return digits is not None and int(digits[1]) <= 18 and int(digits[2]) <= 4
