"""pandera schemas for Spark frames: all laws about rows are counted in one aggregation on the cluster.

pandera raises nothing for Spark: ``validate`` returns the frame, whose ``frame.pandera.errors`` name the laws that are broken, each
with the exact number of rows.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandera.pyspark as pa
from pandera.backends.pyspark.container import DataFrameSchemaBackend
from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from contracts.dataset import StoredColumn
from contracts.engines.spark_types import name_of
from contracts.engines.stored import described as found_as
from contracts.schemas.pandera_checks import described, entitled
from contracts.schemas.rules import ColumnRule, KeyRule, RowRule, Rules

BROKEN = "broken"
"""Entry of an error that holds the number of rows, beside pandera's own."""


class Counted:
    """Of the frame that was looked at last: rows that break each law, by id, and what it holds under each declared name."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._of: weakref.ref[DataFrame] | None = None
        self.broken: dict[str, int] = {}
        self.found: dict[str, StoredColumn] = {}

    def look(self, frame: DataFrame) -> Counted:
        """Counts a frame, unless it is the one that was looked at last."""
        if self._of is None or self._of() is not frame:
            names = {field.name: name_of(field.dataType.simpleString()) for field in frame.schema}
            self.found = {column.name: found_as(column, names, as_text=False) for column in self._rules.declared}
            unsound = {name for name, column in self.found.items() if not column.kind_ok}
            sound = names.keys() - unsound
            self.broken = {
                **_of_columns(self._rules, self.found),
                **_of_rows(frame, self._rules.of_rows(names.keys(), sound)),
                **{rule.law.id: _repeated(frame, rule) for rule in self._rules.of_keys(sound)},
            }
            self._of = weakref.ref(frame)
        return self


def _of_columns(rules: Rules, found: Mapping[str, StoredColumn]) -> dict[str, int]:
    of_columns = (rule for rule in rules.rules if isinstance(rule, ColumnRule))
    return {rule.law.id: sum(map(rule.broken_by, found.values())) for rule in of_columns}


def _of_rows(frame: DataFrame, rules: tuple[RowRule, ...]) -> dict[str, int]:
    """Rows that break each rule, in one aggregation."""
    if not rules:
        return {}
    counts = (sql.expr(f"COUNT(CASE WHEN NOT ({rule.kept}) THEN 1 END)").alias(f"law_{place}") for place, rule in enumerate(rules))
    return dict(zip((rule.law.id for rule in rules), frame.agg(*counts).collect()[0], strict=True))


def _repeated(frame: DataFrame, rule: KeyRule) -> int:
    """Values of a key that several rows have."""
    whole = " AND ".join(f"{name} IS NOT NULL" for name in rule.columns)
    return int(frame.where(whole).groupBy(*rule.columns).count().where("count > 1").count())


class LawSchema(pa.DataFrameSchema):
    """A schema whose errors say of each law that is broken by how many rows."""

    counted: Counted

    def validate(self, check_obj: DataFrame, *args: Any, **options: Any) -> DataFrame:
        """Checks a frame and returns it, with what was found in ``pandera.errors``."""
        validated: DataFrame = super().validate(check_obj, *args, **options)
        for entry in _entries(validated.pandera.errors):
            law, _, sentence = entry["check"].partition(": ")
            if law in self.counted.broken:
                entry[BROKEN] = self.counted.broken[law]
                entry["error"] = f"{law} is broken by {entry[BROKEN]:,}: {sentence}"
        return validated


LawSchema.register_backend(DataFrame, DataFrameSchemaBackend)


def make(rules: Rules) -> LawSchema:
    """The schema of these rules."""
    counted = Counted(rules)
    checks = [pa.Check(_keeps(rule.law.id, counted), **described(rule.law)) for rule in rules.rules]
    schema = LawSchema({}, checks=checks, **entitled(rules))
    schema.counted = counted
    return schema


def _keeps(law: str, counted: Counted) -> Callable[[DataFrame], bool]:
    return lambda frame: not counted.look(frame).broken.get(law)


def broken_rows(validated: DataFrame) -> dict[str, int]:
    """The exact number of rows that break each law, by id, of a frame that a schema has validated."""
    return {entry["check"].partition(":")[0]: entry[BROKEN] for entry in _entries(validated.pandera.errors)}


def _entries(errors: Mapping[str, Mapping[str, list[dict[str, Any]]]]) -> Iterator[dict[str, Any]]:
    for by_reason in errors.values():
        for entries in by_reason.values():
            yield from entries
