"""What Spark, its Java or its workers refuse, in one line that names what it was about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from generator.folder import OutputError

_CALLING = "An error occurred while calling"
_JAVA_CLASS = re.compile(r"^:? ?(?:[\w$]+\.)+[\w$]+: ")
_OTHER_PYTHON = re.compile(
    r"\[PYTHON_VERSION_MISMATCH\].*?Python (?:in worker has different version: )?(\S+?),? than .*?driver:? (\S+)", re.DOTALL
)


@contextmanager
def refusals(what: str) -> Iterator[None]:
    """Turns what Spark refuses into an `OutputError` about ``what``, a table or a place."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise OutputError(f"{what}: {reason(str(error))}") from error


def reason(told: str) -> str:
    """The line of a refusal that says why: of a task in Python the last of its traceback, else the first that Java says."""
    if "PYTHON_VERSION_MISMATCH" in told:
        return _other_python(told)
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    if "Traceback (most recent call last):" in lines:
        return f"Spark's workers: {_last_of_traceback(lines)}"
    said = next((line for line in lines if _CALLING not in line), "Spark gives no reason")
    return _JAVA_CLASS.sub("", said)


def _last_of_traceback(lines: list[str]) -> str:
    after = lines[lines.index("Traceback (most recent call last):") + 1 :]
    return next(
        (line for line in after if re.match(r"^[\w.]+(Error|Exception|Exit|Interrupt)\b", line)), after[-1] if after else "no reason"
    )


def _other_python(told: str) -> str:
    found = _OTHER_PYTHON.search(told)
    versions = (
        f"Spark's workers run Python {found[1]}, and the driver {found[2].rstrip('.,')}" if found else "Spark's workers run another Python"
    )
    return f"{versions}: set PYSPARK_PYTHON to one of the driver's version before the session is made"
