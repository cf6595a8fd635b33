"""Failures kept between runs: the shortest story of each law that was ever broken, replayed before anything else is tried."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import Discriminator, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from contracts.errors import InputError
from contracts.fuzz.steps import Step

FOLDER = Path(".hypothesis") / "stockproof"
"""Where failures are kept unless another folder is named."""

MOST_OF_A_LAW = 10
"""Newer stories of a law take the place of older ones beyond it."""


@dataclass(frozen=True)
class KeptStory:
    """A law, and steps that broke it once."""

    law: str
    steps: tuple[Annotated[Step, Discriminator("kind")], ...]


_STORIES = TypeAdapter(list[KeptStory])


def read(folder: Path, target: str) -> list[KeptStory]:
    """The stories kept of an implementation; none if it was never found wanting.

    Raises:
        InputError: if the file is there and holds something else.
    """
    path = _file(folder, target)
    try:
        return _STORIES.validate_json(path.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValidationError) as error:
        raise InputError(f"{path}: holds no stories that can be read; remove it ({type(error).__name__})") from error


def write(folder: Path, target: str, found: list[KeptStory]) -> None:
    """Keeps new stories beside those that are there already.

    Raises:
        InputError: if the folder cannot be written.
    """
    known = read(folder, target)
    stories = [*(story for story in found if story not in known), *known]
    kept = [story for place, story in enumerate(stories) if sum(other.law == story.law for other in stories[:place]) < MOST_OF_A_LAW]
    path = _file(folder, target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_STORIES.dump_json(kept, indent=1))
    except OSError as error:
        raise InputError(f"{path}: failures cannot be kept there ({error.strerror})") from error


def _file(folder: Path, target: str) -> Path:
    return folder / (re.sub(r"[^\w.-]+", "-", target) + ".json")
