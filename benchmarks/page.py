"""All benchmarks, one after the other, as the page docs/benchmarks.md: `make bench`.

    python benchmarks/page.py [--small] [--page FILE]

Takes a quarter of an hour on two cores, and some 20 GB of disk for a while. ``--small`` measures small worlds, to try it out.
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Section:
    """A heading, what its figures are, and the command that prints them."""

    title: str
    text: str
    script: str
    arguments: tuple[str, ...] = ()
    small: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "Generating, beside writing the same rows",
        "Preset `seed`: every table, committed to Delta, start-up included. The floor is the same writer, given the finished rows.",
        "generate.py",
        ("--days", "730"),
        ("--days", "60", "--products", "1000"),
    ),
    Section(
        "Judging, beside reading once",
        "All laws over a world of preset `seed`, start-up included.",
        "judge.py",
        small=("{world}",),
    ),
    Section(
        "Cost per row as worlds grow",
        "What a world of two products takes over the same days is start-up and commits, and is taken off.",
        "scaling.py",
        small=("--products", "110"),
    ),
    Section(
        "Where the seconds go",
        "Seconds of CPU for the steps of generation; for relations, the seconds in which the engine was asked.",
        "seconds.py",
        small=("--products", "500", "--days", "60"),
    ),
)


def main() -> None:
    """Runs every script and writes the page."""
    options = _options()
    parts = [_head()]
    for section in SECTIONS:
        print(f"{section.title} ...", file=sys.stderr, flush=True)
        chosen = section.small if options.small else section.arguments
        parts.append(_section(section, chosen, options.world))
    options.page.write_text("\n".join(parts), encoding="utf-8")


def _head() -> str:
    return (
        "# Benchmarks\n\n"
        "Written by `make bench`, which runs the scripts of `benchmarks/` one after the other; each figure is of one run on the machine\n"
        f"that its script names. Ratios were taken side by side in one run. Measured on {datetime.date.today():%Y-%m-%d}.\n"
    )


def _section(section: Section, chosen: tuple[str, ...], world: str) -> str:
    arguments = [argument.format(world=world) for argument in chosen]
    done = subprocess.run([sys.executable, str(HERE / section.script), *arguments], check=True, stdout=subprocess.PIPE, text=True)
    command = " ".join(["python", f"benchmarks/{section.script}", *arguments])
    return f"## {section.title}\n\n{section.text} `{command}`\n\n```text\n{done.stdout.strip()}\n```\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="small worlds, to try it out")
    parser.add_argument("--world", default="demo-world", help="the world to judge with --small")
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs" / "benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
