"""The command ``docs``: parsing and printing around `contracts.schemas.docs`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from contracts.commands.options import say, see_to_room, settings


@click.command()
@click.argument("target")
@click.option("--out", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Where to write the pages.")
@click.option("--param", "parameters", metavar="NAME=VALUE", multiple=True, callback=settings, help="Set a parameter of the contract.")
@click.option("--engine", default="duckdb", show_default=True, help="What runs the SQL: duckdb or spark.")
@click.option("--memory-limit", metavar="SIZE", help="Spill to disk beyond this size, such as 2GB.")
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
def docs(target: str, folder: Path, parameters: dict[str, str], engine: str, memory_limit: str | None, quiet: bool) -> None:
    """Judge the tables of TARGET, and write Great Expectations Data Docs of what was found: pages that need no network.

    Exits 0 if nothing is broken, 1 if something of severity error is, 2 if the input or the usage is bad, 130 if
    interrupted.
    """
    see_to_room(folders=(folder,))
    from rich.console import Console

    from contracts.judge import judge
    from contracts.progress import shown
    from contracts.report import terminal
    from contracts.schemas.docs import write_docs
    from contracts.schemas.expectations import library

    library()
    with shown(quiet) as progress:
        report = judge(target, engine=engine, parameters=parameters, memory_limit=memory_limit, progress=progress)
    say(f"wrote {write_docs(report, folder)}", quiet)
    Console(highlight=False).print(terminal.last_line(report))
    sys.exit(report.exit_status())
