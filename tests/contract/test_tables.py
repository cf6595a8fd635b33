"""One test per invariant, named by its id: the candidate's tables keep it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from contracts.conformance.tables import explained
from contracts.conformance.verdicts import pass_or_fail
from contracts.invariants.catalogue import LAWS
from contracts.verdict import Result


@pytest.mark.parametrize("name", [pytest.param(law.id, marks=getattr(pytest.mark, law.family)) for law in LAWS])
def test_invariant(name: str, results: Mapping[str, Result], request: pytest.FixtureRequest) -> None:
    pass_or_fail(results[name], explained, request.config)
