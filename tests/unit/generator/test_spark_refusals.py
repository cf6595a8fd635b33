"""Of pages of Java and Python, the line that says why."""

from __future__ import annotations

import pytest

from generator.engines.spark_refusals import reason

CHECK = """An error occurred while calling o112.save.
: org.apache.spark.sql.delta.schema.DeltaInvariantViolationException: [DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint a violated
 - a : -1
\tat org.apache.spark.sql.delta.schema.DeltaInvariantViolationException$.apply(InvariantViolationException.scala:78)
"""
WORKER = """An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "worker.py", line 3, in main
    process()
ModuleNotFoundError: No module named 'generator'

\tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:581)
"""
ANALYSIS = "[SCHEMA_NOT_FOUND] The schema `main`.`nope` cannot be found. Verify the spelling.\nTo tolerate the error on drop use DROP."


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (CHECK, "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint a violated"),
        (WORKER, "Spark's workers: ModuleNotFoundError: No module named 'generator'"),
        (ANALYSIS, "[SCHEMA_NOT_FOUND] The schema `main`.`nope` cannot be found. Verify the spelling."),
        ("An error occurred while calling o1.save", "Spark gives no reason"),
    ],
)
def test_the_reason_is_one_line(told: str, line: str) -> None:
    assert reason(told) == line
