"""Options of the whole suite, and Hypothesis made to draw the same examples in every run: the gate fails for a change, never for luck."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run side by side already; threads of each would fight for the cores
settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Whose tables tests/contract judges, and how strictly."""
    group = parser.getgroup("contract")
    group.addoption("--candidate", metavar="TARGET", help="judge these tables instead of a world of the reference generator")
    group.addoption("--strict-contract", action="store_true", help="an invariant that cannot be judged fails instead of being skipped")
