"""Stockout events: one for each run of days with nothing available, with the sales that it cost."""

from contracts.invariants.law import Invariant

EVERY_RUN_IS_TOLD = Invariant(
    id="STO-1",
    title="Every unbroken run of days with nothing available has exactly one event that starts with it",
    relation="run_and_event",
    holds="events = 1",
    source="RA 1.3, RA 3.1, D6",
)

NO_EVENT_WITHOUT_RUN = Invariant(
    id="STO-2",
    title="Every event starts with a run of days with nothing available",
    relation="stockout_event",
    holds="has_run",
    source="RA 1.3, RA 3.1, D6",
)

ENDS_WITH_ITS_RUN = Invariant(
    id="STO-3",
    title="An event ends on the last day of its run, and has no end exactly when the run is open at the horizon",
    relation="stockout_event",
    when="has_run",
    holds=(
        "CASE WHEN run_is_open THEN stockout_end_date_key IS NULL ELSE stockout_end_date_key IS NOT NULL AND"
        " stockout_end_date_key = run_last_day END"
    ),
    source="RA 3.1, D6",
)

LASTS_ITS_CALENDAR_DAYS = Invariant(
    id="STO-4",
    title="The duration of an event is its calendar days, the first and the last included",
    relation="stockout_event",
    when="first_serial IS NOT NULL AND last_serial IS NOT NULL",
    holds="stockout_duration_days = duration_expected",
    source="RA 3.1, D6, D12",
)

EVENTS_STAND_APART = Invariant(
    id="STO-5",
    title="The events of a position neither overlap nor touch",
    relation="stockout_event",
    when="first_serial IS NOT NULL AND product_key IS NOT NULL AND location_key IS NOT NULL",
    holds="COALESCE(first_serial > earlier_event_serial + 1, TRUE)",
    source="RA 3.1, D6",
)

ATTEMPTS_ARE_RECORDED_REQUESTS = Invariant(
    id="STO-6",
    title="The lost attempts of an event are the requests of its run that were not fully met",
    relation="stockout_event",
    when="has_run",
    holds="lost_sales_attempts = attempts_expected",
    source="RA 3.1, D7",
)

UNITS_ARE_WHAT_REQUESTS_LACKED = Invariant(
    id="STO-7",
    title="The lost units of an event are what the requests of its run asked for and did not get",
    relation="stockout_event",
    when="has_run",
    holds="lost_sales_quantity = quantity_expected",
    source="RA 3.1, D7",
)

REVENUE_AT_LIST_PRICE = Invariant(
    id="STO-8",
    title="The lost revenue of an event is its lost units at list price, to the cent",
    relation="stockout_event",
    when="has_run AND revenue_expected IS NOT NULL",
    holds="lost_sales_revenue BETWEEN revenue_expected - 0.005001 AND revenue_expected + 0.005001",
    source="RA 3.1, D7",
)

UNITS_COVER_ATTEMPTS = Invariant(
    id="STO-9",
    title="An event loses at least one unit with each lost attempt",
    relation="stockout_event",
    holds="lost_sales_quantity >= lost_sales_attempts",
    source="RA 3.1, D7",
)

PEAK_IF_A_DAY_IS = Invariant(
    id="STO-10",
    title="An event is marked as peak season exactly when a day of its run is in November or December",
    relation="stockout_event",
    when="has_run AND calendar_agrees",
    holds="peak_season_flag = run_touches_peak_season",
    source="RA 3.1",
)

MISSED_MEANS_SOLD_OUT = Invariant(
    id="STO-11",
    title="Where a request was not fully met, the position closes that day with nothing available",
    relation="missed_request",
    when="has_snapshot",
    holds="quantity_available = 0",
    source="RA 1.3, RE 3, D7",
)

LAWS = (
    EVERY_RUN_IS_TOLD,
    NO_EVENT_WITHOUT_RUN,
    ENDS_WITH_ITS_RUN,
    LASTS_ITS_CALENDAR_DAYS,
    EVENTS_STAND_APART,
    ATTEMPTS_ARE_RECORDED_REQUESTS,
    UNITS_ARE_WHAT_REQUESTS_LACKED,
    REVENUE_AT_LIST_PRICE,
    UNITS_COVER_ATTEMPTS,
    PEAK_IF_A_DAY_IS,
    MISSED_MEANS_SOLD_OUT,
)
"""Every law of the family."""
