"""The command ``map``: parsing and printing around `contracts.mapping.draft`."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.commands.options import say


@click.command(name="map")
@click.argument("target")
@click.option("--out", required=True, metavar="FILE.yaml", type=click.Path(path_type=Path), help="Write the draft here.")
@click.option("--engine", default="duckdb", show_default=True, help="What looks at the tables.")
@click.option("--quiet", is_flag=True, help="Do not say what was found.")
def map_(target: str, out: Path, engine: str, quiet: bool) -> None:
    """Draft a mapping for the tables of TARGET, which have other names than the contract's.

    Tables and columns are matched by name, type and whether values are all different; every guess has its reason beside it, to be read
    and corrected. Exits 0 if there is a draft, 2 if the input is bad or nothing in it looks like the contract's tables.
    """
    from contracts.mapping.draft import draft
    from contracts.report.values import visible

    guesses = draft(target, out, engine=engine)
    for guess in guesses:
        found, all_ = len(guess.columns), len(guess.table.columns)
        click.echo(visible(f"{guess.table.name}  from {guess.seen.name}, {found} of {all_} columns"))
    say(f"wrote {out}: read it, then stockproof validate {out}", quiet)
