"""A result as the outcome of a test: holds passes, broken fails, unknown is skipped with its reason."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from contracts.invariants.law import Severity
from contracts.verdict import Report, Result, Verdict

Results = Mapping[str, Result]


def pass_or_fail(result: Result, explained: Callable[[Result], str], config: pytest.Config) -> None:
    """Ends the test as the result says; ``--strict-contract`` makes a failure of what is unknown, a broken warning never is one."""
    if result.verdict is Verdict.UNKNOWN and not config.getoption("--strict-contract"):
        pytest.skip(str(result.reason))
    if result.verdict is Verdict.BROKEN and result.law.severity is Severity.WARNING:
        pytest.xfail(explained(result))
    if result.verdict is not Verdict.HOLDS:
        pytest.fail(f"{result.law.id}: {result.law.title}\n{explained(result)}", pytrace=False)


def shared_folder(factory: pytest.TempPathFactory, config: pytest.Config) -> Path:
    """A folder that all workers of one run share."""
    own = factory.getbasetemp()
    return own.parent if hasattr(config, "workerinput") else own


def judged_once(name: str, folder: Path, judge: Callable[[], Report]) -> Results:
    """The results by id; judged by the first worker that asks, read by the others."""
    judged = folder / f"{name}.pickle"
    with FileLock(f"{judged}.lock"):
        if not judged.exists():
            judged.write_bytes(pickle.dumps({result.law.id: result for result in judge().results}))
    found: Results = pickle.loads(judged.read_bytes())
    return found
