"""The folder that a world is written to: who may write, what made the tables there, and what may be replaced."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from contracts.tables import TABLES
from generator.config import Config

MARK = "_stockproof.json"
"""Beside the tables: what made them, and the contract's parameters that follow from it."""

_LOCK = "_stockproof.lock"
_DRAFT = f"{MARK}.draft"
_REMOVED = "_removed-"
_NOT_ROWS = ("catalog", "schema", "force_recreate")  # keys that say where rows go, not what they are

Format = Literal["delta", "parquet"]


class OutputError(Exception):
    """The tables cannot be written where they were meant to go: one line that says why and what to do."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """The folder, made if it is not there, for one run at a time. Raises `OutputError` when it cannot be had."""
    lock = out / _LOCK
    try:
        if out.exists() and not out.is_dir():
            raise OutputError(f"{out}: is a file; give a folder")
        was_there = lock.exists()
        out.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, blocking=False):
            try:
                yield
            except OutputError:
                if not was_there:
                    lock.unlink()  # a folder that is refused is left as it was found
                raise
    except Timeout:
        raise OutputError(f"{out}: another run is writing there; wait for it, or give another folder") from None
    except OSError as error:
        raise OutputError(f"{error.filename or out}: cannot be written: {error.strerror or error}") from error


def make_room(out: Path) -> None:
    """Refuses a folder that is not empty; of one that holds no world it names what it holds."""
    there = sorted(path.name for path in out.iterdir() if path.name not in (_LOCK, _DRAFT))
    if MARK in there:
        raise OutputError(f"{out}: is not empty; give another folder, --resume to go on, or --overwrite to replace generated tables")
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        raise OutputError(f"{out}: holds what stockproof generate did not write ({', '.join(there[:3])}{more}); give a new or empty folder")


def remove_generated(out: Path) -> None:
    """Removes the tables that an earlier run wrote, and nothing else; tables of anybody else's are refused."""
    mark = read_mark(out)
    claimed = mark.get("tables", []) if mark else []
    if not isinstance(claimed, list):
        raise OutputError(f"{out / MARK}: is damaged; move it away or give another folder")
    written = [name for name in TABLES if name in claimed]
    strangers = [name for name in TABLES if (out / name).exists() and name not in written]
    if strangers:
        raise OutputError(f"{out / strangers[0]}: was not written by stockproof generate; move it away or give another folder")
    for name in written:  # out of the way in one step each, so that nobody resumes a table that is half removed
        if (out / name).is_dir():
            os.rename(out / name, out / f"{_REMOVED}{name}-{uuid.uuid4().hex[:8]}")
    (out / MARK).unlink(missing_ok=True)
    for removed in out.glob(f"{_REMOVED}gold_*"):
        shutil.rmtree(removed)


def check_same(out: Path, config: Config, table_format: Format) -> bool:
    """Whether an earlier run began the same world there; False in a folder that holds nothing. Refuses another configuration."""
    mark = read_mark(out)
    if mark is None:
        make_room(out)
        return False
    there = mark.get("configuration")
    if not isinstance(there, dict):
        raise OutputError(f"{out / MARK}: is damaged; move it away or give another folder")
    if mark.get("format") != table_format:
        raise OutputError(f"{out}: was begun with format = {mark.get('format')}, not {table_format}; resume with that")
    refuse_another(str(out), there, config)
    return True


def begun_or_room(out: Path, config: Config, table_format: Format, resume: bool, overwrite: bool) -> bool:
    """Whether to go on with tables that are there; else the folder has room for new ones, and says what makes them."""
    if resume and check_same(out, config, table_format):
        return True
    remove_generated(out) if (overwrite or config.force_recreate) else make_room(out)
    leave_mark(out, config, table_format)
    return False


def refuse_another(place: str, there: Mapping[str, Any], config: Config) -> None:
    """Refuses to go on with tables that another configuration began; names the first key that differs."""
    for key, asked in settings_of(config).items():
        if key not in _NOT_ROWS and there.get(key) != asked:
            raise OutputError(f"{place}: was begun with {key} = {there.get(key)!r}, not {asked!r}; resume with the same configuration")


def leave_mark(out: Path, config: Config, table_format: Format) -> None:
    """Writes the mark, whole or not at all."""
    mark = {
        "stockproof_world": 1,
        "parameters": config.contract_parameters(),
        "configuration": settings_of(config),
        "format": table_format,
        "tables": list(TABLES),
    }
    draft = out / _DRAFT
    draft.write_text(json.dumps(mark, indent=2) + "\n", encoding="utf-8")
    os.replace(draft, out / MARK)


def read_mark(out: Path) -> dict[str, Any] | None:
    """The mark in a folder, None if there is none."""
    try:
        mark = json.loads((out / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError):
        raise OutputError(f"{out / MARK}: is damaged; move it away or give another folder") from None
    if not isinstance(mark, dict):
        raise OutputError(f"{out / MARK}: is damaged; move it away or give another folder")
    return mark


def settings_of(config: Config) -> dict[str, Any]:
    """A configuration as JSON holds it."""
    return dict(json.loads(config.model_dump_json(by_alias=True)))
