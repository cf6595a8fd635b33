"""Rows of many tables in one column of bytes, so that a task may run the kernel once and give the rows of every table.

A packet is a row (share, content, rows): rows of the table that ``content`` names, as an Arrow stream, or a share's states from which
the next chunk goes on.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa

from contracts.tables import TABLES
from generator.location import State

STATES = "states"
"""Content of a packet that holds the states of a share's bands at a close."""

PACKED_SCHEMA = "share INT, content STRING, rows BINARY"
"""The columns of a packet, as Spark reads a schema."""

_ARROW = pa.schema([pa.field("share", pa.int32()), pa.field("content", pa.string()), pa.field("rows", pa.binary())])
_ROWS_AT_ONCE = 50_000
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")


class Packet(NamedTuple):
    """What a share holds under a name, as bytes."""

    share: int
    content: str
    rows: bytes | None


def packed_rows(share: int, name: str, rows: pa.Table) -> Iterator[pa.RecordBatch]:
    """Rows of a table as packets of at most 50,000."""
    for first in range(0, rows.num_rows, _ROWS_AT_ONCE):
        out = pa.BufferOutputStream()
        with pa.ipc.new_stream(out, rows.schema, options=_COMPRESSED) as stream:
            stream.write_table(rows.slice(first, _ROWS_AT_ONCE))
        yield _batch(share, name, out.getvalue().to_pybytes())


def packed_states(share: int, states: tuple[State, ...]) -> pa.RecordBatch:
    """The states of a share's bands as a packet."""
    return _batch(share, STATES, pickle.dumps(states, protocol=pickle.HIGHEST_PROTOCOL))


def states_in(packet: Packet) -> tuple[State, ...] | None:
    """The states that a packet holds; None: the world opens."""
    return None if packet.rows is None else pickle.loads(packet.rows)


def packets(batches: Iterable[pa.RecordBatch]) -> Iterator[Packet]:
    """The packets in rows as Spark hands them over."""
    for batch in batches:
        for share, content, rows in zip(*(batch.column(at).to_pylist() for at in range(3)), strict=True):
            yield Packet(share, content, rows)


def rows_in(packet: Packet) -> pa.Table:
    """The rows that a packet holds, as they were packed."""
    return pa.ipc.open_stream(packet.rows).read_all()


def unpacked(table: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of a table from its packets, in the declared types: Spark takes columns by their place and types as they are."""
    declared = TABLES[table].arrow_schema()
    for packet in packets(batches):
        rows = rows_in(packet)
        if rows.schema.names != declared.names:
            raise TypeError(f"{table}: rows of another schema: {rows.schema.names}")
        yield from rows.cast(declared).to_batches()


def _batch(share: int, content: str, rows: bytes) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([share], pa.int32()), pa.array([content]), pa.array([rows], pa.binary())], schema=_ARROW)
