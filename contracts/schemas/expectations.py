"""The contract as Great Expectations suites, one for each table and relation, and a checkpoint that runs them all over a dataset.

Where one of the library's own expectations says exactly what a law says, it is used; every other law is an `ExpectLawToHold`, whose
counts are the judge's. Each expectation carries its law's id and sentence in ``meta``. Suites run natively on Spark and on pandas frames.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from contracts.columns import INT
from contracts.errors import InputError
from contracts.invariants.law import Invariant, Severity
from contracts.schemas.main_module import main_is_a_file
from contracts.schemas.rules import ColumnRule, RowRule, Rule, Rules, rules_of
from contracts.tables import TABLES

if TYPE_CHECKING:
    from great_expectations import Checkpoint, ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

    from contracts.schemas.frames import Frames

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # what is judged is nobody else's business

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "warning"}


def suite(name: str, parameters: Mapping[str, Any] | None = None) -> ExpectationSuite:
    """The suite of a table or relation, by the contract's parameters or those given.

    Raises:
        InputError: for an unknown name or parameter, an impossible value, or where Great Expectations is not installed.
    """
    gx = library()
    rules = rules_of(name, parameters)
    expectations = [expectation for rule in rules.rules for expectation in _expected(rule, rules, parameters or {})]
    return gx.ExpectationSuite(name=name, expectations=expectations, meta={"grain": rules.grain})


def library() -> Any:
    """Great Expectations.

    Raises:
        InputError: if it is not installed, or does not find what it needs.
    """
    try:
        with main_is_a_file(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of what it needs of others
            import great_expectations
            import great_expectations.render.renderer
            import great_expectations.render.view
    except ImportError as error:
        how = "install stockproof[expectations,pandera], in a clone by make setup"
        raise InputError(f"Great Expectations suites need {error.name}: {how}") from error
    return great_expectations


def _expected(rule: Rule, rules: Rules, parameters: Mapping[str, Any]) -> Iterator[Expectation]:
    core = list(_core(rule, rules))
    yield from core or [_own(rule.law, rules.name, parameters)]


def described(law: Invariant) -> dict[str, Any]:
    """What every expectation says of its law."""
    meta = {"id": law.id, "title": law.title, "family": law.family, "source": law.source, "severity": law.severity.value}
    return {"meta": meta, "severity": _SEVERITY[law.severity]}


def _own(law: Invariant, name: str, parameters: Mapping[str, Any]) -> Expectation:
    from contracts.schemas.expectations_law import ExpectLawToHold

    thresholds = json.dumps(dict(parameters), sort_keys=True)
    return ExpectLawToHold(rules=name, law=law.id, sentence=law.title, source=law.source, thresholds=thresholds, **described(law))


def _core(rule: Rule, rules: Rules) -> Iterator[Expectation]:
    """The library's own expectations that together say what the law says, none if there are no such.

    Those about values leave NULL out, as do laws about columns that may hold it.
    """
    expectations = library().expectations
    said = described(rule.law)
    if isinstance(rule, ColumnRule) and rule.law.holds == "is_there":
        for column in rule.columns:
            yield expectations.ExpectColumnToExist(column=column.name, **said)
    elif isinstance(rule, RowRule) and rules.name in TABLES and len(rule.needs) == 1:
        column = TABLES[rules.name][rule.needs[0]]
        if column.nullable and rule.law.id == f"SCH-ENUM.{rules.name}.{column.name}":
            yield expectations.ExpectColumnValuesToBeInSet(column=column.name, value_set=list(column.allowed), **said)
        elif column.nullable and column.type is INT and rule.law.id == f"SCH-RANGE.{rules.name}.{column.name}":
            bounds = {"min_value": column.minimum, "max_value": column.maximum}
            yield expectations.ExpectColumnValuesToBeBetween(column=column.name, **bounds, **said)


def checkpoint(frames: Mapping[str, Any], parameters: Mapping[str, Any] | None = None, name: str = "stockproof") -> Checkpoint:
    """A checkpoint over frames by the name of their table or relation, all of pandas or all of Spark; ``run()`` runs every suite.

    Raises:
        InputError: for an unknown name or parameter, an impossible value, or where Great Expectations is not installed.
    """
    suites = {frame: suite(frame, parameters) for frame in frames}
    from contracts.schemas.expectations_frames import checkpoint_over

    return checkpoint_over(frames, suites, name)


def checkpoint_of(tables: Frames, form: str = "pyspark") -> Checkpoint:
    """A checkpoint over all tables and relations of a dataset that can be had, as frames of pandas or Spark.

    Raises:
        InputError: as for `checkpoint`.
    """
    found = {name: tables.frame(name, form) for name in tables.available}
    return checkpoint(found, tables.parameters)


def broken_rows(result: Any) -> dict[str, int]:
    """The exact number of rows that break each law, by id, from the result of a suite or of a checkpoint.

    A law that a table and a relation both judge is broken by the same rows of both, and is counted once.
    """
    runs = result.run_results.values() if hasattr(result, "run_results") else [result]
    return {law: rows for run in runs for law, rows in _of_run(run).items()}


def _of_run(run: Any) -> dict[str, int]:
    """The same for one suite; a law that several expectations state is broken by what they find together."""
    counts: dict[str, int] = {}
    for each in run.results:
        if not each.success:
            law = each.expectation_config.meta["id"]
            counts[law] = counts.get(law, 0) + _count(each.result)
    return counts


def _count(found: Mapping[str, Any]) -> int:
    observed = found.get("unexpected_count", found.get("observed_value"))
    return 1 if observed is None else int(observed)
