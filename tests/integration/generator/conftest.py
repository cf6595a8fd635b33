"""Whole worlds as Arrow tables, each made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.tables import TABLES
from generator.config import Config, configure
from generator.generate import generate

Tables = dict[str, pa.Table]


def read(folder: Path) -> Tables:
    """Every table of a folder of Parquet files, by its key."""
    return {name: in_order(name, pq.read_table(folder / name)) for name in TABLES}


def in_order(name: str, rows: pa.Table) -> pa.Table:
    return rows.sort_by([(column, "ascending") for column in TABLES[name].key]).combine_chunks()


@pytest.fixture(scope="session")
def tables_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Tables]:
    """Makes a world of the preset `tiny` with other values in place, in this process; the same values give the same tables."""
    made: dict[Config, Tables] = {}

    def make(**values: Any) -> Tables:
        config = configure("tiny", values)
        if config not in made:
            folder = tmp_path_factory.mktemp("world")
            generate(config, folder, format="parquet", workers=1)
            made[config] = read(folder)
        return made[config]

    return make


@pytest.fixture(scope="session")
def assert_same() -> Callable[[Tables, Tables], None]:
    """Asserts that two worlds have the same tables with the same rows."""

    def assert_equal(some: Tables, others: Tables) -> None:
        assert some.keys() == others.keys()
        for name in some:
            assert some[name].equals(others[name]), name

    return assert_equal
