"""Faults of customer events: what happens in a digital session."""

from contracts.faults.edits import amend, at, dropped, every, first
from contracts.faults.fault import Fault

CLICKS = "gold_customer_event_fact"

FAULTS = (
    Fault(
        id="checkout-never-started",
        title="A checkout is completed that was never started",
        touched=first("session_scene", "event_type = 'checkout_start' AND completions > 0"),
        changes={CLICKS: dropped(CLICKS)},
        breaks=("EVT-1",),
    ),
    Fault(
        id="checkout-started-too-late",
        title="Checkouts are stamped with the end of the session, after they were completed",
        touched=every("session_scene", "event_type = 'checkout_start' AND completions > 0"),
        changes={CLICKS: amend(CLICKS, time_key="2359")},
        breaks=("EVT-1",),
    ),
    Fault(
        id="clicks-in-a-store",
        title="A session takes place on a channel of the stores",
        touched=first("session_scene", "TRUE", "session_id", "store_channel_key"),
        changes={CLICKS: amend(CLICKS, at("session_id"), channel_key="at_store_channel_key")},
        breaks=("EVT-2",),
    ),
    Fault(
        id="session-of-two-customers",
        title="One click of a session is booked for another customer",
        touched=first("session_scene", "clicks > 1"),
        changes={CLICKS: amend(CLICKS, customer_key="CASE WHEN customer_key = 1 THEN 2 ELSE 1 END")},
        breaks=("EVT-3",),
    ),
    Fault(
        id="session-number-reused",
        title="Two sessions have the same number",
        touched=first(
            "session_scene", "next_session_id > session_id AND next_customer_key <> customer_key", "session_id", "next_session_id"
        ),
        changes={CLICKS: amend(CLICKS, "session_id = at_next_session_id", session_id="at_session_id")},
        breaks=("EVT-3",),
    ),
)
