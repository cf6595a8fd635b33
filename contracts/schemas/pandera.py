"""The contract as pandera schemas, for polars, pandas and pyspark frames.

``schema("gold_sales_fact", backend="polars").validate(frame, lazy=True)`` checks what the rows of one table say by themselves: columns,
types, NULL, keys, enumerations, ranges, and every law that looks at nothing but the row. The schema of a relation, such as
``position_day``, checks all laws of the relation; `contracts.schemas.frames` makes its frame from a dataset.

Each check is named by its law's id. A law of severity warning warns. What a column lacks is told once, under ``SCH-COL`` or
``SCH-TYPE``; laws that need that column are then not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from contracts.errors import InputError
from contracts.schemas.rules import rules_of

if TYPE_CHECKING:
    from pandera.api.base.schema import BaseSchema
    from pandera.errors import SchemaErrors

BACKENDS = ("polars", "pandas", "pyspark")
"""Frames that schemas are made for; each has a module here, ``pandera_BACKEND``."""


def schema(name: str, backend: str = "polars", parameters: Mapping[str, Any] | None = None) -> BaseSchema:
    """The schema of a table or relation, by the contract's parameters or those given.

    Raises:
        InputError: for an unknown name, backend or parameter, an impossible value, or where a library is not installed.
    """
    if backend not in BACKENDS:
        raise InputError(f"unknown backend {backend}: there is {', '.join(BACKENDS)}")
    rules = rules_of(name, parameters)
    try:
        module = import_module(f"contracts.schemas.pandera_{backend}")
    except ImportError as error:
        needed = (error.name or "").partition(".")[0]
        extra = "spark,pandera" if backend == "pyspark" else "pandera"
        raise InputError(f"pandera schemas for {backend} need {needed}: install stockproof[{extra}]") from error
    made: BaseSchema = module.make(rules)
    return made


def broken_rows(errors: SchemaErrors) -> dict[str, int]:
    """The exact number of rows that break each law, by id, from the errors of a lazy validation on polars or pandas.

    Of laws about columns it is the number of columns, of those about keys the number of values that several rows have, as the judge
    counts them. On pyspark, ``pandera_pyspark.broken_rows`` tells the same of a validated frame.
    """
    counts: Counter[str] = Counter()
    for error in errors.schema_errors:
        counts[error.check.name] += 1 if error.check_output is None else _falses(error.check_output)
    return dict(counts)


def _falses(output: Any) -> int:
    """Rows that failed: of a polars frame with one column, or of a pandas series."""
    truths = output.to_series() if hasattr(output, "to_series") and hasattr(output, "columns") else output
    return int(len(truths) - truths.sum())
