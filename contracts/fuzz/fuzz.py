"""`stockproof fuzz`: an implementation of the protocols is driven through stories and repeated allocations, and each law gets a verdict."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from contracts.errors import InputError
from contracts.fuzz import kept
from contracts.fuzz.fairness import Fairness, fairness
from contracts.fuzz.log import Log
from contracts.fuzz.play import Play, has_ledger
from contracts.fuzz.results import result
from contracts.fuzz.subject import Implementation, load
from contracts.invariants.code import FAIRNESS, JUDGED_BY_FUZZ
from contracts.parameters import Setting
from contracts.progress import Progress
from contracts.verdict import Report

EXAMPLES = 500
SEED = 42
"""Stories in a round, and the seed from which they are drawn, unless others are asked for."""

_BY_STORIES = tuple(law.id for law in JUDGED_BY_FUZZ if law.id != FAIRNESS)


def fuzz(
    target: str,
    *,
    examples: int | None = None,
    seed: int | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judges the implementation that ``MODULE:FACTORY`` names by the laws of allocation and ledger.

    ``examples`` are stories; where laws are broken, further rounds of as many look for what the first breach hid. ``folder`` is where
    failures are kept between runs; they are replayed first.

    Raises:
        InputError: for a module or factory that is not there or fails, and where Hypothesis is not installed.
    """
    started = perf_counter()
    settings = {"examples": _setting(examples, EXAMPLES), "seed": _setting(seed, SEED)}
    implementation = load(target)
    log = Log()
    with _undisturbed(int(settings["seed"].value or 0)):
        for story in kept.read(folder, target) if folder else ():
            replay(implementation, story, log)
        rounds(implementation, log, int(settings["examples"].value or 0), int(settings["seed"].value or 0), progress)
        fair = _fairness(implementation, int(settings["seed"].value or 0))
    results = tuple(result(law, implementation, log, fair) for law in JUDGED_BY_FUZZ)
    if folder and log.shortest:
        kept.write(folder, target, [kept.KeptStory(law, story.steps) for law, story in sorted(log.shortest.items())])
    return Report(target, _engine(), perf_counter() - started, settings, {}, results)


@contextmanager
def _undisturbed(seed: int) -> Iterator[None]:
    """The same draws from Python's own generator in every run, and no warning that a test suite would take for an error."""
    before = random.getstate()
    random.seed(seed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(before)


def _setting(given: int | None, usual: int) -> Setting:
    return Setting(usual, "default") if given is None else Setting(given, "param")


def _engine() -> str:
    from importlib.metadata import version

    return f"hypothesis {version('hypothesis')}"


def rounds(implementation: Implementation, log: Log, examples: int, seed: int, progress: Progress | None = None) -> None:
    """Searches until a round finds nothing new: each hunts only the laws that none before has found broken, so none hides another."""
    try:
        from contracts.strategies.machine import search
    except ModuleNotFoundError as error:
        raise InputError("fuzz needs Hypothesis: install stockproof with its extra testing, as in stockproof[testing]") from error

    def watch() -> None:
        if progress:
            progress(log.examples, max(examples, log.examples), f"{len(log.raised)} laws broken" if log.raised else "stories")

    subject = implementation.fresh()
    if not (has_ledger(subject) or subject.allocates_from_a_number):
        return
    hunted = {law for law in _BY_STORIES if law not in log.raised}
    while hunted:
        known = len(log.raised)
        search(implementation, log, hunted, examples, seed, watch)
        hunted -= log.raised
        if len(log.raised) == known:
            break


def replay(implementation: Implementation, story: kept.KeptStory, log: Log) -> None:
    """Plays a story that broke a law once; one that still does is found already."""
    play = Play(implementation.fresh())
    log.add(play.open(), play)
    for step in story.steps:
        if play.can(step):
            log.add(play.take(step), play)
    if log.broken[story.law]:
        log.raised.add(story.law)


def _fairness(implementation: Implementation, seed: int) -> Fairness | None:
    subject = implementation.fresh()
    if not subject.has("allocate_inventory") or not (has_ledger(subject) or subject.allocates_from_a_number):
        return None
    return fairness(subject, seed)
