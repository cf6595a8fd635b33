"""One test per invariant, named by its id: the candidate's tables keep it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from contracts.conformance.verdicts import pass_or_fail
from contracts.invariants.catalogue import LAWS
from contracts.report.json_report import plain
from contracts.verdict import Result, Verdict


@pytest.mark.parametrize("name", [law.id for law in LAWS])
def test_invariant(name: str, results: Mapping[str, Result], request: pytest.FixtureRequest) -> None:
    pass_or_fail(results[name], explained, request.config)


def explained(result: Result) -> str:
    """What broke, and one row beside what contradicts it."""
    if result.verdict is Verdict.UNKNOWN:
        return f"{result.law.title}: unknown, {result.reason}"
    witness = {name: plain(value) for name, value in result.witnesses[0].items()}
    return f"{result.law.title} ({result.law.source}): {result.broken:,} of {result.judged:,} rows broken, such as {witness}"
