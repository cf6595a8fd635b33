"""Going on: the state at a close, told by the committed tables alone (RE 1, D10).

The last snapshots hold the stock, the receipts and how long runs have lasted; the requests of those runs, what was lost; and
which of the last sales come back, when and how, are draws of the lines themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from numpy.typing import NDArray

from generator.arrow import schema_of
from generator.calendar import date_keys, days_of
from generator.config import Config
from generator.ledger import Stock
from generator.location import Band, State
from generator.plan import Span
from generator.replenishment import Cycle, Levels
from generator.returns import comes_back, returns_of
from generator.sinks.sink import Sink, TableError
from generator.stockouts import OpenRuns
from generator.world import World

_POSITION = ("product_key", "location_key")

CLOSES, LOSSES, LINES = "gold_inventory_fact", "gold_purchase_request_fact", "gold_sales_fact"
TELLING: dict[str, tuple[str, ...]] = {
    CLOSES: (
        *_POSITION,
        "quantity_available",
        "quantity_damaged",
        "quantity_in_transit",
        "stockout_duration_days",
        "last_replenishment_date",
    ),
    LOSSES: (*_POSITION, "date_key", "lost_sales_qty"),
    LINES: (*_POSITION, "date_key", "line_item_id", "customer_key", "channel_key", "quantity_sold"),
}
"""The columns that tell a state, by table: of the last snapshots, of what open runs lost, and of lines that may still come back."""


def states_after(
    world: World, levels: dict[Cycle, Levels], shares: list[tuple[Span, ...]], sink: Sink, last_day: int
) -> list[tuple[State, ...]]:
    """The states of all spans, share by share, at the close of ``last_day``, which every fact table holds."""
    closes = _rows(sink, CLOSES, pc.field("date_key") == date_key(last_day))
    longest_run = pc.max(closes["stockout_duration_days"]).as_py() or 0
    days = telling_days(world.config, last_day, longest_run)
    losses = _rows(sink, LOSSES, _between(*days[LOSSES]) & (pc.field("lost_sales_qty") > 0))
    lines = _rows(sink, LINES, _between(*days[LINES]) & ~pc.field("is_return"))
    told = Told(world.config, last_day, closes, losses, lines)
    return [tuple(told.state(span.band(world, levels)) for span in spans) for spans in shares]


def telling_days(config: Config, last_day: int, longest_run: int) -> dict[str, tuple[int, int]]:
    """First and last date_key of the rows that tell a state, by table: tables may hold a chunk more than the one that all of them hold."""
    longest_way_back = config.return_window_days + config.return_delay_days[1]
    firsts = {CLOSES: last_day, LOSSES: last_day - longest_run + 1, LINES: last_day - longest_way_back}
    return {table: (date_key(first), date_key(last_day)) for table, first in firsts.items()}


@dataclass(frozen=True)
class Told:
    """The committed rows that tell the states of some bands at the close of ``last_day``, with the columns of `TELLING`."""

    config: Config
    last_day: int
    closes: pa.Table
    losses: pa.Table
    lines: pa.Table

    def state(self, band: Band) -> State:
        """The state of one band's positions."""
        closes, _ = _of_band(self.closes, band)
        stock = Stock(*(_units(closes, name) for name in ("quantity_available", "quantity_damaged", "quantity_in_transit")))
        run_days = _units(closes, "stockout_duration_days")
        losses, position = _of_band(self.losses, band)
        in_run = days_of(_units(losses, "date_key")) > self.last_day - run_days[position]
        lost = np.where(in_run, _units(losses, "lost_sales_qty"), 0)
        runs = OpenRuns(run_days, _sum(position, in_run, band), _sum(position, lost, band))
        last_receipt = _units(closes.set_column(0, "day", closes["last_replenishment_date"].cast(pa.int32())), "day")
        return State(stock, last_receipt, runs, self._pending(band))

    def _pending(self, band: Band) -> Any:
        lines, position = _of_band(self.lines, band)
        line = _units(lines, "line_item_id")
        back = comes_back(self.config, line)
        columns = (_units(lines, name)[back] for name in ("customer_key", "channel_key", "date_key", "quantity_sold"))
        customer, channel, date_key, sold = columns
        returns = returns_of(self.config, line[back], position[back], customer - 1, channel, days_of(date_key), sold)
        return returns[returns.restocked > self.last_day]


def _rows(sink: Sink, table: str, which: Any) -> pa.Table:
    columns = list(TELLING[table])
    files = [str(path) for path in sink.files(table)]
    if not files:
        return schema_of(table).empty_table().select(columns)
    try:
        return ds.dataset(files, format="parquet").to_table(columns=columns, filter=which)
    except pa.ArrowException as error:
        said = " ".join(str(error).split())
        raise TableError(f"{table}: a file of its rows is damaged: {said}; generate anew with --overwrite") from None


def _of_band(rows: pa.Table, band: Band) -> tuple[pa.Table, NDArray[np.int64]]:
    """A band's rows by position and day, and the position of each."""
    keys = band.products.key
    if not len(keys):
        return rows.slice(0, 0), keys
    product, here = rows["product_key"], pc.equal(rows["location_key"], band.location.key)
    is_mine = pc.and_(here, pc.and_(pc.greater_equal(product, keys[0]), pc.less_equal(product, keys[-1])))
    mine = rows.filter(is_mine).sort_by("product_key")
    return mine, np.searchsorted(keys, mine["product_key"].to_numpy()).astype(np.int64)


def _units(rows: pa.Table, column: str) -> NDArray[np.int64]:
    """A column as integers, NULL as 0."""
    values: NDArray[np.int64] = pc.fill_null(rows[column], 0).to_numpy().astype(np.int64)
    return values


def _sum(position: NDArray[np.int64], values: NDArray[Any], band: Band) -> NDArray[np.int64]:
    return np.bincount(position, weights=values, minlength=len(band.products.key)).astype(np.int64)


def date_key(day: int) -> int:
    """A day as YYYYMMDD."""
    return int(date_keys(np.array([day]))[0])


def _between(first: int, last: int) -> Any:
    return (pc.field("date_key") >= first) & (pc.field("date_key") <= last)
