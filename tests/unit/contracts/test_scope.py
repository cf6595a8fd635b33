"""Relations are defined when they are needed, once each, and those of the whole side by side where several ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any, cast

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.engines import Tables
from contracts.relations import Relation
from contracts.relations.derived import repeated_in
from contracts.scope import Scope
from contracts.tables import TABLES

LONG = 20.0
"""Seconds after which a thread that waits for another one gives up."""


@dataclass
class Noting:
    """Tables that note what is defined, and then wait until as many definitions are under way as meet."""

    meeting: Barrier
    defined: list[str] = field(default_factory=list)
    sorts: bool = True
    stored: Mapping[str, Any] = field(default_factory=dict)

    def define(self, name: str, _sql: str, *, once: bool) -> None:
        """Notes the name."""
        self.defined.append(name if not once else f"{name}, kept")
        self.meeting.wait(LONG)


def scope_of(tables: Noting, *relations: Relation) -> Scope:
    """A scope that knows these relations."""
    return Scope(cast(Tables, tables), {}, {relation.name: relation for relation in relations}.__getitem__)


def relation(name: str, *reads: str) -> Relation:
    """A relation that reads others."""
    return Relation(name, "SELECT 1", "One row.", ("x",), reads)


def test_two_relations_of_the_whole_are_defined_at_the_same_time() -> None:
    tables = Noting(Barrier(2))
    scope = scope_of(tables, relation("one"), relation("other"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(scope.define, ("one", "other")))
    assert sorted(tables.defined) == ["one", "other"]


def test_a_relation_that_several_ask_for_is_defined_once_and_after_what_it_reads() -> None:
    tables = Noting(Barrier(1))
    scope = scope_of(tables, relation("below"), relation("one", "below"), relation("other", "below"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(scope.define, ("one", "other") * 8))
    assert sorted(tables.defined) == ["below", "one", "other"]
    assert tables.defined[0] == "below"


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@given(keys=st.lists(st.none() | st.integers(0, 4), max_size=12))
def test_keys_that_are_told_twice_are_found_by_a_sort_as_by_groups(keys: list[int | None], connection: duckdb.DuckDBPyConnection) -> None:
    repeated = repeated_in(TABLES["gold_sales_fact"])
    assert repeated.by_sorting
    connection.execute("CREATE OR REPLACE TABLE gold_sales_fact (line_item_id BIGINT)")
    if keys:
        connection.executemany("INSERT INTO gold_sales_fact VALUES (?)", [(key,) for key in keys])
    grouped, sorted_ = (connection.execute(f"{sql} ORDER BY ALL").fetchall() for sql in (repeated.sql, repeated.by_sorting))
    assert sorted_ == grouped
