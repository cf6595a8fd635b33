"""One test per law of tables, named by its id and marked with its family: the candidate's tables keep it."""

from __future__ import annotations

import pytest

from contracts.conformance.tables import explained
from contracts.conformance.verdicts import Results, pass_or_fail
from contracts.invariants.catalogue import LAWS


@pytest.mark.parametrize("name", [pytest.param(law.id, marks=getattr(pytest.mark, law.family)) for law in LAWS])
def test_law_of_tables(name: str, results_of_tables: Results, request: pytest.FixtureRequest) -> None:
    """The tables keep the law."""
    pass_or_fail(results_of_tables[name], explained, request.config)
