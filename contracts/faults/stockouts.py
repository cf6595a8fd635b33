"""Faults of stockout events: runs that are not told, told twice, or told wrongly, and what they cost."""

from contracts.faults.edits import added, amend, at, dropped, every, first
from contracts.faults.fault import Fault

EVENTS = "gold_stockout_events"

_GAP_OF_ONE_DAY = "next_first_serial = last_serial + 2"
_ENDED = "NOT is_open"
_BY_EVENT = ("stockout_id",)

_NOTHING_LOST = dict.fromkeys(("lost_sales_attempts", "lost_sales_quantity", "lost_sales_revenue"), "0")
_MERGED = dropped(
    EVENTS,
    "stockout_id = at_next_stockout_id",
    of=amend(
        EVENTS,
        stockout_end_date_key="at_next_last_day",
        stockout_duration_days="at_next_last_serial - at_first_serial + 1",
    ),
)

FAULTS = (
    Fault(
        id="run-not-told",
        title="A run of days with nothing available has no event",
        touched=first("run_scene", "TRUE"),
        changes={EVENTS: dropped(EVENTS)},
        breaks=("STO-1",),
    ),
    Fault(
        id="open-runs-not-told",
        title="Runs that are open at the horizon have no event",
        touched=every("run_scene", "is_open"),
        changes={EVENTS: dropped(EVENTS)},
        breaks=("STO-1",),
    ),
    Fault(
        id="event-told-twice",
        title="A run has two events, the second under a number of its own",
        touched=first("run_scene", "TRUE"),
        changes={EVENTS: added(EVENTS, stockout_id="stockout_id + 1")},
        breaks=("STO-1", "STO-5"),
    ),
    Fault(
        id="event-without-a-run",
        title="An event is told of a day on which the position was in stock",
        touched=first("run_scene", "day_in_stock IS NOT NULL", *_BY_EVENT, "day_in_stock"),
        changes={
            EVENTS: added(
                EVENTS,
                stockout_id="stockout_id + 1",
                stockout_start_date_key="at_day_in_stock",
                stockout_end_date_key="at_day_in_stock",
                stockout_duration_days="1",
                **_NOTHING_LOST,
            )
        },
        breaks=("STO-2",),
    ),
    Fault(
        id="open-run-closed",
        title="Runs that are open at the horizon end on its last day",
        touched=every("run_scene", "is_open", *_BY_EVENT, "last_day"),
        changes={EVENTS: amend(EVENTS, stockout_end_date_key="at_last_day")},
        breaks=("STO-3",),
    ),
    Fault(
        id="run-left-open",
        title="A run that has ended is told as if it went on",
        touched=first("run_scene", _ENDED),
        changes={EVENTS: amend(EVENTS, stockout_end_date_key="NULL")},
        breaks=("STO-3",),
    ),
    Fault(
        id="end-is-first-day-in-stock",
        title="An event ends on the first day in stock again, in place of the last day without",
        touched=first("run_scene", f"{_ENDED} AND COALESCE(next_first_serial > last_serial + 2, TRUE)", *_BY_EVENT, "day_after"),
        changes={EVENTS: amend(EVENTS, stockout_end_date_key="at_day_after")},
        breaks=("STO-3", "STO-4"),
    ),
    Fault(
        id="events-touch",
        title="Ends of events are first days in stock, so that runs one day apart touch",
        touched=every("run_scene", f"{_ENDED} AND {_GAP_OF_ONE_DAY}", *_BY_EVENT, "day_after"),
        changes={EVENTS: amend(EVENTS, stockout_end_date_key="at_day_after", stockout_duration_days="stockout_duration_days + 1")},
        breaks=("STO-3", "STO-5"),
    ),
    Fault(
        id="duration-without-first-day",
        title="The duration of an event leaves out its first day",
        touched=first("run_scene", "stockout_duration_days > 1"),
        changes={EVENTS: amend(EVENTS, stockout_duration_days="stockout_duration_days - 1")},
        breaks=("STO-4",),
    ),
    Fault(
        id="duration-by-subtracting-integers",
        title="The duration of an event is the difference of YYYYMMDD keys, plus one",
        touched=every("run_scene", "FLOOR(last_day / 100) > FLOOR(stockout_start_date_key / 100)", *_BY_EVENT, "last_day"),
        changes={EVENTS: amend(EVENTS, stockout_duration_days="at_last_day - stockout_start_date_key + 1")},
        breaks=("STO-4",),
    ),
    Fault(
        id="run-split",
        title="A run is told as two events, its first day and the rest",
        touched=first("run_scene", f"{_ENDED} AND stockout_duration_days > 1 AND lost_sales_attempts = 0", *_BY_EVENT, "second_day"),
        changes={
            EVENTS: added(
                EVENTS,
                of=amend(EVENTS, stockout_end_date_key="stockout_start_date_key", stockout_duration_days="1"),
                stockout_id="stockout_id + 1",
                stockout_start_date_key="at_second_day",
                stockout_duration_days="stockout_duration_days - 1",
            )
        },
        breaks=("STO-2", "STO-3", "STO-5"),
    ),
    Fault(
        id="runs-merged",
        title="Two runs one day apart are told as one event",
        touched=first(
            "run_scene",
            f"{_GAP_OF_ONE_DAY} AND NOT next_is_open AND next_attempts = 0",
            "stockout_id",
            "next_stockout_id",
            "next_last_day",
            "next_last_serial",
            "first_serial",
        ),
        changes={EVENTS: _MERGED},
        breaks=("STO-1", "STO-3"),
    ),
    Fault(
        id="event-for-each-day",
        title="Every later day of a run has an event of its own as well",
        touched=every("later_zero_day_scene", "TRUE", *_BY_EVENT, "date_key", "day_of_run"),
        changes={
            EVENTS: added(
                EVENTS,
                at(*_BY_EVENT),
                stockout_id="stockout_id + at_day_of_run",
                stockout_start_date_key="at_date_key",
                stockout_end_date_key="at_date_key",
                stockout_duration_days="1",
                **_NOTHING_LOST,
            )
        },
        breaks=("STO-2", "STO-5"),
    ),
    Fault(
        id="one-attempt-too-few",
        title="An event counts one lost attempt too few",
        touched=first("run_scene", "lost_sales_attempts > 1"),
        changes={EVENTS: amend(EVENTS, lost_sales_attempts="lost_sales_attempts - 1")},
        breaks=("STO-6",),
    ),
    Fault(
        id="lost-sales-as-asked",
        title="Lost units of an event are what the requests asked for, also where they got a part",
        touched=every("asked_in_run_scene", "asked > lacked", *_BY_EVENT, "asked"),
        changes={EVENTS: amend(EVENTS, lost_sales_quantity="at_asked")},
        breaks=("STO-7",),
    ),
    Fault(
        id="lost-sales-estimated",
        title="Lost sales are estimated as two units, and one attempt, for each day of the run",
        touched=every("run_scene", "TRUE", *_BY_EVENT, "base_price"),
        changes={
            EVENTS: amend(
                EVENTS,
                lost_sales_attempts="stockout_duration_days",
                lost_sales_quantity="stockout_duration_days * 2",
                lost_sales_revenue="stockout_duration_days * 2 * at_base_price",
            )
        },
        breaks=("STO-6", "STO-7", "STO-8"),
    ),
    Fault(
        id="lost-sales-at-cost",
        title="Lost revenue is reckoned at cost, in place of list price",
        touched=every("run_scene", "lost_sales_quantity > 0", *_BY_EVENT, "unit_cost"),
        changes={EVENTS: amend(EVENTS, lost_sales_revenue="lost_sales_quantity * at_unit_cost")},
        breaks=("STO-8",),
    ),
    Fault(
        id="attempts-without-units",
        title="An event counts its lost attempts, and no lost units",
        touched=first("run_scene", "lost_sales_attempts > 0"),
        changes={EVENTS: amend(EVENTS, lost_sales_quantity="0")},
        breaks=("STO-7", "STO-9"),
    ),
    Fault(
        id="peak-season-by-the-first-day",
        title="Events are marked as peak season by their first day alone",
        touched=every("run_scene", "peak_season_flag AND stockout_start_date_key % 10000 < 1100"),
        changes={EVENTS: amend(EVENTS, peak_season_flag="FALSE")},
        breaks=("STO-10",),
    ),
)
