"""Tables the way somebody else keeps them, made by SQL from a world that has the contract's names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from contracts.tables import TABLES


def write_foreign(sound: Path, folder: Path, tables: Mapping[str, str], spoilt: str = "") -> None:
    """Writes each SELECT over the tables of a world, a folder of Parquet, into a file of its own: Parquet or CSV, by its name's ending.

    ``spoilt`` is a statement that is run before, over tables with the names of the contract.
    """
    folder.mkdir(exist_ok=True)
    with duckdb.connect() as connection:
        for name in TABLES:
            files = str(sound / name / "**" / "*.parquet").replace("'", "''")
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{files}')")
        connection.execute(spoilt or "SELECT 1")
        for name, sql in tables.items():
            form = "csv, HEADER" if name.endswith(".csv") else "parquet"
            connection.execute(f"COPY ({sql}) TO '{folder / name}' (FORMAT {form})")


def write_database(file: Path, parts: Path, names: Iterable[str]) -> None:
    """Puts Parquet files of a folder into one database file, a table each."""
    with duckdb.connect(str(file)) as connection:
        for name in names:
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{parts / name}.parquet')")
