"""A sound world of the reference generator, to be kept the way somebody else would keep it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from tests.foreign_tables import write_foreign


@pytest.fixture(scope="session")
def sound(shared_folder: Path) -> Path:
    """A folder with a sound world as Parquet, made once per run."""
    from generator.config import configure
    from generator.generate import generate

    world = shared_folder / "sound-tiny-world"
    with FileLock(f"{world}.lock"):
        if not world.exists():
            unfinished = world.with_name("sound-tiny-world-unfinished")
            generate(configure("tiny"), unfinished, format="parquet", workers=1)
            unfinished.rename(world)
    return world


@pytest.fixture
def rewritten(sound: Path) -> Callable[..., None]:
    """Writes tables that SELECTs over the sound world make, each into a file of its own, by the ending of its name.

    ``spoilt`` is a statement that is run before, over tables with the names of the contract.
    """

    return partial(write_foreign, sound)
