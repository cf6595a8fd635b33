"""One candidate, named once: the tables that every test of this folder speaks of, judged once per run."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from contracts.judge import judge
from contracts.verdict import Result


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that all workers of one run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def candidate(request: pytest.FixtureRequest, shared_folder: Path) -> str:
    """The tables to judge: what ``--candidate`` names, else a world made once per run by the reference generator."""
    named = request.config.getoption("--candidate")
    if named:
        return str(named)
    world = shared_folder / "small-world"
    with FileLock(f"{world}.lock"):
        if not world.exists():
            _generate(world)
    return str(world)


def _generate(world: Path) -> None:
    from generator.config import configure  # only where no candidate is named: other tables are judged without a generator
    from generator.generate import generate

    unfinished = world.with_name("small-world-unfinished")
    generate(configure("small"), unfinished)
    unfinished.rename(world)


@pytest.fixture(scope="session")
def results(candidate: str, shared_folder: Path) -> Mapping[str, Result]:
    """The result of every invariant by id; judged by the first worker that asks, read by the others."""
    judged = shared_folder / "results.pickle"
    with FileLock(f"{judged}.lock"):
        if not judged.exists():
            report = judge(candidate)
            judged.write_bytes(pickle.dumps({result.law.id: result for result in report.results}))
    found: Mapping[str, Result] = pickle.loads(judged.read_bytes())
    return found
