"""Generation on Spark, by its own event log: tasks, bytes shuffled, bytes sent to the driver, memory.

    python benchmarks/spark.py [--products N] [--locations N] [--days N] [--cores 1,2]

Each run is a process of its own, with the local session that the command makes, but of so many cores. There the driver is the executor
too: its heap is what both take together.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from measure import Cost, machine, measure

from generator.config import Config, configure
from generator.engines.local import levels_of
from generator.engines.packed import STATES, packets
from generator.engines.spark import MOST_BLOCKS, Work, run_shares
from generator.location import blocks
from generator.plan import chunks, shares
from generator.world import make_world

STEPS = {
    "Delta: ": "read Delta's logs",
    "stockproof: append": "append chunks",
    "<br/>Optimizing": "OPTIMIZE: rewrite",
    "RangePartitionId": "OPTIMIZE: sample",
    "stockproof: optimize": "OPTIMIZE: the rest",
}
"""How jobs are told apart, by what their descriptions hold, the first that fits; Delta describes those of its own."""


@dataclass
class Step:
    """What the tasks of a kind of job did: seconds of theirs, and bytes."""

    tasks: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    shuffled: int = 0
    to_driver: int = 0


def main() -> None:
    """Measures each number of cores, prints one page."""
    options = _options()
    if options.out:
        _generate(options)
        return
    config = _config(options)
    world = make_world(config)
    snapshots = int(world.products.is_active.sum()) * len(world.locations) * config.days
    print(f"machine: {machine()}")
    print(f"world: {config.products:,} products x {len(world.locations)} locations x {config.days} days, {snapshots:,} snapshots")
    _print_share(config)
    for cores in options.cores.split(","):
        with tempfile.TemporaryDirectory(dir=options.folder) as place:
            sizes = [part for name in ("products", "locations", "days") for part in (f"--{name}", str(getattr(options, name)))]
            cost = measure([sys.executable, __file__, *sizes, "--cores", cores, "--out", f"{place}/world", "--log", f"{place}/log"])
            _print(cores, cost, snapshots, len(world.locations) * config.days, Path(place))


def _print(cores: str, cost: Cost, snapshots: int, location_days: int, place: Path) -> None:
    events = [event for file in sorted((place / "log").rglob("*")) if file.is_file() for event in _events(file)]
    written = float((place / "world.seconds").read_text(encoding="utf-8"))
    print(f"\nlocal[{cores}]: {cost.wall:.1f} s, of which {written:.1f} s in generate")
    print(f"  a location's day {1000 * written / location_days:.1f} ms, {snapshots / written:,.0f} snapshots/s")
    print(f"  memory: all processes {cost.memory / 2**20:,.0f} MiB, heap of the driver {_heap(events) / 2**20:,.0f} MiB at most")
    print(f"  {'':20} {'tasks':>7} {'seconds':>9} {'longest':>9} {'shuffled':>14} {'to the driver':>15}")
    for name, step in _steps(events).items():
        shuffled, sent = f"{step.shuffled:,} B", f"{step.to_driver:,} B"
        print(f"  {name:20} {step.tasks:7,} {step.seconds:9.1f} {step.longest:9.1f} {shuffled:>14} {sent:>15}")


def _print_share(config: Config) -> None:
    """What the kernel alone takes for the first share of the first chunk, in this process, packets made."""
    world = make_world(config)
    first, levels = tuple(shares(world, -(-len(world.locations) * blocks(world) // MOST_BLOCKS))), levels_of(world)
    opens = pa.RecordBatch.from_pydict({"share": [0], "content": [STATES], "rows": pa.array([None], pa.binary())})
    begun = time.process_time()
    made = [
        (packet.content, len(packet.rows or b"")) for packet in packets(run_shares(Work(config, levels, first, chunks(world)[0]), [opens]))
    ]
    seconds, memory = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    state = sum(size for content, size in made if content == STATES)
    positions = sum(len(span.band(world, levels).products.key) for span in first[0])
    print(
        f"a share of {positions:,} positions through a chunk: {seconds:.1f} s of CPU,"
        f" {sum(size for _, size in made) / 2**20:.1f} MiB of packets, {state / 2**10:,.0f} KiB of states; process {memory:,.0f} MiB"
    )


def _steps(events: list[dict[str, Any]]) -> dict[str, Step]:
    """The tasks of each kind of job."""
    of_stage: dict[int, str] = {}
    for event in events:
        if event["Event"] == "SparkListenerJobStart":
            told = event.get("Properties", {}).get("spark.job.description", "")
            kind = next((name for words, name in STEPS.items() if words in told), "other")
            of_stage |= dict.fromkeys(event["Stage IDs"], kind)
    steps: dict[str, Step] = defaultdict(Step)
    for event in events:
        if event["Event"] == "SparkListenerTaskEnd" and "Task Metrics" in event:
            step, metrics = steps[of_stage.get(event["Stage ID"], "other")], event["Task Metrics"]
            seconds = metrics["Executor Run Time"] / 1000
            step.tasks, step.seconds, step.longest = step.tasks + 1, step.seconds + seconds, max(step.longest, seconds)
            step.shuffled += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            step.to_driver += metrics["Result Size"]
    return steps


def _heap(events: list[dict[str, Any]]) -> int:
    """The most that Java's heap of the driver held at the end of any stage."""
    told = [event for event in events if event["Event"] == "SparkListenerStageExecutorMetrics" and event["Executor ID"] == "driver"]
    return max((event["Executor Metrics"]["JVMHeapMemory"] for event in told), default=0)


def _events(file: Path) -> Iterator[dict[str, Any]]:
    if not file.name.startswith("."):
        with file.open("rb") as lines:
            yield from (json.loads(line) for line in lines)


def _generate(options: argparse.Namespace) -> None:
    """What is measured: a session, and a world."""
    from pyspark.sql import SparkSession

    from contracts.engines.spark_jars import jars
    from contracts.engines.spark_session import local_settings
    from generator.generate import generate

    log, place = Path(options.log), Path(options.out).parent
    log.mkdir()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = local_settings(place / "spark", jars(), large=_config(options).is_large) | {
        "spark.master": f"local[{options.cores}]",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": log.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.logStageExecutorMetrics": "true",
        "spark.executor.metrics.pollingInterval": "200",
    }
    session = SparkSession.builder.config(map=settings).getOrCreate()
    begun = time.perf_counter()
    generate(_config(options), options.out, engine="spark", session=session)
    Path(f"{options.out}.seconds").write_text(str(time.perf_counter() - begun), encoding="utf-8")
    session.stop()


def _config(options: argparse.Namespace) -> Config:
    return configure("seed", {"products": options.products, "locations": options.locations, "days": options.days})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--locations", type=int, default=13)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--cores", default="1,2", help="cores of the local sessions, with commas")
    parser.add_argument("--folder", help="where to write; the system's temporary folder unless given")
    parser.add_argument("--out", help=argparse.SUPPRESS)
    parser.add_argument("--log", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
