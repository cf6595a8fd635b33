"""Generation beside its floor: the same rows written by the same writer, with nothing computed.

    python benchmarks/generate.py [--products N] [--locations N] [--days N] [--workers N]

Both are taken in one run, one after the other, start-up and commits included. The floor's processes read the rows from memory-mapped
Arrow files that stay in the page cache, in the batches in which the generator makes them, and hand them to the generator's own
writer and commits. Rows per second count snapshots; memory is that of all processes together.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa
from measure import Cost, machine, measure

from contracts.tables import TABLES
from generator.config import Config, configure
from generator.dimensions import dimensions
from generator.engines.local import levels_of
from generator.location import open_band, run_chunk
from generator.plan import Chunk, Span, chunks, shares
from generator.sinks.delta import DeltaSink
from generator.sinks.parquet import PartWriter
from generator.world import make_world


def main() -> None:
    """Runs both, prints one page."""
    options = _options()
    sizes = {"products": options.products, "locations": options.locations, "days": options.days}
    config = configure("seed", sizes)
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        out, rows, floor_out = Path(place) / "generated", Path(place) / "rows", Path(place) / "floor"
        flags = [part for name, value in sizes.items() for part in (f"--{name}", str(value))]
        generated = measure(
            [
                sys.executable,
                "-m",
                "generator",
                "generate",
                "--preset",
                "seed",
                *flags,
                "--workers",
                str(options.workers),
                "--out",
                str(out),
            ]
        )
        kept = sum(file.stat().st_size for file in out.rglob("*.parquet"))
        shutil.rmtree(out)
        _keep_rows(config, rows, options.workers)
        floor = measure(
            [sys.executable, __file__, "--floor", str(rows), "--workers", str(options.workers), "--out", str(floor_out), *flags]
        )
    _print(config, options.workers, kept, generated, floor)


def _print(config: Config, workers: int, kept: int, generated: Cost, floor: Cost) -> None:
    world = make_world(config)
    snapshots = int(world.products.is_active.sum()) * len(world.locations) * config.days
    print(f"machine: {machine()}")
    print(f"world: {config.products:,} products x {len(world.locations)} locations x {config.days} days, {snapshots:,} snapshots")
    print(f"tables: all 13, Delta, {kept / 2**20:,.0f} MiB of Parquet; {workers} workers")
    for name, cost in (("generate", generated), ("floor: write the same rows", floor)):
        speed = snapshots / cost.wall
        print(f"{name:28} {cost.wall:7.1f} s  {cost.cpu:7.1f} s CPU  {speed:12,.0f} snapshots/s  {cost.memory / 2**20:6,.0f} MiB peak")
    print(f"ratio: {generated.wall / floor.wall:.2f}")


def _keep_rows(config: Config, folder: Path, workers: int) -> None:
    """Writes the batches of each worker and chunk as Arrow files, uncompressed."""
    world = make_world(config)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        kept = [pool.submit(_keep_share, config, spans, folder / str(at)) for at, spans in enumerate(shares(world, workers))]
        for share in kept:
            share.result()


def _keep_share(config: Config, spans: tuple[Span, ...], folder: Path) -> None:
    world = make_world(config)
    levels = levels_of(world)
    for at, span in enumerate(spans):
        band = span.band(world, levels)
        state = open_band(world, band)
        for chunk in chunks(world):
            tables, state = run_chunk(world, band, state, chunk.first, chunk.last)
            for name, rows in tables.items():
                path = folder / str(chunk.number) / f"{at:04d}.{name}.arrow"
                path.parent.mkdir(parents=True, exist_ok=True)
                with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, rows.schema) as writer:
                    writer.write_table(rows)


def _write_floor(config: Config, rows: Path, workers: int, out: Path) -> None:
    """What generation does with finished rows, and nothing else."""
    world, sink = make_world(config), DeltaSink(out)
    for name in TABLES:
        sink.create(name)
    for name, table in dimensions(world).items():
        writer = PartWriter(name, out / name, "part-00000-000")
        writer.write(table)
        sink.commit(name, 0, writer.close())
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for chunk in chunks(world):
            done = [pool.submit(_write_share, rows / str(worker), worker, chunk, out) for worker in range(workers)]
            parts = [share.result() for share in done]
            for name in sorted({name for share in parts for name in share}):
                sink.commit(name, chunk.number, [part for share in parts for part in share.get(name, [])])


def _write_share(folder: Path, worker: int, chunk: Chunk, out: Path) -> dict[str, list]:
    writers: dict[str, PartWriter] = {}
    for path in sorted((folder / str(chunk.number)).iterdir()):
        name = path.name.split(".")[1]
        if name not in writers:
            writers[name] = PartWriter(name, out / name, f"part-{chunk.number:05d}-{worker:03d}")
        with pa.memory_map(str(path)) as file:
            writers[name].write(pa.ipc.open_file(file).read_all())
    return {name: writer.close() for name, writer in writers.items()}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--locations", type=int, default=13)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--folder", help="where to write, instead of the temporary folder of the system")
    parser.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    chosen = _options()
    if chosen.floor:
        same = {"products": chosen.products, "locations": chosen.locations, "days": chosen.days}
        _write_floor(configure("seed", same), chosen.floor, chosen.workers, chosen.out)
    else:
        main()
