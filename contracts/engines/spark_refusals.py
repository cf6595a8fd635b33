"""What Spark refuses, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from contracts.engines import EngineError


@contextmanager
def refusals() -> Iterator[None]:
    """What Spark refuses as an EngineError, with its first line."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise EngineError(_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    """What Java says, without what Python says of the call."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return next((line.removeprefix(": ") for line in lines if not line.startswith("An error occurred while calling")), "no reason given")
