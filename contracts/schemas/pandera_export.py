"""The tables as pandera schemas in a Python module of its own, which needs pandera and polars and nothing of stockproof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column
from contracts.invariants.law import Severity
from contracts.schemas.rules import KeyRule, RowRule, Rules, rules_of
from contracts.tables import SCHEMA_VERSION, TABLES

_TYPES = {
    INT: "pl.Int32",
    BIGINT: "pl.Int64",
    STRING: "pl.String",
    BOOLEAN: "pl.Boolean",
    DATE: "pl.Date",
    TIMESTAMP: 'pl.Datetime("us", "UTC")',
    MONEY: "pl.Decimal(12, 2)",
    RATE: "pl.Decimal(5, 4)",
    DOUBLE: "pl.Float64",
}

_OPENING = f'''"""The tables of the stockproof contract, version {SCHEMA_VERSION}, as pandera schemas for polars frames.

SCHEMAS["gold_sales_fact"].validate(frame, lazy=True) names the laws that rows break. Of a LazyFrame pandera checks the data only at the
depth SCHEMA_AND_DATA. What compares rows with others, or tables, is not here.
"""

import pandera.polars as pa
import polars as pl


def _law(law, sentence, predicate, warns=False):
    """A check of rows: the predicate, in SQL, is true of those that keep the law."""
    return pa.Check(
        lambda data: data.lazyframe.select(pl.sql_expr(predicate)),
        name=law,
        error=f"{{law}}: {{sentence}}",
        ignore_na=False,
        raise_warning=warns,
        n_failure_cases=20,
    )


def _key(law, sentence, *columns):
    """A check of a key: of rows that share one, the first fails."""
    value = pl.struct(columns)
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in columns)
    broken = whole & value.is_duplicated() & value.is_first_distinct()
    return pa.Check(
        lambda data: data.lazyframe.select(~broken), name=law, error=f"{{law}}: {{sentence}}", ignore_na=False, n_failure_cases=20
    )


SCHEMAS = {{}}
'''


def module(parameters: Mapping[str, Any] | None = None) -> str:
    """The text of the module, by the contract's parameters or those given.

    Raises:
        InputError: for an unknown parameter or an impossible value.
    """
    return _OPENING + "".join(_schema(rules_of(name, parameters)) for name in TABLES)


def _schema(rules: Rules) -> str:
    columns = "\n".join(f"        {column.name!r}: {_column(column)}," for column in rules.declared)
    checks = "\n".join(f"        {check}," for check in _checks(rules))
    return f"""
SCHEMAS[{rules.name!r}] = pa.DataFrameSchema(
    {{
{columns}
    }},
    checks=[
{checks}
    ],
    name={rules.name!r},
    description={rules.grain!r},
)
"""


def _column(column: Column) -> str:
    said = f", description={column.comment!r}" if column.comment else ""
    return f"pa.Column({_TYPES[column.type]}, nullable={column.nullable}{said})"


def _checks(rules: Rules) -> Iterator[str]:
    """Laws about rows and keys; columns, types and NULL are the schema's own."""
    for rule in rules.rules:
        law = rule.law
        if isinstance(rule, RowRule):
            warns = ", warns=True" if law.severity is Severity.WARNING else ""
            yield f"_law({law.id!r}, {law.title!r}, {rule.kept!r}{warns})"
        elif isinstance(rule, KeyRule):
            yield f"_key({law.id!r}, {law.title!r}, {', '.join(map(repr, rule.columns))})"
