"""Limits of the whole suite, and Hypothesis made to draw the same examples in every run: the gate fails for a change, never for luck."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from contracts.engines import ENGINES
from contracts.strategies.profiles import register

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SPARK_WORKERS = 2
"""Workers of one run that may have a Spark session: each takes the better part of a gigabyte."""

TESTS = Path(__file__).parent
JUDGED_BY = {"--candidate": "contract/test_tables.py", "--implementation": "contract/test_code.py"}
"""The tests that an option is about."""

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run side by side already; threads of each would fight for the cores
register()
# Java compiles thoroughly what is to run for long: not the queries of tests.
os.environ.setdefault("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
settings.register_profile("mutants", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])  # found is found: no shrinking
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long a test may compute; what is judged and how strictly is asked by `contracts.conformance.plugin`."""
    parser.addoption("--cpu-seconds", type=float, help="a test that computes for longer fails, as one does whose search has no end")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Who names a candidate, and no tests, wants the laws judged, and not the rest of the suite run.

    A folder that lies elsewhere is taken by pytest for a test, before it knows the option, and leads it away from this project's settings:
    then there are no paths of tests either, and what it would collect is whatever lies where it was called.
    """
    named = [str(TESTS / tests) for option, tests in JUDGED_BY.items() if config.getoption(option)]
    if named and config.args_source is not pytest.Config.ArgsSource.ARGS and config.invocation_params.dir == TESTS.parent:
        config.args = named


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deals the modules that need Spark out to so many groups; with ``--dist loadgroup`` all tests of a group run in one worker."""
    needing = [item for item in items if _needs_spark(item)]
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in needing))}
    for item in needing:
        item.add_marker(pytest.mark.xdist_group(f"spark-{places[item.path] % SPARK_WORKERS}"))


def _needs_spark(item: pytest.Item) -> bool:
    given = getattr(getattr(item, "callspec", None), "params", {})
    return "spark" in getattr(item, "fixturenames", ()) or given.get("engine") == "spark"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn: a test that asks for it says the same of all."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    return str(request.param)


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """The active Spark session where there is one (a notebook's), else a local one for all tests of this worker."""
    from contracts.engines.spark_session import spark_session  # only for those who ask: Spark is not part of every set-up

    session = spark_session()
    yield session
    session.stop()
