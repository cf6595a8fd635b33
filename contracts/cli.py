"""The command: parsing and printing around `contracts.judge`; nothing is decided here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from contracts.commands.docs import docs
from contracts.commands.export import export
from contracts.commands.fuzz import fuzz
from contracts.commands.mapping import map_
from contracts.commands.options import mapping_option, say, see_to_room, settings, write_file
from contracts.commands.sensitivity import sensitivity
from contracts.errors import InputError, interruptible
from contracts.report.values import visible
from contracts.verdict import ExitStatus


class BadUsage(click.ClickException):
    """A command line that was not understood: one line that says why, and where the command's help is."""

    exit_code = ExitStatus.BAD_INPUT

    def __init__(self, error: click.UsageError) -> None:
        why = visible(error.format_message())
        end = "" if why.endswith((".", "?", ")")) else "."
        super().__init__(f"{why}{end} See {error.ctx.command_path} --help." if error.ctx else why)


class OneLineErrors(click.Group):
    """A command group in which whatever is wrong is one line on standard error and exit status 2, and Ctrl-C exits 130."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads what comes before the command's name."""
        with _one_line():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the chosen command."""
        with interruptible(), _one_line():
            try:
                return super().invoke(ctx)
            except InputError as error:
                click.echo(f"Error: {visible(str(error))}", err=True)
                ctx.exit(ExitStatus.BAD_INPUT)


@contextmanager
def _one_line() -> Iterator[None]:
    """Within it bad usage is told without the usage, which --help has; a command without any arguments still shows its help."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise BadUsage(error) from error


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="stockproof", prog_name="stockproof")
def main() -> None:
    """Data contracts for inventory-aligned retail tables."""


def _names(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (given or "").split(",") if name.strip())
    if given is not None and not names:
        raise click.BadParameter("names no invariant: write ID[,ID], such as INV-5,KEY-FK")
    return names


def _position(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[int, int] | None:
    product, _, location = (given or "").partition(",")
    try:
        return (int(product), int(location)) if given else None
    except ValueError:
        raise click.BadParameter(f"{given}: write PRODUCT,LOCATION, two whole numbers such as 3,1") from None


@main.command()
@click.argument("target")
@mapping_option
@click.option(
    "--only", metavar="ID[,ID]", callback=_names, help="Judge these invariants only; KEY-FK stands for all whose ids begin so, up to a dot."
)
@click.option("--param", "parameters", metavar="NAME=VALUE", multiple=True, callback=settings, help="Set a parameter of the contract.")
@click.option("--strict", is_flag=True, help="Exit 3 if nothing is broken but something could not be judged.")
@click.option("--engine", default="duckdb", show_default=True, help="What runs the SQL: duckdb or spark.")
@click.option("--memory-limit", metavar="SIZE", help="Spill to disk beyond this size, such as 2GB.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(path_type=Path), help="Write the report as JSON.")
@click.option("--junit", "junit_file", metavar="FILE", type=click.Path(path_type=Path), help="Write it as JUnit XML.")
@click.option("--html", "html_file", metavar="FILE", type=click.Path(path_type=Path), help="Write it as a page that explains each verdict.")
@click.option("--witnesses", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write every broken row to DIR/ID.parquet.")
@click.option("--quiet", is_flag=True, help="No progress on standard error.")
def validate(
    target: str,
    mapping: Path | None,
    only: tuple[str, ...],
    parameters: dict[str, str],
    strict: bool,
    engine: str,
    memory_limit: str | None,
    json_file: Path | None,
    junit_file: Path | None,
    html_file: Path | None,
    folder: Path | None,
    quiet: bool,
) -> None:
    """Judge the tables of TARGET: a folder with one sub-folder or file per table (Delta, Parquet or CSV), a DuckDB file, a mapping file
    for tables of other names, or CATALOG.SCHEMA with --engine spark.

    Exits 0 if nothing is broken, 1 if something of severity error is, 2 if the input or the usage is bad, 3 with --strict if something
    could not be judged, 130 if interrupted.
    """
    see_to_room(files=(json_file, junit_file, html_file), folders=(folder,))
    from contracts.explain.overview import overview
    from contracts.judge import judge
    from contracts.progress import shown
    from contracts.report import html, json_report, junit, terminal
    from contracts.witnesses import write_witnesses

    with shown(quiet) as progress:
        report = judge(
            target, engine=engine, parameters=parameters, only=only, memory_limit=memory_limit, progress=progress, mapping=mapping
        )
    terminal.show(report)
    for path, render in ((json_file, json_report.render), (junit_file, junit.render)):
        if path:
            write_file(path, render(report), quiet)
    if html_file:
        write_file(html_file, html.render(report, overview(report, memory_limit, mapping)), quiet)
    if folder:
        written = write_witnesses(report, folder, memory_limit, mapping)
        say(f"wrote {len(written)} {'file' if len(written) == 1 else 'files'} of witnesses to {folder}", quiet)
    sys.exit(report.exit_status(strict))


@main.command()
@click.argument("target")
@click.argument("name", metavar="ID")
@mapping_option
@click.option("--witness", type=int, metavar="N", help="Tell of the Nth witness of the report, the first unless given.")
@click.option("--position", metavar="PRODUCT,LOCATION", callback=_position, help="Tell of the earliest row at this position.")
@click.option("--html", "html_file", metavar="FILE", type=click.Path(path_type=Path), help="Write the story as a page with a picture.")
@click.option("--param", "parameters", metavar="NAME=VALUE", multiple=True, callback=settings, help="Set a parameter of the contract.")
@click.option("--engine", default="duckdb", show_default=True, help="What runs the SQL.")
@click.option("--memory-limit", metavar="SIZE", help="Spill to disk beyond this size, such as 2GB.")
@click.option("--quiet", is_flag=True, help="Do not say what was written.")
def explain(
    target: str,
    name: str,
    mapping: Path | None,
    witness: int | None,
    position: tuple[int, int] | None,
    html_file: Path | None,
    parameters: dict[str, str],
    engine: str,
    memory_limit: str | None,
    quiet: bool,
) -> None:
    """Tell one violation of the invariant ID in the tables of TARGET as a story.

    Exits 0 if the invariant holds, is a warning only or could not be judged, 1 if it is broken, 2 if the input or the usage is bad,
    130 if interrupted.
    """
    see_to_room(files=(html_file,))
    from contracts.explain import page, story, terminal
    from contracts.inquiry import Position

    if witness is not None and position:
        raise click.UsageError("--witness and --position both choose a row: give one of them")
    place = Position(*position) if position else None
    told = story.explain(
        target,
        name,
        witness=witness,
        position=place,
        engine=engine,
        parameters=parameters,
        memory_limit=memory_limit,
        mapping=mapping,
    )
    terminal.show(told)
    if html_file:
        write_file(html_file, page.render(told), quiet)
    sys.exit(told.report.exit_status())


@main.command()
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
def invariants(form: str) -> None:
    """List every invariant of the contract: its sentence, source, relation and predicate."""
    from contracts.report import listing

    listing.show(form)


main.add_command(sensitivity)
main.add_command(map_)
main.add_command(fuzz)
main.add_command(export)
main.add_command(docs)
