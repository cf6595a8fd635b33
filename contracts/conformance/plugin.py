"""Options that pytest has wherever stockproof is installed: what is judged, and how strictly."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Whose tables and whose code are judged."""
    group = parser.getgroup("contract")
    group.addoption("--candidate", metavar="TARGET", help="tables to judge by the laws of tables")
    group.addoption("--implementation", metavar="MODULE:FACTORY", help="allocator and ledger to judge by the laws of code")
    group.addoption("--strict-contract", action="store_true", help="an invariant that cannot be judged fails instead of being skipped")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Makes ``--hypothesis-profile`` know the profiles dev, ci and nightly."""
    if config.getoption("hypothesis_profile", None):
        from contracts.strategies.profiles import PROFILES, register

        if config.getoption("hypothesis_profile") in PROFILES:
            register()
