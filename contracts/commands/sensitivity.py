"""The command ``sensitivity``: parsing and printing around `contracts.sensitivity`."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.commands.options import mapping_option, see_to_room, settings, write_file


@click.command()
@click.argument("target")
@mapping_option
@click.option("--param", "parameters", metavar="NAME=VALUE", multiple=True, callback=settings, help="Set a parameter of the contract.")
@click.option("--engine", default="duckdb", show_default=True, help="What runs the SQL.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(path_type=Path), help="Write what was found as JSON.")
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
def sensitivity(target: str, mapping: Path | None, parameters: dict[str, str], engine: str, json_file: Path | None, quiet: bool) -> None:
    """Tell which mistakes the contract would catch in the tables of TARGET, and by which laws; which not, and why.

    Small realistic faults are laid over the tables as views, one after the other; nothing is written. Exits 0 if it ran, 2 if
    the input or the usage is bad.
    """
    see_to_room(files=(json_file,))
    from contracts.progress import shown
    from contracts.report import sensitivity as drawn
    from contracts.sensitivity import sensitivity as search

    with shown(quiet, "faults tried") as progress:
        found = search(target, engine=engine, parameters=parameters, progress=progress, mapping=mapping)
    drawn.show(found)
    if json_file:
        write_file(json_file, drawn.render(found), quiet)
