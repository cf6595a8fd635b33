"""Stockouts: maximal runs of days that a position closes with nothing available, and the sales lost meanwhile (RA 1.3, 3.1, D6, D7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from generator.arrow import Nullable, constant, table
from generator.calendar import Dates, date_keys
from generator.identity import Kind, compose
from generator.sales import Trade
from generator.world import Location, Products


@dataclass(frozen=True)
class OpenRuns:
    """By position, the run that is open at a close: days so far (0 in stock), and requests and units lost in it."""

    days: NDArray[np.int64]
    attempts: NDArray[np.int64]
    units: NDArray[np.int64]


@dataclass(frozen=True)
class Runs:
    """Runs, one entry each: first and last day in days from 1970, requests not fully met and units lost; ``is_open`` at the horizon."""

    position: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    attempts: NDArray[np.int64]
    units: NDArray[np.int64]
    is_open: NDArray[np.bool_]


def zero_days(available: NDArray[np.int32], before: NDArray[np.int64]) -> NDArray[np.int32]:
    """Consecutive closes with nothing available up to and including each: positions x days; ``before`` counts those up to the chunk."""
    days = available.shape[1]
    day = np.arange(days, dtype=np.int32)
    since = np.where(available > 0, day, -1 - before[:, None].astype(np.int32))
    return day - np.maximum.accumulate(since, axis=1, out=since)


def stockout_runs(first_day: int, counted: NDArray[np.int32], before: OpenRuns, trade: Trade, is_last: bool) -> tuple[Runs, OpenRuns]:
    """The runs that end in a chunk (or at the horizon), and those that go on after it.

    ``counted`` is `zero_days` of the chunk: positions x days.
    """
    eve = first_day - 1  # one column more, for the runs that ended there: only now is that known
    length_at = np.column_stack([before.days, counted])
    positions, days = length_at.shape
    is_zero = length_at > 0
    goes_on = np.zeros_like(is_zero)
    goes_on[:, :-1] = is_zero[:, 1:]
    position, last = np.nonzero(is_zero & ~goes_on)
    lost = trade.lost > 0
    run = np.searchsorted(position * days + last, trade.asked.position[lost] * days + trade.asked.day[lost] - eve)
    attempts = np.bincount(run, minlength=len(position))
    units = np.bincount(run, weights=trade.lost[lost], minlength=len(position)).astype(np.int64)
    length = length_at[position, last]
    carried = length > last
    attempts = attempts + np.where(carried, before.attempts[position], 0)
    units = units + np.where(carried, before.units[position], 0)
    reaches_end = last == days - 1
    runs = Runs(position, eve + last - length + 1, eve + last, attempts, units, reaches_end)
    return _chosen(runs, ~reaches_end | is_last), _still_open(positions, runs)


def stockout_table(location: Location, products: Products, runs: Runs) -> pa.Table:
    """gold_stockout_events: one row per run; the end is NULL while it is open at the horizon."""
    key = products.key[runs.position]
    return table(
        "gold_stockout_events",
        {
            "stockout_id": compose(Kind.STOCKOUT, runs.start, location.key, key),
            "product_key": key,
            "location_key": constant(location.key, len(key)),
            "stockout_start_date_key": date_keys(runs.start),
            "stockout_end_date_key": Nullable(date_keys(runs.end), runs.is_open),
            "stockout_duration_days": runs.end - runs.start + 1,
            "lost_sales_attempts": runs.attempts,
            "lost_sales_quantity": runs.units,
            "lost_sales_revenue": runs.units * products.price[runs.position],
            "peak_season_flag": _touches_peak_season(runs),
        },
        runs.start,
    )


def _chosen(runs: Runs, chosen: NDArray[np.bool_]) -> Runs:
    return Runs(*(getattr(runs, name)[chosen] for name in Runs.__dataclass_fields__))


def _still_open(positions: int, runs: Runs) -> OpenRuns:
    still = _chosen(runs, runs.is_open)
    state = np.zeros((3, positions), dtype=np.int64)
    state[:, still.position] = still.end - still.start + 1, still.attempts, still.units
    return OpenRuns(*state)


def _touches_peak_season(runs: Runs) -> NDArray[np.bool_]:
    if not len(runs.start):
        return np.zeros(0, dtype=np.bool_)
    first = int(runs.start.min())
    peak_days = np.cumsum(Dates.of(np.arange(first - 1, int(runs.end.max()) + 1)).is_peak_season)
    return peak_days[runs.end - first + 1] > peak_days[runs.start - first]
