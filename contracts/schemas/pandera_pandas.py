"""pandera schemas for pandas frames: rows are judged as polars columns, into which the frame is read once for all checks together.

What pandas does to values is understood: whole numbers with gaps, which it keeps as floats, count as the integers that they are, and a
NaN is a missing value.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
import polars as pl
from pandera.backends.pandas.container import DataFrameSchemaBackend

from contracts.columns import Column
from contracts.schemas.pandera_checks import checks, declared, entitled, keeps
from contracts.schemas.polars_rows import DECLARED, Memory
from contracts.schemas.rules import ColumnRule, Rules

Checked = Callable[[Any], "pd.Series[bool] | bool"]


class LawSchema(pa.DataFrameSchema):
    """A schema that looks at a frame anew each time: pandas frames can be changed in their place."""

    memory: Memory

    def validate(self, check_obj: Any, *args: Any, **options: Any) -> Any:
        """Checks a frame, and returns it.

        Raises:
            SchemaErrors: with ``lazy=True``, naming every law that is broken; SchemaError otherwise, naming the first.
        """
        self.memory.forget()
        return super().validate(check_obj, *args, **options)


LawSchema.register_backend(pd.DataFrame, DataFrameSchemaBackend)


def make(rules: Rules) -> LawSchema:
    """The schema of these rules."""
    memory = Memory(rules)
    columns = {column.name: pa.Column(None, **declared(column)) for column in rules.declared}
    told = checks(rules, pa.Check, partial(_of_rows, memory=memory), partial(_of_column, memory=memory))
    schema = LawSchema(columns, checks=list(told), **entitled(rules))
    schema.memory = memory
    return schema


def _of_rows(law: str, memory: Memory) -> Checked:
    def truths(frame: pd.DataFrame) -> pd.Series[bool] | bool:
        kept = memory.look(frame, lambda: as_polars(frame, memory.rules)).kept
        return pd.Series(kept[law].to_numpy(), index=frame.index, dtype=bool) if law in kept.columns else True

    return truths


def _of_column(rule: ColumnRule, column: Column, memory: Memory) -> Checked:
    return lambda frame: keeps(rule, memory.look(frame, lambda: as_polars(frame, memory.rules)).found_as(column))


def as_polars(frame: pd.DataFrame, rules: Rules) -> pl.LazyFrame:
    """The columns that have string names, as polars columns of the declared types where pandas has only wider ones for their values."""
    rows = pl.from_pandas(frame.loc[:, [name for name in frame.columns if isinstance(name, str)]])
    declared_as = {column.name: DECLARED[column.type] for column in rules.declared if column.name in rows.columns}
    fitting = {name: found for name, found in declared_as.items() if _fits(rows[name], found)}
    return rows.lazy().with_columns(pl.col(name).cast(found, strict=False) for name, found in fitting.items())


def _fits(values: pl.Series, declared_type: pl.DataType) -> bool:
    """Whether there is no value, or floats are whole numbers of a declared integer, or decimals, which are objects, fit in."""
    if values.null_count() == len(values):
        return True
    if declared_type.is_integer() and values.dtype.is_float():
        return bool((values.drop_nulls() % 1 == 0).all())
    if isinstance(declared_type, pl.Decimal) and isinstance(values.dtype, pl.Decimal):
        digits, places = values.dtype.precision or 0, values.dtype.scale
        return bool(places <= declared_type.scale and digits - places <= (declared_type.precision or 0) - declared_type.scale)
    return False
