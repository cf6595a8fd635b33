"""pandera schemas for polars frames, lazy ones too: they are checked at the depth of their data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.backends.polars.container import DataFrameSchemaBackend
from pandera.config import ValidationDepth, config_context

from contracts.columns import Column
from contracts.schemas.pandera_checks import checks, declared, entitled, keeps
from contracts.schemas.polars_rows import Memory
from contracts.schemas.rules import ColumnRule, Rules

Checked = Callable[[Any], pl.LazyFrame | bool]


class LawSchema(pa.DataFrameSchema):
    """A schema whose laws are checked on every row of a LazyFrame as well, where pandera alone would look at its columns only.

    It looks at a frame anew each time: what a LazyFrame scans may have changed.
    """

    memory: Memory

    def validate(self, check_obj: Any, *args: Any, **options: Any) -> Any:
        """Checks a frame, and returns it.

        Raises:
            SchemaErrors: with ``lazy=True``, naming every law that is broken; SchemaError otherwise, naming the first.
        """
        self.memory.forget()
        with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            return super().validate(check_obj, *args, **options)


for _frame in (pl.DataFrame, pl.LazyFrame):
    LawSchema.register_backend(_frame, DataFrameSchemaBackend)


def make(rules: Rules) -> LawSchema:
    """The schema of these rules."""
    memory = Memory(rules)
    columns = {column.name: pa.Column(None, **declared(column)) for column in rules.declared}
    told = checks(rules, pa.Check, partial(_of_rows, memory=memory), partial(_of_column, memory=memory))
    schema = LawSchema(columns, checks=list(told), **entitled(rules))
    schema.memory = memory
    return schema


def _of_rows(law: str, memory: Memory) -> Checked:
    def truths(data: Any) -> pl.LazyFrame | bool:
        kept = memory.look(data.lazyframe, lambda: data.lazyframe).kept
        return kept.lazy().select(law) if law in kept.columns else True

    return truths


def _of_column(rule: ColumnRule, column: Column, memory: Memory) -> Checked:
    return lambda data: keeps(rule, memory.look(data.lazyframe, lambda: data.lazyframe).found_as(column))
