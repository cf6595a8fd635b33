"""Progress of long work on standard error, with what is left by estimate: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from contracts.report.prose import duration

Progress = Callable[[int, int, str], None]
"""Told the number of laws judged so far, the number of all, and the relation that comes next."""

SECONDS_BETWEEN_LINES = 5.0

LEAST_SHARE = 20
"""Of some work a twentieth must be done before the rest is estimated."""


@contextmanager
def shown(quiet: bool = False, done: str = "invariants judged") -> Iterator[Progress | None]:
    """What a judgement may report its progress to, ``done`` saying what it counts; None when nobody wants to see it."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(done) as bar:
            yield bar
    else:
        yield _Lines(done)


def left(elapsed: float, done: int, of: int) -> str:
    """What is left of some work by what its beginning took, in words to put after a count; nothing while that tells too little."""
    if done * LEAST_SHARE < of or done >= of:
        return ""
    return f", about {duration(elapsed * (of - done) / done, decimals=0)} left"


class _Lines:
    """Plain lines, the first only when a judgement takes long enough to be waited for."""

    def __init__(self, done: str) -> None:
        self._done = done
        self._begun = self._last = monotonic()

    def __call__(self, judged: int, laws: int, relation: str) -> None:
        now = monotonic()
        if relation and now - self._last >= SECONDS_BETWEEN_LINES:
            print(f"{judged} of {laws} {self._done}{left(now - self._begun, judged, laws)}; now {relation}", file=sys.stderr, flush=True)
            self._last = now


@contextmanager
def _bar(done: str) -> Iterator[Progress]:
    from rich import progress as rich_progress
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    told = TextColumn(done + "{task.fields[left]}  {task.description}")
    begun = monotonic()
    with rich_progress.Progress(BarColumn(), MofNCompleteColumn(), told, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, left="")

        def show(judged: int, laws: int, relation: str) -> None:
            bar.update(task, completed=judged, total=laws, description=relation, left=left(monotonic() - begun, judged, laws))

        yield show
