"""Tables judged once per run, and what a failing test says of a law that they break."""

from __future__ import annotations

from contracts.errors import InputError
from contracts.judge import judge
from contracts.report.json_report import plain
from contracts.verdict import Report, Result, Verdict


def judge_candidate(target: str, engine: str) -> Report:
    """Judges the tables of a target.

    Raises:
        LookupError: with the one line that says what is wrong, if they cannot be read.
    """
    try:
        return judge(target, engine=engine)
    except InputError as error:
        raise LookupError(str(error)) from None


def explained(result: Result) -> str:
    """What broke, and one row beside what contradicts it."""
    if result.verdict is Verdict.UNKNOWN:
        return f"{result.law.title}: unknown, {result.reason}"
    witness = {name: plain(value) for name, value in result.witnesses[0].items()}
    return f"{result.law.title} ({result.law.source}): {result.broken:,} of {result.judged:,} rows broken, such as {witness}"
