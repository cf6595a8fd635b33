"""Events: what happens in a digital session."""

from contracts.invariants.law import Invariant

STARTED_BEFORE_COMPLETED = Invariant(
    id="EVT-1",
    title="Before a checkout is completed, one was started in the same session",
    relation="session_click",
    when="event_type = 'checkout_complete'",
    holds="checkouts_started > 0",
    source="RA Execution Order",
)

CLICKS_ARE_DIGITAL = Invariant(
    id="EVT-2",
    title="Every click is of a digital channel",
    relation="session_click",
    when="is_digital IS NOT NULL",
    holds="is_digital",
    source="RA Execution Order, D16",
)

ONE_SESSION_ONE_VISITOR = Invariant(
    id="EVT-3",
    title="A session has one customer and one channel",
    relation="session",
    holds="customer_key = other_customer_key AND channel_key = other_channel_key",
    source="RA Execution Order",
)

LAWS = (STARTED_BEFORE_COMPLETED, CLICKS_ARE_DIGITAL, ONE_SESSION_ONE_VISITOR)
"""Every law of the family."""
