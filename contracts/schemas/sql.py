"""Each law as one plain SELECT of the rows that break it, over tables under the contract's names: for any DuckDB or Spark session.

The relations that a law needs become common table expressions, with the same SQL that the judge runs. Tables are of the declared kinds,
and the session is in UTC; what a judge would call unknown returns no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.columns import DOUBLE, INT, MONEY, RATE, TIMESTAMP, Column, Table
from contracts.dataset import StoredColumn
from contracts.engines.stored import INTEGERS, described
from contracts.invariants.catalogue import LAWS
from contracts.invariants.law import Invariant, Severity
from contracts.parameters import Setting, resolve
from contracts.relations import Relation, bind, in_order, placeholders
from contracts.relations.derived import COLUMNS, find, stored_name
from contracts.tables import TABLES

_FRACTIONAL = (MONEY, RATE, DOUBLE)
_LARGEST = 2**31 - 1
_TABLE = re.compile(rf"\b(FROM|JOIN)(\s+)({'|'.join(TABLES)})\b(\s+AS\b)?")
_WORD = re.compile(r"[A-Za-z_]\w*")
_DECIMALS = ("DECIMAL(12,2)", "DECIMAL(5,4)")
_TYPES = (*INTEGERS, "FLOAT", "DOUBLE", "VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", *_DECIMALS)
_SPARK = {"VARCHAR": "string", "INTEGER": "int", "TIMESTAMP": "timestamp_ntz", "TIMESTAMP WITH TIME ZONE": "timestamp"}
"""What Spark calls a type where not the same as DuckDB."""


_BY_THEIR_NAMES: Mapping[str, str] = {}


def queries(parameters: Mapping[str, Any] | None = None) -> Iterator[tuple[Invariant, str]]:
    """Every law of tables with its SELECT, by the contract's parameters or those given.

    Raises:
        InputError: for an unknown parameter or an impossible value.
    """
    settings = resolve(("param", parameters or {}))
    for law in LAWS:
        yield law, f"{_head(law, settings)}\n{query(law, settings)};\n"


def query(law: Invariant, settings: Mapping[str, Setting], called: Mapping[str, str] = _BY_THEIR_NAMES) -> str:
    """The SELECT of the rows that break a law, smallest keys first; ``called`` has the tables that go by another name."""
    kind, _, name = law.relation.partition(".")
    if kind == COLUMNS:
        return _of_columns(law, TABLES[name], called.get(name, name))
    literals = {key: setting.literal for key, setting in settings.items()}
    relation = find(law.relation, {})
    needed = in_order([law.relation], lambda wanted: find(wanted, {}))
    steps = {f"{_plain(each.name)}": bind(_over_steps(_sql(each)), literals) for each in needed}
    tables = dict.fromkeys(source for each in needed for source in each.reads if source in TABLES)
    text = " ".join([*steps.values(), law.when, law.holds, *relation.key])
    ctes = [*_table_steps(tables, needed, frozenset(_WORD.findall(text)), called), *steps.items()]
    listed = ",\n".join(f"{step} AS (\n{sql}\n)" for step, sql in ctes)
    broken = bind(f"({law.when}) AND ({law.holds}) IS NOT TRUE", literals)
    order = ", ".join(f"{column} NULLS FIRST" for column in relation.key)
    return f"WITH\n{listed}\nSELECT *\nFROM {_plain(relation.name)}\nWHERE {broken}\nORDER BY {order}"


def counting(law: Invariant, settings: Mapping[str, Setting]) -> str:
    """SELECT of one number: how many rows break a law."""
    return f"SELECT COUNT(*) AS broken\nFROM (\n{query(law, settings)}\n) AS broken_rows"


def _sql(relation: Relation) -> str:
    return relation.succession.in_any_order() if relation.succession else relation.sql


def _over_steps(sql: str) -> str:
    """SQL that reads tables through the step that makes them what laws may rely on."""
    return _TABLE.sub(lambda found: f"{found[1]}{found[2]}{_relied_on(found[3])}{found[4] or f' AS {found[3]}'}", sql)


def _relied_on(table: str) -> str:
    return f"known_{table}"


def _plain(name: str) -> str:
    """A relation's name as one that every engine takes."""
    return name.replace(".", "_")


def _table_steps(
    tables: Mapping[str, None], needed: list[Relation], named: frozenset[str], called: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The tables that relations read: as they are stored, with ``is_complete``, or as laws may rely on them, in the columns named."""
    text = " ".join(_sql(relation) for relation in needed)
    for name in tables:
        if stored_name(name) in text:
            yield stored_name(name), f"SELECT *, {_complete(TABLES[name])} AS is_complete FROM {called.get(name, name)}"
        if re.search(rf"\b(FROM|JOIN)\s+{name}\b", text):
            columns = ",\n".join(f"    {_bounded(column)}" for column in TABLES[name] if column.name in named)
            yield _relied_on(name), f"SELECT\n{columns}\nFROM {called.get(name, name)}"


def _complete(table: Table) -> str:
    return " AND ".join(f"{column.name} IS NOT NULL" for column in table if not column.nullable)


def _bounded(column: Column) -> str:
    """A column of which no sum or product overflows, that is never NaN or infinite, and no instant but in UTC."""
    name = column.name
    if column.type is INT and not name.endswith("_key"):
        return f"CASE WHEN {name} BETWEEN {-_LARGEST} AND {_LARGEST} THEN CAST({name} AS BIGINT) END AS {name}"
    if column.type in _FRACTIONAL:
        return f"CASE WHEN {name} - {name} = 0 THEN {name} END AS {name}"
    return f"CAST({name} AS TIMESTAMP) AS {name}" if column.type is TIMESTAMP else name


def _of_columns(law: Invariant, table: Table, source: str) -> str:
    """A SELECT that names the columns of a wrong type; of columns that are not there, the engine's own refusal tells."""
    if "is_there" in law.holds:
        return f"SELECT {', '.join(column.name for column in table)}\nFROM {source}\nWHERE FALSE"
    exact = "width_ok" in law.holds
    parts = "\nUNION ALL\n".join(_types_of(source, column, exact) for column in table)
    return f"SELECT *\nFROM (\n{parts}\n) AS found\nORDER BY column_name NULLS FIRST"


def _types_of(source: str, column: Column, exact: bool) -> str:
    names = {_lower(name): described(column, {column.name: name}, as_text=False) for name in _TYPES}
    allowed = [name for name, found in names.items() if _allows(found, exact)]
    spelt = sorted({*allowed, *(_SPARK[name.upper()] for name in allowed if name.upper() in _SPARK)})
    decimals = "" if exact or column.type not in _FRACTIONAL else " AND stored NOT LIKE 'decimal(%'"
    stored = f"SELECT DISTINCT LOWER(typeof({column.name})) AS stored FROM {source}"
    listed = ", ".join(f"'{name}'" for name in spelt)
    return (
        f"SELECT '{column.name}' AS column_name, '{column.type.value}' AS declared, stored\n"
        f"FROM ({stored}) AS types\nWHERE stored NOT IN ({listed}){decimals}"
    )


def _allows(found: StoredColumn, exact: bool) -> bool:
    return found.width_ok if exact else found.kind_ok


def _lower(name: str) -> str:
    return name.lower()


def _head(law: Invariant, settings: Mapping[str, Setting]) -> str:
    warning = "; a warning only" if law.severity is Severity.WARNING else ""
    lines = [f"{law.id}: {law.title}.", f"Source: {law.source}{warning}.", _returns(law)]
    relation = None if law.relation.startswith(COLUMNS) else find(law.relation, {})
    if relation:
        needed = in_order([law.relation], lambda wanted: find(wanted, {}))
        text = " ".join([law.when, law.holds, *(_sql(each) for each in needed)])
        lines += [f"By {name} = {settings[name].value}." for name in placeholders(text)]
    return "\n".join(f"-- {line}" for line in lines)


def _returns(law: Invariant) -> str:
    if law.relation.startswith(COLUMNS):
        says = "no row; where a column is not there, the engine says so" if "is_there" in law.holds else "the columns that break it"
        return f"Returns {says}."
    enough = f" where there are {law.sample_needed}" if law.sample_needed else ""
    return f"Returns the rows that break it{enough}, none if it holds. Run it in UTC."
