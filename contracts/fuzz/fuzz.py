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
from contracts.fuzz.play import has_ledger
from contracts.fuzz.results import result
from contracts.fuzz.shorten import played, shorten
from contracts.fuzz.subject import Implementation, load
from contracts.invariants.code import JUDGED_BY_FUZZ
from contracts.parameters import Setting
from contracts.progress import Progress
from contracts.verdict import Report

EXAMPLES = 500
SEED = 42
"""Stories, and the seed from which they are drawn, unless others are asked for."""


def fuzz(
    target: str,
    *,
    examples: int | None = None,
    seed: int | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judges the implementation that ``MODULE:FACTORY`` names by the laws of allocation and ledger.

    ``examples`` are stories, drawn from ``seed``. ``folder`` is where failures are kept between runs; they are replayed first.

    Raises:
        InputError: for a module or factory that is not there or fails, and where Hypothesis is not installed.
    """
    started = perf_counter()
    settings = {"examples": _setting(examples, EXAMPLES), "seed": _setting(seed, SEED)}
    implementation = load(target)
    log = Log()
    with _undisturbed(int(settings["seed"].value or 0)):
        for story in kept.read(folder, target) if folder else ():
            log.join(played(implementation, story.steps))
        _tell_stories(implementation, log, int(settings["examples"].value or 0), int(settings["seed"].value or 0), progress)
        log.shortest = {law: shorten(implementation, law, story) for law, story in log.shortest.items()}
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


def _tell_stories(implementation: Implementation, log: Log, examples: int, seed: int, progress: Progress | None) -> None:
    """Drives the implementation through so many stories; a broken law ends none of them, so that none hides another."""
    try:
        from contracts.strategies.machine import search
    except ModuleNotFoundError as error:
        raise InputError("fuzz needs Hypothesis: install stockproof with its extra testing, as in stockproof[testing]") from error

    def watch() -> None:
        if progress:
            progress(log.examples, examples, f"{len(log.broken)} laws broken" if log.broken else "stories")

    subject = implementation.fresh()
    if has_ledger(subject) or subject.allocates_from_a_number:
        search(implementation, log, (), examples, seed, watch)


def _fairness(implementation: Implementation, seed: int) -> Fairness | None:
    subject = implementation.fresh()
    if not subject.has("allocate_inventory") or not (has_ledger(subject) or subject.allocates_from_a_number):
        return None
    return fairness(subject, seed)
