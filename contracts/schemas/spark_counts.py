"""Rules counted on a Spark frame, and the rows that break them."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from contracts.dataset import StoredColumn
from contracts.engines.spark_types import name_of
from contracts.engines.stored import described
from contracts.schemas.pandera_checks import column_row
from contracts.schemas.rules import ColumnRule, KeyRule, RowRule, Rules
from contracts.verdict import WITNESS_LIMIT


class Counted:
    """Of the frame that was looked at last: rows that break each law, by id, and what it holds under each declared name."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._of: weakref.ref[DataFrame] | None = None
        self.broken: dict[str, int] = {}
        self.found: dict[str, StoredColumn] = {}
        self.of_rows: tuple[RowRule, ...] = ()
        self.of_keys: tuple[KeyRule, ...] = ()

    def look(self, frame: DataFrame) -> Counted:
        """Counts a frame, unless it is the one that was looked at last."""
        if self._of is None or self._of() is not frame:
            names = {field.name: name_of(field.dataType.simpleString()) for field in frame.schema}
            self.found = {column.name: described(column, names, as_text=False) for column in self._rules.declared}
            unsound = {name for name, column in self.found.items() if not column.kind_ok}
            self.of_rows = self._rules.of_rows(names.keys(), names.keys() - unsound)
            self.of_keys = self._rules.of_keys(names.keys() - unsound)
            self.broken = {
                **_of_columns(self._rules, self.found),
                **_of_rows(frame, self.of_rows),
                **{rule.law.id: repeated(frame, rule).count() for rule in self.of_keys},
            }
            self._of = weakref.ref(frame)
        return self

    def forget(self) -> None:
        """Counts anew next time, whatever the frame: what it reads may have changed."""
        self._of = None


def _of_columns(rules: Rules, found: Mapping[str, StoredColumn]) -> dict[str, int]:
    of_columns = (rule for rule in rules.rules if isinstance(rule, ColumnRule))
    return {rule.law.id: sum(map(rule.broken_by, found.values())) for rule in of_columns}


def _of_rows(frame: DataFrame, rules: tuple[RowRule, ...]) -> dict[str, int]:
    """Rows that break each rule, in one aggregation."""
    if not rules:
        return {}
    counts = (sql.expr(f"COUNT(CASE WHEN NOT ({rule.kept}) THEN 1 END)").alias(f"law_{place}") for place, rule in enumerate(rules))
    return dict(zip((rule.law.id for rule in rules), frame.agg(*counts).collect()[0], strict=True))


def repeated(frame: DataFrame, rule: KeyRule) -> DataFrame:
    """The values of a key that several rows have, one a row."""
    whole = " AND ".join(f"{name} IS NOT NULL" for name in rule.columns)
    return frame.where(whole).groupBy(*rule.columns).count().where("count > 1")


def count(frame: DataFrame, rules: Rules) -> dict[str, tuple[int, list[dict[str, Any]]]]:
    """By law, how many rows break it, and some of them; a law that cannot be judged is left out."""
    counted = Counted(rules).look(frame)
    breaking = {rule.law.id: frame.where(f"NOT ({rule.kept})") for rule in counted.of_rows if counted.broken[rule.law.id]}
    breaking |= {rule.law.id: repeated(frame, rule) for rule in counted.of_keys if counted.broken[rule.law.id]}
    rows = {law: [row.asDict() for row in those.limit(WITNESS_LIMIT).collect()] for law, those in breaking.items()}
    for rule in rules.rules:
        if isinstance(rule, ColumnRule):
            rows[rule.law.id] = [column_row(found) for found in counted.found.values() if rule.broken_by(found)][:WITNESS_LIMIT]
    return {law: (number, rows.get(law, [])) for law, number in counted.broken.items()}
