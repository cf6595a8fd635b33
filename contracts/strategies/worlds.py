"""Small worlds as tables: sound by construction, or with one fault of the contract's catalogue to be laid over them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from contracts.columns import BIGINT, BOOLEAN, DATE, DOUBLE, INT, MONEY, RATE, STRING, TIMESTAMP, Column
from contracts.faults.fault import Fault
from contracts.strategies.demand import segments
from contracts.strategies.lives import Back, Day, Life, Plan, Row, Schedule, rows_of
from contracts.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

MOST_DAYS = 6
CUSTOMERS = 2
STARTS = (dt.date(2024, 10, 29), dt.date(2024, 2, 26), dt.date(2024, 12, 29))
"""Days around which something changes: peak season, a leap day, the year."""

_LONG_AGO = dt.date(2020, 1, 1)
_PLAIN: dict[str, Any] = {
    INT: 0,
    BIGINT: 0,
    STRING: "any",
    BOOLEAN: True,
    DATE: _LONG_AGO,
    TIMESTAMP: dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    MONEY: Decimal(0),
    RATE: Decimal(0),
    DOUBLE: 1.0,
}


@dataclass(frozen=True)
class World:
    """A small world: the decisions that it follows from, few enough to draw, and its tables."""

    plan: Plan

    @property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each table, with the columns that say something."""
        return rows_of(self.plan)

    def tables(self) -> dict[str, pa.Table]:
        """Each table in its declared types; columns that say nothing hold NULL, or a plain value."""
        return {name: _arrow(name, rows) for name, rows in self.rows.items()}

    def write(self, folder: Path) -> None:
        """Writes the tables into a folder, as one Parquet file each."""
        import pyarrow.parquet as pq

        for name, table in self.tables().items():
            pq.write_table(table, folder / f"{name}.parquet")


def _arrow(name: str, rows: list[Row]) -> pa.Table:
    import pyarrow as pa

    whole = [{column.name: row.get(column.name, _plain(column)) for column in TABLES[name]} for row in rows]
    return pa.Table.from_pylist(whole, TABLES[name].arrow_schema())


def _plain(column: Column) -> Any:
    return None if column.nullable else _PLAIN[column.type]


@cache
def small_worlds() -> st.SearchStrategy[World]:
    """One or two products at a store, and perhaps a warehouse, for up to six days; no carts and no clicks.

    Stock is scarce: more than half of the worlds have a stockout, a third a request that is met in part, and returns land on days
    without stock. Shrinks to one product in one store on one day, with nothing there and nobody asking.
    """
    shape = st.tuples(st.integers(1, MOST_DAYS), st.integers(1, 2), st.integers(1, 2))
    return shape.flatmap(lambda sizes: _plans(*sizes)).map(World)


@cache
def faulty_worlds() -> st.SearchStrategy[tuple[World, Fault]]:
    """A sound world and one small mistake to lay over it (`contracts.faults.bench`); it may find nothing there to touch.

    Shrinks as its world does.
    """
    from contracts.faults.catalogue import FAULTS

    return st.tuples(small_worlds(), st.sampled_from(FAULTS))


@cache
def _plans(days: int, products: int, places: int) -> st.SearchStrategy[Plan]:
    lives = st.lists(_lives(days), min_size=products * places, max_size=products * places).map(tuple)
    schedules = st.lists(_schedules(), min_size=places, max_size=places).map(tuple)
    people = st.lists(segments(), min_size=CUSTOMERS, max_size=CUSTOMERS).map(tuple)
    return st.builds(Plan, st.sampled_from(STARTS), st.just(products), schedules, lives, people)


@cache
def _lives(days: int) -> st.SearchStrategy[Life]:
    few = st.integers(0, 5)
    lived = st.lists(_days(), min_size=days, max_size=days).map(tuple)
    return st.builds(Life, few, st.integers(0, 1), st.integers(0, 3), few, lived)


@cache
def _days() -> st.SearchStrategy[Day]:
    asked = st.lists(st.tuples(st.integers(1, CUSTOMERS), st.integers(1, 3)), max_size=3).map(tuple)
    back = st.builds(Back, st.integers(0, 3), st.integers(1, 2), st.integers(1, 3), st.booleans())
    return st.builds(Day, asked, st.lists(back, max_size=1).map(tuple))


@cache
def _schedules() -> st.SearchStrategy[Schedule]:
    """Receipts every two to four days, the first on day 2 at the earliest, dispatched at most one period before."""

    def of(review: int) -> st.SearchStrategy[Schedule]:
        return st.builds(Schedule, st.just(review), st.integers(1, review), st.integers(2, review + 1))

    return st.integers(2, 4).flatmap(of)
