"""What a place for tables can do, whatever their format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from generator.sinks.parquet import Part


class TableError(Exception):
    """A table that is there cannot be read: one line that names it and says why."""


class Sink(Protocol):
    """Tables in the sub-folders of a folder; rows are theirs once the chunk that they belong to is committed."""

    drafts: str
    """Where in a table's folder files are written before they are committed; empty: in the folder itself."""

    def create(self, table: str) -> None:
        """Makes an empty table, unless it is there."""

    def commit(self, table: str, chunk: int, parts: Iterable[Part]) -> None:
        """Makes a chunk's files part of the table, exactly once: a chunk that is there already is left alone."""

    def committed(self, table: str) -> int:
        """The last chunk committed to the table, dimensions being chunk 0; -1 before any, and when there is no table."""

    def files(self, table: str) -> list[Path]:
        """The files that are the table's."""

    def sweep(self, table: str) -> None:
        """Removes files of ours that no commit made the table's."""
