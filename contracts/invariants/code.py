"""Laws of code, not of tables: what any allocator and ledger behind `contracts.protocols` must do, and what a generator must keep.

`stockproof fuzz` judges those of allocation and ledger. Their ``relation`` is what is driven; ``when`` and ``holds`` are in the words of
Python, as they speak of one call: ``before`` and ``after`` are every position's stock around it, ``said`` is what it returned.
"""

from __future__ import annotations

from contracts.invariants.law import Invariant

_ALLOCATE = "allocate_inventory"
_DEDUCT = "deduct_inventory"
_CONTENDED = "len(requests) > 1 and sum(asked) > available"

ALLOCATION = (
    Invariant(
        id="ALC-1",
        title="Units allocated are those asked for in all, or those available, whichever is less",
        relation=_ALLOCATE,
        holds="sum(allocated) == min(sum(asked), available)",
        source="RA 1.2, RE 3",
    ),
    Invariant(
        id="ALC-2",
        title="Nobody gets more than they asked for, or less than nothing",
        relation=_ALLOCATE,
        when="len(requests) > 0",
        holds="all(0 <= allocated[r] <= asked[r] for r in requests)",
        source="RA 1.2, RE 3",
    ),
    Invariant(
        id="ALC-3",
        title="Every request is answered exactly once, also where a customer asks twice",
        relation=_ALLOCATE,
        holds="Counter(customers answered) == Counter(customers who asked)",
        source="RA 1.2, RE 3",
    ),
    Invariant(
        id="ALC-4",
        title="At most one request is met in part: some order of arrival explains the result",
        relation=_ALLOCATE,
        when=_CONTENDED,
        holds="sum(0 < allocated[r] < asked[r] for r in requests) <= 1",
        source="RA 1.2, RE 3",
    ),
    Invariant(
        id="ALC-5",
        title="Every order of arrival is equally likely, whatever the segment, the key, the quantity and the place in the list",
        relation=_ALLOCATE,
        when=_CONTENDED,
        holds="each set of winners as often as among all orders, within the bound that a fair shuffle breaks once in a million runs",
        source="RA 1.2, RE 3",
        statistical=True,
        sample_needed="400 contended allocations",
        measures="{winners} won {observed} of {sample} contended allocations",
    ),
    Invariant(
        id="ALC-6",
        title="Asking and allocating leave the caller's list and the stock as they were",
        relation=f"{_ALLOCATE}, validate_purchase",
        holds="requests == requests_before and after == before",
        source="RA 1.2",
    ),
    Invariant(
        id="ALC-7",
        title="What is no number of units, and a position that was never opened, are refused or answered with zero, and change nothing",
        relation="every method with a position or a quantity",
        when="quantity < 0 or quantity is not whole or position is unknown",
        holds="raised or (said == 0 and after == before)",
        source="RA 1.1, RA 1.2",
    ),
    Invariant(
        id="ALC-8",
        title="A purchase gets what is asked or what is available, whichever is less, and is constrained exactly when that is less",
        relation=f"validate_purchase, {_ALLOCATE}",
        holds="said == (min(asked, available), asked > available); in RE 3's form fulfilled == (allocated == asked)",
        source="RA 1.2, RE 3",
    ),
)

LEDGER = (
    Invariant(
        id="LED-1",
        title="No position ever has less than nothing",
        relation="every method",
        holds="all(units >= 0 for units in after)",
        source="V2",
    ),
    Invariant(
        id="LED-2",
        title="A sale takes what is asked or what is available, whichever is less, and says how much that was",
        relation=_DEDUCT,
        holds="said == min(available, asked)",
        source="RA 1.1, RE 1",
    ),
    Invariant(
        id="LED-3",
        title="A sale takes its units from available and from on hand",
        relation=_DEDUCT,
        holds="after[position] == before[position] - (said available, said on hand)",
        source="RE 1, D2",
    ),
    Invariant(
        id="LED-4",
        title="A sale or an arrival at one position changes no other",
        relation=f"{_DEDUCT}, restock, receive",
        holds="all(after[other] == before[other] for other in positions if other != position)",
        source="RA 1.1",
    ),
    Invariant(
        id="LED-5",
        title="Restocks and receipts arrive once, on their day, with their units",
        relation="restock, receive, close_day",
        holds="after[position] == before[position] + units due on the open day",
        source="RA return_delay_days, D14",
    ),
    Invariant(
        id="LED-6",
        title="A snapshot that was handed out never changes",
        relation="get_snapshot",
        when="after != before",
        holds="snapshot == snapshot when it was handed out",
        source="RA 2.3",
    ),
    Invariant(
        id="LED-7",
        title="What a position has is its opening and what happened to it since; looking changes nothing",
        relation="every method",
        when="the step broke no other law",
        holds="after == opening + fold of what happened, by get_snapshot and get_available_inventory alike",
        source="RA 1.1, RA 2.3",
    ),
    Invariant(
        id="LED-8",
        title="An error changes nothing",
        relation="every method",
        when="the call raised",
        holds="after == before",
        source="RA 1.1",
    ),
    Invariant(
        id="LED-9",
        title="Closing a day carries the state over to the next",
        relation="close_day",
        when="nothing ever arrived at the position",
        holds="after[position] == before[position]",
        source="D1",
    ),
    Invariant(
        id="STK-1",
        title="What has run out is named, each position once, and nothing else",
        relation="detect_stockouts",
        when="some position has nothing available, or one is named",
        holds="Counter(positions named) == Counter(positions with nothing available)",
        source="RA 1.3, D3",
    ),
)

GENERATION = (
    Invariant(
        id="GEN-1",
        title="The same configuration gives the same rows, whatever partitions, workers, engine, chunks or resume points",
        relation="a generator of tables",
        holds="rows(configuration, any way) == rows(configuration)",
        source="GEN-1, D11",
    ),
    Invariant(
        id="GEN-2",
        title="One more day, location, customer or product leaves the rows of all others as they were",
        relation="a generator of tables",
        holds="rows of the others in rows(larger world) == rows(world)",
        source="GEN-2, D23",
    ),
    Invariant(
        id="GEN-3",
        title="Order-up-to levels and the schedule do not change when only what is sold changes",
        relation="a generator of tables",
        holds="levels(other sales) == levels and schedule(other sales) == schedule",
        source="GEN-3, D18",
    ),
)

JUDGED_BY_FUZZ: tuple[Invariant, ...] = (*ALLOCATION, *LEDGER)
"""What a report of `stockproof fuzz` shows, in this order."""

CODE_LAWS: tuple[Invariant, ...] = (*JUDGED_BY_FUZZ, *GENERATION)
"""Every law of code. A generator's are held by tests, for there is no protocol by which a stranger's could be driven."""

FAIRNESS = "ALC-5"
"""The law that is judged by repetition, not by stories."""
