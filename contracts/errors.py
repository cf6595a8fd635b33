"""What a command that cannot go on tells a person, not a developer: the one error, and that it was interrupted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


class InputError(Exception):
    """What was asked cannot be done as it stands: a bad option, an unreadable table, nothing to judge.

    Its text is one line that names the thing and says what is allowed or what to do next; the command prints it and exits 2. ``table`` is
    the table that it is about, by the contract's name or the source's, where a program is to go on without it.
    """

    def __init__(self, text: str, *, table: str = "") -> None:
        super().__init__(text)
        self.table = table


@contextmanager
def interruptible() -> Iterator[None]:
    """Within it Ctrl-C ends the program with one line on standard error and exit status 130."""
    try:
        yield
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        sys.exit(INTERRUPTED)
