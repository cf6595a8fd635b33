"""What an implementation lacks: why a law of code could not be judged."""

from __future__ import annotations

from contracts.fuzz.play import has_ledger
from contracts.fuzz.subject import Subject

FEWEST = 10
"""A law that was judged less often is unknown: nothing follows from so few calls."""

_NEEDS_ANY: dict[str, tuple[str, ...]] = {
    "LED-2": ("deduct_inventory",),
    "LED-3": ("deduct_inventory",),
    "LED-4": ("deduct_inventory", "restock", "receive"),
    "LED-5": ("restock", "receive"),
    "LED-6": ("get_snapshot",),
    "LED-9": ("close_day",),
    "STK-1": ("detect_stockouts",),
    **{f"ALC-{number}": ("allocate_inventory",) for number in range(1, 6)},
    "ALC-6": ("allocate_inventory", "validate_purchase"),
    "ALC-8": ("validate_purchase", "allocate_inventory"),
}
"""Laws that need one of these methods; all others need only a ledger, or something to ask badly."""


def why_unknown(law: str, subject: Subject, judged: int) -> str:
    """Why a law that was judged so often, and never found broken, is not known to hold; empty if it is."""
    needed = _NEEDS_ANY.get(law, ())
    if needed and not any(subject.has(name) for name in needed):
        return f"{_either(needed)} is not there"
    if judged >= FEWEST:
        return ""
    if not has_ledger(subject) and not (law.startswith("ALC") and subject.allocates_from_a_number):
        return "initialize_inventory with get_available_inventory or get_snapshot is not there"
    if law == "LED-3":
        return "no get_snapshot says qty_on_hand"
    if law == "ALC-8" and not subject.has("validate_purchase"):
        return "validate_purchase is not there, and no allocation says fulfilled"
    if law == "LED-8" and not judged:
        return "no call ever raised an error"
    return f"judged {judged:,} times, {FEWEST} needed: too few examples, or it was never asked for"


def _either(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + (" or " if len(names) > 1 else "") + names[-1]
