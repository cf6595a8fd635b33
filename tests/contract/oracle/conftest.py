"""The sound worlds that are spoilt, made once per run, opened once per worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from contracts.faults.bench import Bench, opened
from oracle.bases import LARGER, SMALL, make, read
from oracle.edits import Tables

SIZES = {"small": SMALL, "larger": LARGER}


@pytest.fixture(scope="session")
def sound(shared_folder: Path) -> Mapping[str, Path]:
    """Folders of sound worlds by size."""
    with FileLock(shared_folder / "sound-worlds.lock"):
        for name, size in SIZES.items():
            if not (shared_folder / f"sound-{name}").exists():
                make(shared_folder / f"unfinished-{name}", size, seed=1)
                (shared_folder / f"unfinished-{name}").rename(shared_folder / f"sound-{name}")
    return {name: shared_folder / f"sound-{name}" for name in SIZES}


@pytest.fixture(scope="session")
def rows(sound: Mapping[str, Path]) -> dict[str, Tables]:
    """Their tables as rows of plain Python."""
    return {name: read(folder) for name, folder in sound.items()}


@pytest.fixture(scope="session")
def benches(sound: Mapping[str, Path]) -> Iterator[dict[str, Any]]:
    """The same, opened, so that faults can be laid over them."""
    with opened(str(sound["small"])) as small, opened(str(sound["larger"])) as larger:
        benches: dict[str, Bench] = {"small": small, "larger": larger}
        yield benches
