"""What several commands share: reading NAME=VALUE pairs, and writing files that were asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from contracts.errors import InputError

mapping_option = click.option(
    "--mapping",
    metavar="FILE.yaml",
    type=click.Path(path_type=Path),
    help="Read TARGET by this mapping, whatever source it names itself.",
)
"""The option by which TARGET's tables are read under other names."""


def settings(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Pairs NAME=VALUE as a mapping."""
    for pair in given:
        if "=" not in pair:
            raise click.BadParameter(f"{pair}: write NAME=VALUE")
    return {name.strip(): value.strip() for name, _, value in (pair.partition("=") for pair in given)}


def see_to_room(files: Iterable[Path | None] = (), folders: Iterable[Path | None] = ()) -> None:
    """Looks before long work whether its results can be written where they are wanted; what is None nobody wants.

    Raises:
        InputError: for a file in a folder that is not there, or a place that may not be written to.
    """
    for see, wanted in ((_see_to_file, files), (_see_to_folder, folders)):
        for place in filter(None, wanted):
            try:
                see(place)
            except OSError as error:  # a name too long, or a folder that may not be looked into
                raise InputError(f"{place}: cannot be written ({error.strerror})") from error


def _see_to_file(file: Path) -> None:
    if file.is_dir():
        raise InputError(f"{file}: is a folder; give a file")
    if not file.parent.is_dir():
        raise InputError(f"{file}: cannot be written, there is no folder {file.parent}")
    _refuse_closed(file, file if file.exists() else file.parent)


def _see_to_folder(folder: Path) -> None:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise InputError(f"{folder}: cannot be written, {there} is a file")
    _refuse_closed(folder, there)


def _refuse_closed(wanted: Path, there: Path) -> None:
    if not os.access(there, os.W_OK):
        raise InputError(f"{wanted}: cannot be written, {there} may not be written to")


def write_file(path: Path, text: str, quiet: bool) -> None:
    """Writes what was asked for, and says where on standard error.

    Raises:
        InputError: if the file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
    say(f"wrote {path}", quiet)


def say(line: str, quiet: bool) -> None:
    """A line on standard error, unless nobody wants it."""
    if not quiet:
        click.echo(line, err=True)
