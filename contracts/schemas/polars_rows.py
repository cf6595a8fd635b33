"""Rules judged on a polars frame: each predicate is one native expression, and all of them are evaluated in one pass."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column, Type
from contracts.dataset import Kind, StoredColumn
from contracts.schemas.rules import KeyRule, RowRule, Rules

DECLARED: dict[Type, pl.DataType] = {
    INT: pl.Int32(),
    BIGINT: pl.Int64(),
    STRING: pl.String(),
    BOOLEAN: pl.Boolean(),
    DATE: pl.Date(),
    TIMESTAMP: pl.Datetime("us", "UTC"),
    MONEY: pl.Decimal(12, 2),
    RATE: pl.Decimal(5, 4),
    DOUBLE: pl.Float64(),
}
"""The declared types as polars'; a timestamp of another zone, or of none, is one too."""

_EXACT = {found: declared for declared, found in DECLARED.items()}
_TEXT = (pl.String, pl.Categorical, pl.Enum)


def stored_column(column: Column, schema: Mapping[str, pl.DataType]) -> StoredColumn:
    """What a frame holds under a declared column's name; a column without any value is whatever was declared."""
    if column.name not in schema:
        return StoredColumn(column, None)
    found = schema[column.name]
    if found == pl.Null:
        return StoredColumn(column, "Null", _kind(DECLARED[column.type]), column.type)
    exact = TIMESTAMP if isinstance(found, pl.Datetime) and found.time_unit == "us" else _EXACT.get(found)
    return StoredColumn(column, str(found), _kind(found), exact)


def _kind(found: pl.DataType) -> Kind:
    if found.is_integer():
        return Kind.INTEGER
    if found.is_numeric():
        return Kind.NUMBER
    if isinstance(found, _TEXT):
        return Kind.STRING
    if isinstance(found, pl.Datetime):
        return Kind.TIMESTAMP
    return {pl.Boolean(): Kind.BOOLEAN, pl.Date(): Kind.DATE}.get(found, Kind.OTHER)


@dataclass(frozen=True)
class Outcomes:
    """What rules say of one frame: ``kept`` has a column of truth values for each law about rows or keys, by its id.

    ``found`` tells what the frame holds under each declared name.
    """

    kept: pl.DataFrame
    found: tuple[StoredColumn, ...]

    def found_as(self, column: Column) -> StoredColumn:
        """What the frame holds under a declared column's name."""
        return next(each for each in self.found if each.declared == column)


def evaluate(frame: pl.LazyFrame, rules: Rules) -> Outcomes:
    """Judges all rules over a frame in one pass; a rule that needs what is not there, or is of another kind, has no column."""
    schema = frame.collect_schema()
    found = tuple(stored_column(column, schema) for column in rules.declared)
    unsound = {column.declared.name for column in found if not column.kind_ok}
    sound = schema.keys() - unsound
    judged: tuple[RowRule | KeyRule, ...] = (*rules.of_rows(schema.keys(), sound), *rules.of_keys(sound))
    return Outcomes(frame.with_row_index("_row").select("_row", *map(expression, judged)).drop("_row").collect(), found)


def expression(rule: RowRule | KeyRule) -> pl.Expr:
    """One truth value a row, under the law's id; of rows with one key value the first stands for all, so that values are counted."""
    if isinstance(rule, RowRule):
        return pl.sql_expr(rule.kept).alias(rule.law.id)
    value = pl.struct(rule.columns)
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in rule.columns)
    return (~(whole & value.is_duplicated() & value.is_first_distinct())).alias(rule.law.id)


@dataclass
class Memory:
    """The outcomes of the frame that was looked at last, so that its checks, which come one by one, cost one pass together."""

    rules: Rules
    of: weakref.ref[object] | None = None
    outcomes: Outcomes | None = field(default=None, repr=False)

    def look(self, frame: object, rows: Callable[[], pl.LazyFrame]) -> Outcomes:
        """The outcomes of a frame, which ``rows`` makes a polars frame of."""
        if self.outcomes is None or self.of is None or self.of() is not frame:
            self.outcomes = evaluate(rows(), self.rules)
            self.of = weakref.ref(frame)
        return self.outcomes

    def forget(self) -> None:
        """Looks anew next time, whatever the frame."""
        self.of = self.outcomes = None
