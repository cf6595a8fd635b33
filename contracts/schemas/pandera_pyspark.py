"""pandera schemas for Spark frames: all laws about rows are counted in one aggregation on the cluster.

pandera raises nothing for Spark: ``validate`` returns the frame, whose ``frame.pandera.errors`` name the laws that are broken, each
with the exact number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pyspark.sql import DataFrame

from contracts.schemas.main_module import main_is_a_file
from contracts.schemas.pandera_checks import described, entitled
from contracts.schemas.rules import Rules
from contracts.schemas.spark_counts import Counted

with main_is_a_file():
    import pandera.pyspark as pa
    from pandera.backends.pyspark.container import DataFrameSchemaBackend

BROKEN = "broken"
"""Entry of an error that holds the number of rows, beside pandera's own."""


class LawSchema(pa.DataFrameSchema):
    """A schema whose errors say of each law that is broken by how many rows."""

    counted: Counted

    def validate(self, check_obj: DataFrame, *args: Any, **options: Any) -> DataFrame:
        """Checks a frame and returns it, with what was found in ``pandera.errors``."""
        self.counted.forget()
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
