"""The picture of the README: what the terminal shows of a world in which one snapshot has a unit too many.

    python scripts/picture.py docs/terminal.svg

A world of preset ``small`` is generated, one of its 345,150 snapshots is raised by one unit, and ``stockproof validate`` is run on it; the
picture is of the end of what it prints.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import deltalake
from rich.console import Console
from rich.text import Text

from generator.config import configure
from generator.generate import generate

COMMAND = Path(sys.executable).with_name("stockproof")
WIDTH, LINES = 100, 34
TITLE = "stockproof validate demo-world"

_FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {terminal_width} {terminal_height}" role="img" aria-label="__TITLE__">
<style>
{styles}
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, monospace; line-height: {line_height}px; }}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
<rect fill="#1e1e1e" width="{terminal_width}" height="{terminal_height}" rx="8"/>
<g transform="translate(6, 4)" clip-path="url(#{unique_id}-clip-terminal)">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""
"""Without the frame and the remote fonts that rich would put around it."""


def main(target: str) -> None:
    """Writes the picture."""
    with tempfile.TemporaryDirectory() as place:
        world = Path(place) / "demo-world"
        generate(configure("small"), world)
        raise_one_snapshot(world / "gold_inventory_fact")
        printed = subprocess.run(
            [COMMAND, "validate", "demo-world", "--quiet"],
            cwd=place,
            env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)},
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    Path(target).write_text(drawn(printed), encoding="utf-8")


def raise_one_snapshot(table: Path) -> None:
    """One unit more available on one evening of one position."""
    place = "product_key = 17 AND location_key = 3 AND date_key = 20241203"
    deltalake.DeltaTable(table).update({"quantity_available": "quantity_available + 1"}, predicate=place)


def drawn(printed: str) -> str:
    """The last lines as SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(f"$ {TITLE}", style="bold")
    console.print(Text("...", style="dim"))
    for line in printed.rstrip("\n").splitlines()[-LINES:]:
        console.print(Text.from_ansi(line))
    console.print()  # rich leaves no room below the last line
    return console.export_svg(title=TITLE, code_format=_FORMAT.replace("__TITLE__", TITLE), unique_id="terminal")


if __name__ == "__main__":
    main(*sys.argv[1:])
