"""How large the files of a dataset are: engines go about many rows in another way than about few, and must choose before they read any."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from contracts.dataset import Source

LARGE = 64 * 2**20
"""Bytes of files that hold some twelve million rows."""


def are_large(sources: Iterable[Source]) -> bool:
    """Whether the files of all sources together are larger than that, each file counted once; of a Delta table all in its folder."""
    files = {file for source in sources for file in _files_of(source)}
    return sum(file.stat().st_size for file in files if file.is_file()) > LARGE


def _files_of(source: Source) -> Iterable[Path]:
    if source.files:
        return map(Path, source.files)
    return source.path.rglob("*.parquet") if source.path.is_dir() else [source.path]
