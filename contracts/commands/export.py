"""The command ``export``: parsing and printing around `contracts.schemas.export`."""

from __future__ import annotations

from pathlib import Path

import click

from contracts.commands.options import say, settings


@click.command()
@click.argument("kind", metavar="odcs|gx|pandera|sql")
@click.option("--out", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help="Where to write it.")
@click.option("--param", "parameters", metavar="NAME=VALUE", multiple=True, callback=settings, help="Set a parameter of the contract.")
@click.option("--quiet", is_flag=True, help="Do not say what was written.")
def export(kind: str, folder: Path, parameters: dict[str, str], quiet: bool) -> None:
    """Write the contract for other tools.

    odcs: an open data contract (ODCS v3), tables and rules in one YAML file. sql: one query for each law, that returns the rows which
    break it, for any DuckDB or Spark session. gx: Great Expectations suites as JSON, one for each table. pandera: schemas of the tables as
    a Python module that needs pandera and polars only. Exits 0 if it was written, 2 if the input or the usage is bad.
    """
    from contracts.schemas.export import export as write

    written = write(kind, folder, parameters)
    say(f"wrote {len(written)} {'file' if len(written) == 1 else 'files'} to {folder}", quiet)
