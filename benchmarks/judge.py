"""Judging beside its floor: every law over a world, and one scan of all that the world holds.

    python benchmarks/judge.py [TARGET] [--memory-limit SIZE]

Without a target, a world of preset `seed` is generated first. The floor reads every column of every table once, in the same engine
and with the same limit. The laws of single snapshots are judged apart, beside a scan of the snapshots' columns alone. All are
processes of their own, start-up included, one after the other; memory is that of a process at its highest.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from measure import Cost, machine, measure

from contracts.dataset import open_folder
from contracts.engines import open_tables
from contracts.invariants.catalogue import LAWS
from contracts.relations.derived import stored_name

ROW_LAWS = [law.id for law in LAWS if law.relation in ("closing_stock", "rows_of.gold_inventory_fact")]
"""Laws that look at one snapshot at a time."""


def main() -> None:
    """Measures all four, prints one table."""
    options = _options()
    if options.scan:
        _scan(options.target, options.scan, options.memory_limit)
        return
    print(f"machine: {machine()}")
    if options.target:
        _measure(options.target, options.memory_limit)
        return
    with tempfile.TemporaryDirectory() as place:
        world = str(Path(place) / "world")
        measure([sys.executable, "-m", "generator", "generate", "--preset", "seed", "--quiet", "--out", world])
        _measure(world, options.memory_limit)


def _measure(target: str, memory_limit: str) -> None:
    validate = [sys.executable, "-m", "contracts", "validate", target, "--quiet", "--memory-limit", memory_limit]
    scan = [sys.executable, __file__, target, "--memory-limit", memory_limit, "--scan"]
    every, all_columns = measure(validate), measure([*scan, "all"])
    rows, their_columns = measure([*validate, "--only", ",".join(ROW_LAWS)]), measure([*scan, "gold_inventory_fact"])
    print(f"{len(LAWS)} laws over {target if '/' not in target else 'preset seed'}, at most {memory_limit} for the engine")
    for name, cost in (
        (f"judge all {len(LAWS)} laws", every),
        ("floor: read every column once", all_columns),
        (f"judge the {len(ROW_LAWS)} laws of single snapshots", rows),
        ("floor: read the snapshots once", their_columns),
    ):
        print(_line(name, cost))
    print(f"ratio: {every.wall / all_columns.wall:.1f} for all laws, {rows.wall / their_columns.wall:.1f} for those of single snapshots")


def _line(name: str, cost: Cost) -> str:
    return f"{name:40} {cost.wall:7.1f} s  {cost.cpu:7.1f} s CPU  {cost.memory / 2**20:6,.0f} MiB peak"


def _scan(target: str, tables: str, memory_limit: str) -> None:
    """Reads each column of the tables to its end."""
    with open_tables("duckdb", open_folder(target), memory_limit) as opened:
        for name, table in opened.stored.items():
            if tables in ("all", name):
                columns = ", ".join(f"MAX({column.declared.name}) AS {column.declared.name}" for column in table.columns)
                opened.define("scanned", f"SELECT {columns} FROM {stored_name(name)}")
                opened.fetch("scanned", "TRUE", (), 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", help="a folder of tables, instead of a world generated for it")
    parser.add_argument("--memory-limit", default="3GB", help="what the engine may use before it spills")
    parser.add_argument("--scan", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
