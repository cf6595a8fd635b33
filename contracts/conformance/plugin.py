"""Options that pytest has wherever stockproof is installed: what is judged, and how strictly."""

from __future__ import annotations

import pytest

from contracts.invariants.law import CODE_FAMILIES, FAMILIES


def pytest_addoption(parser: pytest.Parser) -> None:
    """Whose tables and whose code are judged."""
    group = parser.getgroup("contract")
    group.addoption("--candidate", metavar="TARGET", help="tables to judge by the laws of tables: what validate takes")
    group.addoption("--candidate-engine", metavar="NAME", default="duckdb", help="engine to judge them with (duckdb)")
    group.addoption("--implementation", metavar="MODULE:FACTORY", help="allocator and ledger to judge by the laws of code")
    group.addoption("--strict-contract", action="store_true", help="an invariant that cannot be judged fails instead of being skipped")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Makes ``-m`` know the families of laws, and ``--hypothesis-profile`` the profiles dev, ci and nightly."""
    for family in dict.fromkeys((*FAMILIES.values(), *CODE_FAMILIES.values())):
        config.addinivalue_line("markers", f"{family}: laws of the contract's family {family}")
    if config.getoption("hypothesis_profile", None):
        from contracts.strategies.profiles import PROFILES, register

        if config.getoption("hypothesis_profile") in PROFILES:
            register()
