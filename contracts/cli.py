"""The command: parsing and printing around `contracts.judge`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from contracts.errors import InputError


class OneLineErrors(click.Group):
    """A command group in which an InputError is one line on standard error, and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the chosen command."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)


@click.group(cls=OneLineErrors)
def main() -> None:
    """Data contracts for inventory-aligned retail tables."""


@main.command()
@click.argument("target")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to FILE as JSON.")
@click.option("--only", help="Judge these invariants only: ids, or what they begin with up to a dot, separated by commas.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the contract.")
@click.option("--strict", is_flag=True, help="Exit 3 when something could not be judged and nothing is broken.")
@click.option("--engine", default="duckdb", show_default=True)
@click.option("--memory-limit", metavar="SIZE", help="Spill to disk beyond, such as 2GB.")
@click.option("--quiet", is_flag=True, help="No progress, no table.")
def validate(
    target: str,
    json_file: Path | None,
    only: str | None,
    params: tuple[str, ...],
    strict: bool,
    engine: str,
    memory_limit: str | None,
    quiet: bool,
) -> None:
    """Judge the tables of the folder TARGET."""
    from contracts.judge import judge
    from contracts.report import json_report

    report = judge(target, engine=engine, only=only.split(",") if only else (), memory_limit=memory_limit)
    if json_file:
        json_file.write_text(json_report.render(report), encoding="utf-8")
    for result in report.results:
        if result.verdict != "holds":
            click.echo(f"{result.verdict} {result.law.id} {result.broken}/{result.judged} {result.reason or ''}")
    click.echo(f"{report.summary} {report.seconds:.2f} s")
    sys.exit(report.exit_status(strict))
