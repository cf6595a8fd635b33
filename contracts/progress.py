"""Progress of a judgement on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

Progress = Callable[[int, int, str], None]
"""Told the number of laws judged so far, the number of all, and the relation that comes next."""

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def shown(quiet: bool = False, done: str = "invariants judged") -> Iterator[Progress | None]:
    """What a judgement may report its progress to, ``done`` saying what it counts; None when nobody wants to see it."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as bar:
            yield bar
    else:
        yield _Lines(done)


class _Lines:
    """Plain lines, the first only when a judgement takes long enough to be waited for."""

    def __init__(self, done: str) -> None:
        self._done = done
        self._last = monotonic()

    def __call__(self, judged: int, laws: int, relation: str) -> None:
        if relation and monotonic() - self._last >= SECONDS_BETWEEN_LINES:
            print(f"{judged} of {laws} {self._done}; now {relation}", file=sys.stderr, flush=True)
            self._last = monotonic()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich import progress as rich_progress
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    columns = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with rich_progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda judged, laws, relation: bar.update(task, completed=judged, total=laws, description=relation)
