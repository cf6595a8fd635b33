"""A main module that pyspark takes for one, while libraries that reach for Spark Connect are imported.

Where the main module is no file, as under ``python -c`` and in workers of pytest-xdist, pyspark takes the import of its Connect part for a
run of its own doctests, and ends the process with status 0 if grpc is not installed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def main_is_a_file() -> Iterator[None]:
    """The main module has a file for as long as the context."""
    main = sys.modules["__main__"]
    if hasattr(main, "__file__"):
        yield
        return
    main.__file__ = "<no file>"
    try:
        yield
    finally:
        del main.__file__
