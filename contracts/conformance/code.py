"""An implementation driven once per run, as hard as the Hypothesis profile in use says."""

from __future__ import annotations

from random import SystemRandom

from hypothesis import settings

from contracts.errors import InputError
from contracts.fuzz.fuzz import SEED, fuzz
from contracts.fuzz.kept import FOLDER
from contracts.report.code import judged, python
from contracts.verdict import Report, Result, Verdict

_SEEDS = 2**32


def drive(target: str) -> Report:
    """Judges an implementation with as many stories as the profile has examples.

    A derandomised profile always tells the same stories; any other draws them anew, and keeps failures between runs if it has a
    database.
    """
    profile = settings()
    seed = SEED if profile.derandomize else SystemRandom().randrange(_SEEDS)
    try:
        return fuzz(target, examples=profile.max_examples, seed=seed, folder=FOLDER if profile.database else None)
    except InputError as error:
        raise LookupError(str(error)) from None


def explained(result: Result) -> str:
    """How often the law was judged, and of a broken one what must be, what was found, and the lines of Python that show it."""
    if result.verdict is not Verdict.BROKEN:
        return judged(result)
    last = result.witnesses[-1]
    if "must_be" not in last:
        return f"{judged(result)}, such as {dict(result.witnesses[0])}"
    lines = "\n".join(f"    {line}" for line in python(result))
    return f"{judged(result)}\nmust be  {last['must_be']}\nbut is   {last['found']}\n{lines}"
