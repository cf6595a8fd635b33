"""Parquet: files of a table, rolled near 128 MB, and tables that are plain folders of them (RE 5, D10)."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.tables import TABLES, Type
from generator.arrow import schema_of
from generator.sinks.sink import TableError

FILE_BYTES = 128 * 2**20
ROW_GROUP_ROWS = 1_000_000
_BUFFERED_ROWS = 250_000
_NOTE = "_last_chunk"


@dataclass(frozen=True)
class Part:
    """A finished file: its name in the table's folder, bytes, rows, and by column the least and greatest value and the NULLs."""

    name: str
    bytes: int
    rows: int
    least: dict[str, Any]
    greatest: dict[str, Any]
    nulls: dict[str, int]


class PartWriter:
    """Writes rows of one table to files ``{name}-{number}.parquet`` in a folder; a file that is full is followed by the next."""

    def __init__(self, table: str, folder: Path, name: str) -> None:
        self._table, self._folder, self._name = table, folder, name
        self._schema = schema_of(table)
        self._buffer: list[pa.Table] = []
        self._buffered = 0
        self._writer: pq.ParquetWriter | None = None
        self._file: Any = None
        self._path = folder
        self.parts: list[Part] = []

    def write(self, rows: pa.Table) -> None:
        """Hands on rows; they reach the disk in row groups of a quarter to one million."""
        self._buffer.append(rows)
        self._buffered += rows.num_rows
        if self._buffered >= _BUFFERED_ROWS:
            self._flush()

    def close(self) -> list[Part]:
        """Finishes the last file; returns all of them."""
        self._flush()
        self._finish()
        return self.parts

    def _flush(self) -> None:
        if not self._buffered:
            return
        rows = pa.concat_tables(self._buffer)
        self._buffer, self._buffered = [], 0
        if not rows.schema.equals(self._schema):
            raise TypeError(f"{self._table}: rows of another schema: {rows.schema}")
        if self._writer is None:
            self._begin()
        assert self._writer is not None
        self._writer.write_table(rows, row_group_size=ROW_GROUP_ROWS)
        if self._file.tell() >= FILE_BYTES:
            self._finish()

    def _begin(self) -> None:
        self._path = self._folder / f"{self._name}-{len(self.parts):03d}.parquet"
        self._file = self._path.open("wb")
        columns = TABLES[self._table].columns
        self._writer = pq.ParquetWriter(
            self._file,
            self._schema,
            compression="zstd",
            compression_level=3,
            store_decimal_as_integer=True,
            store_schema=False,
            use_dictionary=[c.name for c in columns if c.type is Type.STRING],
            column_encoding={c.name: "DELTA_BINARY_PACKED" for c in columns if _rises(c.name, c.type)},
        )

    def _finish(self) -> None:
        if self._writer is None:
            return
        self._writer.close()
        self._file.close()
        self._writer = None
        self.parts.append(_part(self._path))


class ParquetSink:
    """Tables as folders of Parquet files: a file counts once it has been moved out of the drafts, which no reader looks into.

    Moving a chunk's files is not one step, so a note beside them says which chunk was the last to be moved whole.
    """

    drafts = "_uncommitted"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, table: str) -> None:
        """Makes the folder of a table, with one file that holds its schema and no row."""
        folder = self._folder / table
        (folder / self.drafts).mkdir(parents=True, exist_ok=True)
        schema = TABLES[table].arrow_schema()
        if (folder / "schema.parquet").exists():
            return
        pq.write_table(schema.empty_table(), folder / "schema.parquet", store_decimal_as_integer=True, store_schema=False)

    def commit(self, table: str, chunk: int, parts: Iterable[Part]) -> None:
        """Makes the files of a chunk part of the table, unless the chunk is there already."""
        if self.committed(table) >= chunk:
            return
        for part in parts:
            os.replace(self._folder / table / self.drafts / part.name, self._folder / table / part.name)
        note = self._folder / table / _NOTE
        draft = note.with_suffix(".draft")
        draft.write_text(str(chunk), encoding="utf-8")
        os.replace(draft, note)

    def committed(self, table: str) -> int:
        """The last chunk committed to the table."""
        note = self._folder / table / _NOTE
        try:
            return int(note.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return -1
        except ValueError:
            raise TableError(f"{note}: is damaged; generate anew with --overwrite") from None

    def files(self, table: str) -> list[Path]:
        """The files that are the table's."""
        done = self.committed(table)
        return [path for path in sorted((self._folder / table).glob("part-*.parquet")) if chunk_of(path) <= done]

    def sweep(self, table: str) -> None:
        """Removes files of ours that no commit made the table's."""
        kept = set(self.files(table))
        for path in (self._folder / table).rglob("part-*.parquet"):
            if path not in kept:
                path.unlink(missing_ok=True)


def chunk_of(path: Path) -> int:
    """The chunk that a file of ours belongs to, from its name."""
    return int(path.name.split("-")[1])


def _rises(name: str, type_: Type) -> bool:
    """Columns of almost only distinct values with small steps between them, which pack best as differences."""
    return type_ is Type.BIGINT or (type_ is Type.TIMESTAMP and name != "etl_timestamp")


def _part(path: Path) -> Part:
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(g) for g in range(metadata.num_row_groups)]
    least: dict[str, Any] = {}
    greatest: dict[str, Any] = {}
    nulls: dict[str, int] = {}
    for at in range(metadata.num_columns):
        name = metadata.schema.column(at).path
        found = [s for group in groups if (s := group.column(at).statistics) is not None]
        nulls[name] = sum(s.null_count for s in found)
        ranges = [(s.min, s.max) for s in found if s.has_min_max]
        if ranges and not isinstance(ranges[0][0], bool) and all(map(_is_ordinary, ranges[0])):
            least[name], greatest[name] = min(low for low, _ in ranges), max(high for _, high in ranges)
    return Part(path.name, path.stat().st_size, metadata.num_rows, least, greatest, nulls)


def _is_ordinary(value: Any) -> bool:
    return not isinstance(value, bytes) and not (isinstance(value, float | Decimal) and not math.isfinite(value))
