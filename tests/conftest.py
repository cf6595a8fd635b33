"""Limits of the whole suite, and Hypothesis made to draw the same examples in every run: the gate fails for a change, never for luck."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator

import pytest
from hypothesis import Phase, settings

from contracts.strategies.profiles import register

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run side by side already; threads of each would fight for the cores
register()
settings.register_profile("mutants", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])  # found is found: no shrinking
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long a test may compute; what is judged and how strictly is asked by `contracts.conformance.plugin`."""
    parser.addoption("--cpu-seconds", type=float, help="a test that computes for longer fails, as one does whose search has no end")


class ComputesTooLong(BaseException):
    """A test has used up its processor time; no test or library that expects errors takes it for one of its own."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Holds each test to --cpu-seconds, of the processor and not of the clock: so a busy machine changes no verdict."""
    seconds = item.config.getoption("--cpu-seconds")
    if not seconds:
        return (yield)

    def stop(*_: object) -> None:
        raise ComputesTooLong(f"{seconds} s of the processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
