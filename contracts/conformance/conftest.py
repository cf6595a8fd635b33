"""What ``--candidate`` and ``--implementation`` name, each judged once per run, whatever the number of workers."""

from __future__ import annotations

import pytest

from contracts.conformance.code import drive
from contracts.conformance.tables import judge_candidate
from contracts.conformance.verdicts import Results, judged_once, shared_folder


@pytest.fixture(scope="session")
def results_of_code(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The result of every law of code by id."""
    target = request.config.getoption("--implementation")
    if not target:
        pytest.skip("no implementation is named: --implementation MODULE:FACTORY")
    return judged_once("results-of-code", shared_folder(tmp_path_factory, request.config), lambda: drive(str(target)))


@pytest.fixture(scope="session")
def results_of_tables(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The result of every law of tables by id."""
    target = request.config.getoption("--candidate")
    if not target:
        pytest.skip("no tables are named: --candidate TARGET")
    engine = str(request.config.getoption("--candidate-engine"))
    shared = shared_folder(tmp_path_factory, request.config)
    return judged_once("results-of-tables", shared, lambda: judge_candidate(str(target), engine))
