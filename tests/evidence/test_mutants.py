"""Small mistakes planted one at a time in allocation, ledger, returns, stockouts and replenishment: tests notice each, or we know why not.

mutmut plants them, in the modules and against the tests that pyproject.toml names. What no test notices is explained in
survivors.toml, by function and by the edit itself, so that an explanation outlives every edit but one of its own lines.

Too long for the gate; `make evidence` runs it and prints the figures.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("contracts", "generator", "tests/unit/generator", "tests/conftest.py", "pyproject.toml")
MUTMUT = Path(sys.executable).with_name("mutmut")
AT_A_TIME = 2
ADDRESS_SPACE = 4 << 30
"""Bytes for a process: a mutant that looks for a level without end is to run out of them before the machine does."""
FEW_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""So that a process is as large on a machine with many cores, where each thread takes address space of its own."""

SILENT = {"survived", "no tests"}
NOTICED = {"killed", "timeout", "segfault"}


class Edit(NamedTuple):
    """What a mutant changes: the function it is in, and the lines before and after, without indentation."""

    function: str
    before: str
    after: str


@dataclass(frozen=True)
class Mutant:
    """One planted mistake: where, what became of it, and how many seconds the tests took over it."""

    name: str
    module: str
    status: str
    seconds: float


@dataclass(frozen=True)
class Trial:
    """All mutants, and the edit of each that no test noticed."""

    mutants: tuple[Mutant, ...]
    edits: dict[str, Edit]


def keep_within_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def mutmut(folder: Path, *arguments: str, before: Callable[[], None] | None = None) -> str:
    """What mutmut says in a folder; fails when it does."""
    env = {**os.environ, **FEW_THREADS}
    done = subprocess.run([MUTMUT, *arguments], cwd=folder, env=env, capture_output=True, text=True, preexec_fn=before, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def copied(folder: Path) -> Path:
    """What the tests of the mutated modules need, in a folder of its own: the working tree stays as it is."""
    for name in NEEDED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder


def mutants_in(folder: Path) -> Iterator[Mutant]:
    """Every mutant with its verdict, as mutmut lists them."""
    notes = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / "mutants").rglob("*.py.meta")]
    seconds = {name: taken for note in notes for name, taken in note["durations_by_key"].items()}
    for line in mutmut(folder, "results", "--all", "true").splitlines():
        name, _, status = line.strip().rpartition(": ")
        yield Mutant(name, re.sub(r"\.x[_ǁ].*", "", name), status, seconds.get(name, 0.0))


def edit_of(mutant: Mutant, diff: str) -> Edit:
    """The edit as `mutmut show` draws it."""
    function = mutant.name.removeprefix(mutant.module + ".").rpartition("__mutmut_")[0]
    lines = [line for line in diff.splitlines() if line.startswith(("-", "+")) and not line.startswith(("---", "+++"))]
    before, after = ("\n".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return Edit(f"{mutant.module}.{re.sub('^x_|^xǁ', '', function).replace('ǁ', '.')}", before, after)


def report(trial: Trial) -> str:
    """The figures, a line a module."""
    lines = ["module                      mutants  killed  survived  seconds"]
    for module in [*sorted({mutant.module for mutant in trial.mutants}), ""]:
        mine = [mutant for mutant in trial.mutants if mutant.module.startswith(module)]
        killed, survived = (sum(mutant.status in among for mutant in mine) for among in (NOTICED, SILENT))
        seconds = sum(mutant.seconds for mutant in mine)
        lines.append(f"{module or 'all of them':26} {len(mine):8d} {killed:7d} {survived:9d} {seconds:8.0f}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def explained() -> dict[Edit, str]:
    """Why it does not matter that no test notices an edit."""
    told = tomllib.loads((Path(__file__).with_name("survivors.toml")).read_text(encoding="utf-8"))["survivor"]
    return {Edit(each["function"], *edit): each["why"] for each in told for edit in each["edits"]}


@pytest.fixture(scope="module")
def trial(explained: dict[Edit, str]) -> Trial:
    """Every mutant planted and tried."""
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place))
        mutmut(folder, "run", "--max-children", str(AT_A_TIME), before=keep_within_memory)
        mutants = tuple(mutants_in(folder))
        edits = {m.name: edit_of(m, mutmut(folder, "show", m.name)) for m in mutants if m.status in SILENT}
    made = Trial(mutants, edits)
    print(f"\n\n{report(made)}")
    print(f"survived and explained: {sum(edit in explained for edit in edits.values())}; {dict(Counter(m.status for m in mutants))}")
    return made


def test_every_mutant_was_tried_in_every_module(trial: Trial) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    mutated = {mutant.module for mutant in trial.mutants}
    assert {f"{module.replace('.', '/')}.py" for module in mutated} == set(settings["only_mutate"])
    assert {mutant.name: mutant.status for mutant in trial.mutants if mutant.status not in SILENT | NOTICED} == {}


def test_every_mutant_that_no_test_notices_is_explained(trial: Trial, explained: dict[Edit, str]) -> None:
    assert [edit for edit in trial.edits.values() if edit not in explained] == []


def test_every_explanation_is_of_a_mutant_that_no_test_notices(trial: Trial, explained: dict[Edit, str]) -> None:
    assert [edit for edit in explained if edit not in trial.edits.values()] == []
