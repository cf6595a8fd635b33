"""The implementation that ``--implementation`` names, judged once per run."""

from __future__ import annotations

import pytest

from contracts.conformance.code import drive
from contracts.conformance.verdicts import Results, judged_once, shared_folder


@pytest.fixture(scope="session")
def results_of_code(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The result of every law of code by id."""
    target = request.config.getoption("--implementation")
    if not target:
        pytest.skip("no implementation is named: --implementation MODULE:FACTORY")
    return judged_once("results-of-code", shared_folder(tmp_path_factory, request.config), lambda: drive(str(target)))
