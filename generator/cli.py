"""The command ``stockproof``: everything of ``python -m contracts``, and ``generate``. Parsing and printing only."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contracts.cli import main
from contracts.errors import InputError
from contracts.progress import left
from contracts.report.prose import duration

if TYPE_CHECKING:
    from generator.config import Config, ConfigError
    from generator.generate import Progress

__all__ = ["main"]


@main.command()
@click.option(
    "--out", metavar="DIR|CATALOG.SCHEMA", help="Folder for the tables, new or empty; with --engine spark also a schema of its catalog."
)
@click.option("--preset", default="small", show_default=True, metavar="NAME", help="A world by name: tiny, small or seed.")
@click.option("--config", "config_file", metavar="FILE.toml", type=click.Path(path_type=Path), help="Configuration keys and values.")
@click.option("--products", type=int, metavar="N", help="Products.")
@click.option("--locations", type=int, metavar="N", help="Locations: stores, warehouses and distribution centres, 10:2:1.")
@click.option("--customers", type=int, metavar="N", help="Customers.")
@click.option("--days", type=int, metavar="N", help="Days of the horizon.")
@click.option("--start", metavar="YYYY-MM-DD", help="First day of the horizon.")
@click.option("--seed", "random_seed", type=int, metavar="N", help="Seed of every draw.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True, help="What makes the rows.")
@click.option("--format", "table_format", type=click.Choice(["delta", "parquet"]), default="delta", show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 1024), metavar="N", help="Processes, or partitions on Spark; as many as cores unless given."
)
@click.option("--resume", is_flag=True, help="Go on after the last chunk that an earlier run committed there.")
@click.option("--overwrite", is_flag=True, help="Replace tables that an earlier run wrote into the folder, and nothing else.")
@click.option("--quiet", is_flag=True, help="No progress.")
def generate(
    out: str | None,
    preset: str,
    config_file: Path | None,
    engine: Any,
    table_format: Any,
    workers: int | None,
    resume: bool,
    overwrite: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Generate a world of tables in which every sale was in stock.

    Exits 0 once the world is whole, 2 if the input is bad or the place cannot be written to, 130 if interrupted.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded: processes are the parallelism here
    from generator.config import ConfigError, configure, read_config
    from generator.generate import OutputError
    from generator.generate import generate as write_world

    if resume and overwrite:
        raise InputError("give --resume or --overwrite, not both")
    begun = time.perf_counter()
    given = {key: value for key, value in values.items() if value is not None}
    from_file: dict[str, Any] = {}
    try:
        from_file = read_config(config_file) if config_file else {}
        config = configure(preset, from_file, given)
        out = _place(out, engine, config.catalog, config.schema_)
        asked: dict[str, Any] = {"format": table_format, "workers": workers, "resume": resume, "overwrite": overwrite}
        with _progress(quiet) as progress:
            write_world(config, out, engine=engine, progress=progress, **asked, **_on_spark(engine, config))
    except ConfigError as error:
        raise InputError(_with_place(error, given, config_file if error.key.partition(".")[0] in from_file else None)) from None
    except OutputError as error:
        raise InputError(str(error)) from None
    except KeyboardInterrupt:
        how = "the same command, with --resume in place of --overwrite" if overwrite else "the same command and --resume"
        click.echo(f"Stopped. What is committed stays in {out}; go on with {how}", err=True)
        sys.exit(130)
    places = config.stores + config.warehouses + config.dcs
    click.echo(
        f"{out}: {config.products:,} products x {places} locations x {config.days} days "
        f"from {config.start}, {config.customers:,} customers, seed {config.random_seed}, "
        f"as {table_format.capitalize()} tables in {duration(time.perf_counter() - begun)}"
    )


def _with_place(error: ConfigError, given: Collection[str], file: Path | None) -> str:
    """What is wrong, and where it was given: by an option, or in a line of a file."""
    if error.key in given:
        (option,) = (each.opts[0] for each in click.get_current_context().command.params if each.name == error.key)
        return str(error).replace(f"{error.key} = ", f"{option} ", 1)
    if file is None:
        return str(error)
    # ``key = ...`` or the head of a table, ``[key]``; of a key within a table its last part, as TOML has it.
    entry = re.compile(rf"""\s*(\[\s*)?["']?{re.escape(error.key.rpartition(".")[2])}["']?\s*[]=]""")
    lines = file.read_text(encoding="utf-8").splitlines()
    line = next((f", line {number}" for number, line in enumerate(lines, start=1) if entry.match(line)), "")
    return f"{file}{line}: {error}"


def _place(out: str | None, engine: str, catalog: str, schema: str) -> str:
    """Where to: what --out says, else the catalog and schema of the configuration."""
    from generator.catalog import schema_named

    place = out or (f"{catalog}.{schema}" if catalog and schema else None)
    if not place:
        raise click.UsageError("Missing option '--out'.")
    if engine != "spark" and schema_named(place):
        raise InputError(f"{place}: a schema of a catalog needs --engine spark; for a folder of that name write ./{place}")
    return place


def _on_spark(engine: str, config: Config) -> dict[str, Any]:
    """What the engine spark takes beside: the session, active or local, and the constraints that follow from the contract."""
    if engine != "spark":
        return {}
    from contracts.engines.spark_session import spark_session
    from contracts.schemas.checks import row_checks

    return {"session": spark_session(large=config.is_large), "checks": row_checks(config.contract_parameters())}


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A bar of days on a terminal, a line a chunk elsewhere, nothing when quiet; on standard error."""
    if quiet:
        yield lambda _: None
    elif not sys.stderr.isatty():
        begun = time.perf_counter()
        yield lambda done: click.echo(
            f"generated {done.days_done} of {done.days} days{left(time.perf_counter() - begun, done.days_done, done.days)}", err=True
        )
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        told = TextColumn("days generated{task.fields[left]}")
        begun = time.perf_counter()
        with Bar(BarColumn(), MofNCompleteColumn(), told, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None, left="")

            def show(done: Progress) -> None:
                rest = left(time.perf_counter() - begun, done.days_done, done.days)
                bar.update(task, completed=done.days_done, total=done.days, left=rest)

            yield show
