"""Faults of the calendar, and of which days, products and places there are."""

from contracts.faults.edits import amend, dropped, every, first
from contracts.faults.fault import Fault
from contracts.relations.derived import HORIZON_TABLES

CALENDAR, LOCATIONS, STOCK = "gold_date_dim", "gold_location_dim", "gold_inventory_fact"

FAULTS = (
    Fault(
        id="week-starts-on-sunday",
        title="Weekdays are numbered from Sunday in place of Monday",
        touched=every(CALENDAR, "TRUE"),
        changes={CALENDAR: amend(CALENDAR, day_of_week="day_of_week % 7 + 1")},
        breaks=("KEY-CAL",),
    ),
    Fault(
        id="friday-is-weekend",
        title="The weekend is Friday and Saturday",
        touched=every(CALENDAR, "day_of_week IN (5, 7)"),
        changes={CALENDAR: amend(CALENDAR, is_weekend="day_of_week = 5")},
        breaks=("KEY-CAL",),
    ),
    Fault(
        id="seasons-by-the-sun",
        title="Winter begins on 21 December in place of the first",
        touched=every(CALENDAR, "month = 12 AND date_key % 100 < 21"),
        changes={CALENDAR: amend(CALENDAR, season="'autumn'")},
        breaks=("KEY-CAL",),
    ),
    Fault(
        id="peak-season-from-black-friday",
        title="The peak season begins with the last week of November",
        touched=every(CALENDAR, "month = 11 AND date_key % 100 < 24"),
        changes={CALENDAR: amend(CALENDAR, is_peak_season="FALSE")},
        breaks=("KEY-CAL",),
    ),
    Fault(
        id="day-numbers-start-again",
        title="Day numbers start again with the year",
        touched=every(CALENDAR, "month = 1 AND day_number > 31"),
        changes={CALENDAR: amend(CALENDAR, day_number="date_key % 100")},
        breaks=("KEY-CAL",),
    ),
    Fault(
        id="calendar-ends-early",
        title="The calendar ends a day before the horizon",
        touched=first("horizon_end", "TRUE", "last_day"),
        changes={CALENDAR: dropped(CALENDAR, "date_key = at_last_day")},
        breaks=tuple(f"KEY-FK.{table}.date_key" for table in (*HORIZON_TABLES, STOCK)),
    ),
    Fault(
        id="calendar-lacks-a-day",
        title="The calendar lacks a day in the middle of the horizon",
        touched=first(CALENDAR, "day_number > 20"),
        changes={CALENDAR: dropped(CALENDAR, "date_key = at_date_key")},
        breaks=("KEY-CAL", *(f"KEY-FK.{table}.date_key" for table in (*HORIZON_TABLES, STOCK))),
    ),
    Fault(
        id="location-without-stock",
        title="A location has no snapshots at all",
        touched=first(LOCATIONS, "location_key > 1"),
        changes={STOCK: dropped(STOCK, "location_key = at_location_key")},
        breaks=("KEY-DENSE", "STO-2"),
    ),
)
