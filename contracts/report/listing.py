"""The contract, to read: every invariant as a table, as JSON or as Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from contracts.invariants.catalogue import LAWS
from contracts.invariants.code import CODE_LAWS
from contracts.invariants.law import Invariant

EVERY_LAW = (*LAWS, *CODE_LAWS)
"""The laws of tables, then those of code."""


def show(form: str) -> None:
    """Prints every law as ``table``, ``json`` or ``markdown``."""
    FORMS[form]()


def as_data(law: Invariant) -> dict[str, str]:
    """A law as a plain dictionary."""
    return {
        "id": law.id,
        "family": law.family,
        "title": law.title,
        "source": law.source,
        "severity": law.severity.value,
        "relation": law.relation,
        "when": law.when,
        "holds": law.holds,
    }


def _json() -> None:
    click.echo(json.dumps([as_data(law) for law in EVERY_LAW], indent=1, ensure_ascii=False))


def _markdown() -> None:
    family = ""
    for law in EVERY_LAW:
        if law.family != family:
            family = law.family
            click.echo(f"\n## {family.capitalize()}\n\n| id | what must hold | source | severity |\n|---|---|---|---|")
        click.echo(f"| {law.id} | {law.title.replace('|', chr(92) + '|')} | {law.source} | {law.severity.value} |")


def _table() -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("id", no_wrap=True)
    for heading in ("what must hold", "source"):
        table.add_column(heading, overflow="fold")
    for before, law in zip((None, *EVERY_LAW), EVERY_LAW, strict=False):
        if before and before.family != law.family:
            table.add_section()
        table.add_row(law.id, law.title, law.source if law.severity.value == "error" else f"{law.source} (warning)")
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PIPED  # so that a law is a line, which other programs look for
    console.print(table)


_PIPED = 260
"""Characters of a line where nobody looks at a terminal."""

FORMS: dict[str, Callable[[], None]] = {"table": _table, "json": _json, "markdown": _markdown}
