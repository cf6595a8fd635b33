"""The contract as files for other tools, written to a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from contracts.errors import InputError
from contracts.nearest import suggestion

Files = Iterator[tuple[str, str]]
"""Files as paths below the folder, with what they hold."""

Parameters = Mapping[str, Any] | None


def export(kind: str, folder: Path, parameters: Parameters = None) -> tuple[Path, ...]:
    """Writes the contract as ``odcs``, ``gx``, ``pandera`` or ``sql``, by its parameters or those given; files there are replaced.

    Raises:
        InputError: for an unknown kind or parameter, an impossible value, or a folder that cannot be written to.
    """
    if kind.lower() not in KINDS:
        raise InputError(f"the contract cannot be exported as {kind}; {suggestion(kind, KINDS)}")
    files = dict(KINDS[kind.lower()](parameters))
    try:
        return tuple(_written(folder / name, text) for name, text in files.items())
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from error


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _sql(parameters: Parameters) -> Files:
    from contracts.schemas.sql import queries

    for law, text in queries(parameters):
        yield f"{law.family}/{law.id}.sql", text


def _odcs(parameters: Parameters) -> Files:
    from contracts.schemas.odcs import document

    yield "stockproof.odcs.yaml", document(parameters)


def _gx(parameters: Parameters) -> Files:
    from contracts.schemas.expectations_export import suites

    for name, text in suites(parameters):
        yield f"{name}.json", text


def _pandera(parameters: Parameters) -> Files:
    from contracts.schemas.pandera_export import module

    yield "stockproof_schemas.py", module(parameters)


KINDS: dict[str, Callable[[Parameters], Files]] = {"odcs": _odcs, "gx": _gx, "pandera": _pandera, "sql": _sql}
"""What the contract can be exported as."""
