"""Where the seconds go: the steps of generation, and the relations of a judgement.

    python benchmarks/seconds.py [--products N] [--locations N] [--days N]

One process generates a world band by band, as a worker does, with a clock around each step: seconds of CPU that a step spends itself,
without the steps inside it. The tables are then judged; of each relation the seconds are told in which the engine was asked for it,
what it is computed from included where nobody asked for that before. Parts that are judged side by side count each on its own.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from measure import machine

from contracts.judge import judge
from generator import location as story
from generator.config import configure
from generator.engines import local
from generator.generate import generate
from generator.sinks.delta import DeltaSink
from generator.sinks.parquet import PartWriter

STEPS: dict[str, list[tuple[Any, str]]] = {
    "demand: requests, orders, customers": [(story, "requests"), (story, "units_asked")],
    "levels and schedules": [(local, "levels_of"), (story, "order_up_to"), (story, "schedule")],
    "allocation": [(story, "allocate")],
    "ledger: restock, receive, sell, dispatch": [(story, name) for name in ("restock", "receive", "sell", "dispatch")],
    "returns": [(story, "returns_of"), (story, "comes_back")],
    "the day's walk around them": [(story, "_live")],
    "stockout runs and lost sales": [(story, "stockout_runs"), (story, "stockout_table")],
    "carts and sessions": [(story, "_online")],
    "Arrow: requests and sales": [(story, "request_table"), (story, "sales_table")],
    "Arrow: snapshots": [(story, "snapshot_table")],
    "Arrow: movements": [(story, "movement_table"), (story, "opening_table")],
    "Parquet: encoding and compression": [(PartWriter, "write"), (PartWriter, "close")],
    "commits to the Delta logs": [(DeltaSink, "commit")],
}


def main() -> None:
    """Generates and judges, prints both tables."""
    options = _options()
    sizes = {name: getattr(options, name) for name in ("products", "locations", "days")}
    print(f"machine: {machine()}")
    with tempfile.TemporaryDirectory() as place:
        world = Path(place) / "world"
        clock = Clock()
        with clock.on(STEPS):
            begun = time.process_time()
            generate(configure("seed", sizes), world, workers=1)
            whole = time.process_time() - begun
        _print_steps(clock.seconds, whole, options)
        _print_relations(world)


class Clock:
    """CPU seconds by step, each without the steps that run inside it."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inside = [0.0]

    @contextmanager
    def on(self, steps: dict[str, list[tuple[Any, str]]]) -> Iterator[None]:
        """Puts a clock around each named function for as long as the context."""
        before = [(owner, name, getattr(owner, name)) for functions in steps.values() for owner, name in functions]
        for step, functions in steps.items():
            for owner, name in functions:
                setattr(owner, name, self._timed(step, getattr(owner, name)))
        try:
            yield
        finally:
            for owner, name, function in before:
                setattr(owner, name, function)

    def _timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._inside.append(0.0)
            begun = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.process_time() - begun
                self.seconds[step] += took - self._inside.pop()
                self._inside[-1] += took

        return timed


def _print_steps(seconds: Counter[str], whole: float, options: argparse.Namespace) -> None:
    print(
        f"\ngenerate {options.products:,} products x {options.locations} locations x {options.days} days, one process: {whole:.1f} s of CPU"
    )
    seconds["everything else"] = whole - seconds.total()
    for step, spent in seconds.most_common():
        print(f"{step:45} {spent:7.2f} s  {spent / whole:6.1%}")


def _print_relations(world: Path) -> None:
    begun, cpu = time.perf_counter(), time.process_time()
    report = judge(str(world), memory_limit="3GB")
    by_relation: defaultdict[str, float] = defaultdict(float)
    for result in report.results:
        by_relation[result.law.relation] += result.seconds
    print(f"\njudge them: {time.perf_counter() - begun:.1f} s, {time.process_time() - cpu:.1f} s of CPU")
    whole = sum(by_relation.values())
    for relation, spent in sorted(by_relation.items(), key=lambda item: -item[1]):
        if spent > whole / 100:
            print(f"{relation:45} {spent:7.2f} s  {spent / whole:6.1%}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--locations", type=int, default=3)
    parser.add_argument("--days", type=int, default=200)
    return parser.parse_args()


if __name__ == "__main__":
    main()
