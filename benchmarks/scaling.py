"""Cost per row as work grows, start-up and commits apart: 730 days at 13 locations, with ever more products.

    python benchmarks/scaling.py [--products 110,1000,10000] [--workers N] [--folder DIR] [--only generate]

What a world of two products takes over the same days is start-up and commits, and is taken off; the rest is shared out over the
snapshots. Judging is measured on the world that was just generated. Memory is that of all processes together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
from measure import Cost, machine, measure

LOCATIONS, DAYS, LEAST = 13, 730, 2


def main() -> None:
    """Measures each size, prints one table."""
    options = _options()
    sizes = [LEAST, *(int(products) for products in options.products.split(","))]
    measured = [_measure(products, options) for products in sizes]
    print(f"machine: {machine()}")
    print(f"worlds of {LOCATIONS} locations x {DAYS} days; {options.workers} workers generate")
    print(f"{'products':>10} {'snapshots':>12}" + "".join(f"  | {verb:>8} {'s':>6} {'ns/row':>7} {'MiB':>6}" for verb in measured[0][1]))
    _, base = measured[0]
    for products, (snapshots, costs) in zip(sizes, measured, strict=True):
        cells = "".join(_cell(cost, base[verb], snapshots) for verb, cost in costs.items())
        print(f"{products:>10,} {snapshots:>12,}{cells}")


def _cell(cost: Cost, base: Cost, snapshots: int) -> str:
    per_row = (cost.wall - base.wall) / snapshots * 1e9
    shown = f"{per_row:7.0f}" if cost is not base else f"{'base':>7}"
    return f"  | {'':8} {cost.wall:6.1f} {shown} {cost.memory / 2**20:6,.0f}"


def _measure(products: int, options: argparse.Namespace) -> tuple[int, dict[str, Cost]]:
    command = [sys.executable, "-m", "generator"]
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        out = Path(place) / "world"
        sizes = ["--preset", "seed", "--products", str(products), "--locations", str(LOCATIONS), "--days", str(DAYS)]
        costs = {"generate": measure([*command, "generate", *sizes, "--workers", str(options.workers), "--quiet", "--out", str(out)])}
        if options.only != "generate":
            costs["validate"] = measure([*command, "validate", str(out), "--quiet", "--memory-limit", options.memory_limit])
        snapshots = sum(pq.read_metadata(file).num_rows for file in (out / "gold_inventory_fact").glob("*.parquet"))
    return snapshots, costs


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", default="110,1000,10000")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--memory-limit", default="3GB", help="what the judge's engine may use")
    parser.add_argument("--folder", help="where to write, instead of the temporary folder of the system")
    parser.add_argument("--only", choices=["generate"], help="leave judging out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
