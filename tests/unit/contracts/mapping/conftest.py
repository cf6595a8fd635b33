"""Foreign tables and the mappings over them, written out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

Rows = list[dict[str, object]]


@pytest.fixture
def foreign(tmp_path: Path) -> Callable[..., Path]:
    """Writes tables under any names as Parquet files in a folder ``warehouse``, and returns the folder."""

    def write_tables(**tables: Rows) -> Path:
        folder = tmp_path / "warehouse"
        folder.mkdir(exist_ok=True)
        for name, rows in tables.items():
            pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
        return folder

    return write_tables


@pytest.fixture
def mapping(tmp_path: Path) -> Callable[..., Path]:
    """Writes a mapping over the folder ``warehouse`` and returns its file."""

    def write_mapping(head: str = "source: {path: warehouse}", **selects: str) -> Path:
        tables = "".join(f"  {name}: {select}\n" for name, select in selects.items())
        file = tmp_path / "shop.yaml"
        file.write_text(f"stockproof_mapping: 1\n{head}\ntables:\n{tables}", encoding="utf-8")
        return file

    return write_mapping
