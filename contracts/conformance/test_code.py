"""One test per law of code, named by its id: the implementation keeps it."""

from __future__ import annotations

import pytest

from contracts.conformance.code import explained
from contracts.conformance.verdicts import Results, pass_or_fail
from contracts.invariants.code import JUDGED_BY_FUZZ


@pytest.mark.parametrize("name", [pytest.param(law.id, marks=getattr(pytest.mark, law.family)) for law in JUDGED_BY_FUZZ])
def test_law_of_code(name: str, results_of_code: Results, request: pytest.FixtureRequest) -> None:
    """The implementation keeps the law."""
    pass_or_fail(results_of_code[name], explained, request.config)
