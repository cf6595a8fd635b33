"""CSV files by their headers: the separator and the column names that a file's first line tells, the same for every engine.

Nothing is guessed from the rows, so that one with another number of values is an error in its line, and not another reading of the file.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path

from contracts.dataset import Source
from contracts.errors import InputError
from contracts.nearest import listed
from contracts.tables import TABLES

_SEPARATORS = (",", ";", "\t", "|")

Header = tuple[str, tuple[str, ...]]
"""The separator, and the names in their order, without the blanks around them."""


def files_by_header(source: Source) -> Mapping[Header, list[str]]:
    """A source's files, those with the same header together.

    Raises:
        InputError: for a file without a header, or one that names no column of the contract's table that it is to hold.
    """
    found: dict[Header, list[str]] = {}
    for file in source.files:
        separator, names = _header(Path(file))
        declared = TABLES[source.table].by_name if source.table in TABLES else {}
        if declared and not any(name.lower() in declared for name in names):
            raise InputError(
                f"{file}: none of its columns is one of {source.table} (it begins with {listed(names)}); has it a header?",
                table=source.table,
            )
        found.setdefault((separator, names), []).append(file)
    return found


def _header(file: Path) -> Header:
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8-sig", newline="") as lines:
            line = lines.readline()
        separator = max(_SEPARATORS, key=line.count)
        names = next(csv.reader([line], delimiter=separator), [])
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file}: its header cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if not names:
        raise InputError(f"{file}: has no header with the names of its columns")
    stripped = tuple(name.strip() for name in names)
    repeated = next((name for name in stripped if stripped.count(name) > 1), None)
    if repeated is not None:
        raise InputError(f"{file}: its header names {repeated or 'an empty column'} more than once")
    return separator, stripped
