"""What several commands share: reading NAME=VALUE pairs, and writing files that were asked for."""

from __future__ import annotations

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
