"""Stockouts: runs of days that close with nothing available, wherever chunks are cut, and the sales lost in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.calendar import day_of
from generator.demand import Requests
from generator.sales import Trade
from generator.stockouts import OpenRuns, stockout_runs, stockout_table, zero_days
from generator.world import Location, Products

FIRST = day_of(dt.date(2024, 10, 28))


class Run(NamedTuple):
    """A run in days from the first of the horizon, with what was lost in it."""

    position: int
    start: int
    end: int
    attempts: int
    units: int
    is_open: bool


class Loss(NamedTuple):
    """A request that got less than it asked for."""

    position: int
    day: int
    units: int


def closes(*positions: str) -> np.ndarray:
    """Units available at each close, a digit a day: positions in rows."""
    return np.array([[int(units) for units in position] for position in positions], dtype=np.int32)


def traded(losses: Sequence[Loss]) -> Trade:
    """A trade in which these requests were not met; and one that was, on each of these days."""
    rows = [(loss.day, loss.position, loss.units + 1, 1) for loss in losses] + [(loss.day, loss.position, 2, 2) for loss in losses]
    rows.sort()
    day, position, asked, got = (np.array(column, dtype=np.int64) for column in (zip(*rows, strict=True) if rows else [()] * 4))
    none = np.zeros(len(rows), dtype=np.int64)
    queue = Requests(none, day + FIRST, position, none, none, none, none, asked, none)
    return Trade(queue, got, got)


def lived(available: np.ndarray, losses: Sequence[Loss] = (), cuts: Sequence[int] = ()) -> list[Run]:
    """All runs of a horizon that is made in chunks, cut before these days."""
    positions, horizon = available.shape
    nothing = np.zeros(positions, dtype=np.int64)
    before, found = OpenRuns(nothing, nothing, nothing), []
    for first, last in zip([0, *cuts], [*cuts, horizon], strict=True):
        counted = zero_days(available[:, first:last], before.days)
        mine = traded([loss for loss in losses if first <= loss.day < last])
        runs, before = stockout_runs(FIRST + first, counted, before, mine, is_last=last == horizon)
        columns = (runs.position, runs.start - FIRST, runs.end - FIRST, runs.attempts, runs.units, runs.is_open)
        found += [Run(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    return sorted(found)


def expected(available: np.ndarray, losses: Sequence[Loss]) -> list[Run]:
    """The same, one day after the other."""
    found = []
    for position, units in enumerate(available.tolist()):
        start = None
        for day, left in enumerate([*units, 1]):
            if left == 0 and start is None:
                start = day
            if left > 0 and start is not None:
                inside = [loss for loss in losses if loss.position == position and start <= loss.day < day]
                found.append(Run(position, start, day - 1, len(inside), sum(loss.units for loss in inside), day == len(units)))
                start = None
    return found


@st.composite
def horizons(draw: st.DrawFn) -> tuple[np.ndarray, list[Loss], list[int]]:
    """Closes of one to four positions over up to twelve days, losses on zero days, and cuts; shrinks to one day in stock."""
    days = draw(st.integers(1, 12))
    row = st.lists(st.sampled_from([2, 1, 0]), min_size=days, max_size=days)
    available = np.array(draw(st.lists(row, min_size=1, max_size=4)), dtype=np.int32)
    zero = [(position, day) for position, day in np.argwhere(available == 0).tolist()]
    loss = st.builds(lambda at, units: Loss(*at, units), st.sampled_from(zero), st.integers(1, 3)) if zero else st.nothing()
    losses = draw(st.lists(loss, max_size=8)) if zero else []
    cuts = sorted(draw(st.sets(st.integers(1, days - 1)))) if days > 1 else []
    return available, losses, cuts


@given(horizons())
def test_runs_are_found_whole_wherever_chunks_are_cut(horizon: tuple[np.ndarray, list[Loss], list[int]]) -> None:
    available, losses, cuts = horizon
    assert lived(available, losses, cuts) == expected(available, losses)


@given(horizons())
def test_days_without_stock_are_counted_on_across_a_cut(horizon: tuple[np.ndarray, list[Loss], list[int]]) -> None:
    available, _, cuts = horizon
    whole = zero_days(available, np.zeros(len(available), dtype=np.int64))
    at = cuts[0] if cuts else available.shape[1]
    parts = [whole[:, :at], zero_days(available[:, at:], whole[:, at - 1])] if cuts else [whole]
    assert np.hstack(parts).tolist() == whole.tolist()


def test_days_without_stock_count_up_until_there_is_stock() -> None:
    counted = zero_days(closes("3001000", "0000000"), np.array([0, 4]))
    assert counted.tolist() == [[0, 1, 2, 0, 1, 2, 3], [5, 6, 7, 8, 9, 10, 11]]


def test_days_are_counted_in_no_more_room_than_the_closes_take() -> None:
    assert zero_days(closes("3001"), np.zeros(1, dtype=np.int64)).dtype == np.int32


def test_days_requests_and_units_of_runs_stay_whole_numbers_from_chunk_to_chunk() -> None:
    nothing = np.zeros(1, dtype=np.int64)
    runs, carried = stockout_runs(
        FIRST, zero_days(closes("0100"), nothing), OpenRuns(nothing, nothing, nothing), traded([Loss(0, 2, 1)]), False
    )
    assert {values.dtype.kind for values in (runs.start, runs.end, runs.attempts, runs.units)} == {"i"}
    assert {values.dtype.kind for values in (carried.days, carried.attempts, carried.units)} == {"i"}


def test_a_run_has_a_first_and_a_last_day() -> None:
    assert lived(closes("30021")) == [Run(0, 1, 2, 0, 0, is_open=False)]


def test_one_day_with_nothing_is_a_run() -> None:
    assert lived(closes("101")) == [Run(0, 1, 1, 0, 0, is_open=False)]


def test_a_receipt_on_a_stockout_day_ends_the_run_even_if_the_next_day_sells_out() -> None:
    assert lived(closes("00100")) == [Run(0, 0, 1, 0, 0, is_open=False), Run(0, 3, 4, 0, 0, is_open=True)]


def test_a_run_that_reaches_the_horizon_is_open() -> None:
    assert lived(closes("1100")) == [Run(0, 2, 3, 0, 0, is_open=True)]


def test_a_run_across_a_cut_is_one_run() -> None:
    assert lived(closes("1000011"), cuts=[3]) == [Run(0, 1, 4, 0, 0, is_open=False)]


def test_a_run_that_ends_with_a_chunk_is_told_once_in_the_next() -> None:
    assert lived(closes("1001"), cuts=[3]) == [Run(0, 1, 2, 0, 0, is_open=False)]


def test_a_run_that_begins_with_a_chunk_has_nothing_of_the_one_before() -> None:
    assert lived(closes("01001"), [Loss(0, 0, 2), Loss(0, 2, 1)], cuts=[2]) == [Run(0, 0, 0, 1, 2, False), Run(0, 2, 3, 1, 1, False)]


def test_a_run_may_last_through_several_chunks() -> None:
    losses = [Loss(0, day, 1) for day in range(1, 8)]
    assert lived(closes("100000001"), losses, cuts=[2, 3, 5, 8]) == [Run(0, 1, 7, 7, 7, is_open=False)]


def test_lost_sales_are_carried_across_a_cut() -> None:
    assert lived(closes("1000"), [Loss(0, 1, 2), Loss(0, 1, 1), Loss(0, 3, 3)], cuts=[2]) == [Run(0, 1, 3, 3, 6, is_open=True)]


def test_requests_that_were_met_are_no_lost_sales() -> None:
    assert [run.attempts for run in lived(closes("100"), [Loss(0, 1, 2)])] == [1]


def test_a_position_that_never_runs_out_has_no_run() -> None:
    assert lived(closes("1111", "9999"), cuts=[2]) == []


def test_runs_of_other_positions_are_kept_apart() -> None:
    losses = [Loss(1, 1, 2)]
    assert lived(closes("100", "001"), losses) == [Run(0, 1, 2, 0, 0, is_open=True), Run(1, 0, 1, 1, 2, is_open=False)]


def rows_of(available: np.ndarray, losses: Sequence[Loss] = ()) -> list[dict[str, object]]:
    """The events of one chunk as rows; the first product has key 7 and costs 19.99."""
    positions = len(available)
    whole = np.ones(positions, dtype=np.int64)
    products = Products(np.arange(7, 7 + positions), 1999 * whole, whole, whole * 1.0, whole, whole > 0, whole)
    nothing = np.zeros(positions, dtype=np.int64)
    counted = zero_days(available, nothing)
    runs, _ = stockout_runs(FIRST, counted, OpenRuns(nothing, nothing, nothing), traded(losses), is_last=True)
    rows: list[dict[str, object]] = stockout_table(Location(3, "store", 1.0, 0, 7, 3), products, runs).to_pylist()
    return rows


def test_an_event_says_when_and_how_long_and_what_was_lost() -> None:
    event = rows_of(closes("3001"), [Loss(0, 1, 2), Loss(0, 2, 1)])[0]
    assert (event["product_key"], event["location_key"]) == (7, 3)
    assert (event["stockout_start_date_key"], event["stockout_end_date_key"], event["stockout_duration_days"]) == (20241029, 20241030, 2)
    assert (event["lost_sales_attempts"], event["lost_sales_quantity"]) == (2, 3)
    assert event["lost_sales_revenue"] == Decimal("59.97")


def test_an_event_is_loaded_at_the_midnight_after_its_first_day() -> None:
    assert [event["etl_timestamp"] for event in rows_of(closes("3001010"))] == [
        dt.datetime(2024, 10, 30, tzinfo=dt.UTC),
        dt.datetime(2024, 11, 2, tzinfo=dt.UTC),
        dt.datetime(2024, 11, 4, tzinfo=dt.UTC),
    ]


def test_an_open_event_has_no_end_and_lasts_to_the_horizon() -> None:
    event = rows_of(closes("3000"))[0]
    assert (event["stockout_end_date_key"], event["stockout_duration_days"]) == (None, 3)


def test_a_run_is_in_peak_season_if_one_of_its_days_is() -> None:
    def flags(units: str) -> list[object]:
        return [event["peak_season_flag"] for event in rows_of(closes(units))]

    assert flags("0001111") == [False]  # 28 to 30 October
    assert flags("1111000") == [True]  # from the first of November on
    assert flags("1110011") == [True]  # 31 October and the day after
    assert flags("1110111") == [False]  # 31 October alone
    assert flags("0111011") == [False, True]


def test_a_world_without_stockouts_has_a_table_without_rows() -> None:
    assert rows_of(closes("111")) == []
