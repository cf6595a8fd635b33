"""One test per law of code, named by its id: ``--implementation`` keeps it, or the scalar reference where none is named."""

from __future__ import annotations

import pytest

from contracts.conformance.code import drive
from contracts.conformance.test_code import test_law_of_code
from contracts.conformance.verdicts import Results, judged_once, shared_folder

__all__ = ["test_law_of_code"]


@pytest.fixture(scope="session")
def results_of_code(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The result of every law of code by id."""
    target = str(request.config.getoption("--implementation") or "generator.reference:make")
    return judged_once("results-of-code", shared_folder(tmp_path_factory, request.config), lambda: drive(target))
