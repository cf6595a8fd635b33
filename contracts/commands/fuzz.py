"""The command ``fuzz``: parsing and printing around `contracts.fuzz.fuzz`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from contracts.commands.options import see_to_room, write_file


@click.command()
@click.argument("target", metavar="MODULE:FACTORY")
@click.option("--examples", type=click.IntRange(1, 10_000_000), metavar="N", help="Stories to tell; 500 unless given.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N", help="Seed from which stories are drawn; 42 unless given.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(path_type=Path), help="Write the report as JSON.")
@click.option(
    "--kept",
    metavar="DIR",
    type=click.Path(path_type=Path),
    show_default=".hypothesis/stockproof",
    help="Keep failures here and replay them.",
)
@click.option("--strict", is_flag=True, help="Exit 3 if nothing is broken but something could not be judged.")
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
def fuzz(target: str, examples: int | None, seed: int | None, json_file: Path | None, kept: Path | None, strict: bool, quiet: bool) -> None:
    """Drive an allocator and ledger through stories that go wrong, and judge it by the laws of code.

    FACTORY takes no arguments and returns a fresh object with some of the methods of contracts.protocols; laws of what it lacks are
    unknown. MODULE is the name of a module, or a file ending in .py. Exits 0 if nothing is broken, 1 if something is, 2 if the
    implementation cannot be loaded or the usage is bad, 3 with --strict if something could not be judged, 130 if interrupted.
    """
    see_to_room(files=(json_file,))
    from contracts.fuzz.fuzz import fuzz as drive
    from contracts.fuzz.kept import FOLDER
    from contracts.progress import shown
    from contracts.report import code, json_report

    with shown(quiet, "stories told") as progress:
        report = drive(target, examples=examples, seed=seed, folder=kept or FOLDER, progress=progress)
    code.show(report)
    if json_file:
        write_file(json_file, json_report.render(report), quiet)
    sys.exit(report.exit_status(strict))
