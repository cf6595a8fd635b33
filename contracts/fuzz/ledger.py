"""Laws of the ledger, LED-1 to LED-9, and of detection, STK-1: what one step may do to the stock, and what may be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from contracts.fuzz.finding import Finding, judged
from contracts.fuzz.model import Model, moved
from contracts.fuzz.moment import Moment, is_bad, may_be_refused, named, shown
from contracts.fuzz.reading import positions, units
from contracts.fuzz.steps import UNKNOWN, Arrive, Close, Deduct, Look, Step


def deducted(moment: Moment, step: Deduct) -> Iterator[Finding]:
    """A sale returns what it takes, and takes it from this position alone."""
    held, left = moment.before[step.at], moment.after[step.at]
    asked = step.quantity.of(held.available)
    if held.available is None or held.available < 0 or (moment.answer.is_refusal and may_be_refused(asked)):
        return
    said, must = None if moment.answer.is_refusal else units(moment.answer.value), min(held.available, asked)
    yield judged("LED-2", said == must, f"{must}, the lesser of {held.available} available and {asked} asked for", moment.answer)
    if moment.answer.is_refusal:
        return
    is_taken = left in [moved(held, -taken) for taken in (must, said) if taken is not None]
    if held.on_hand is not None or not is_taken:
        yield judged("LED-3", is_taken, shown(moved(held, -must)), shown(left))
    yield judged("LED-4", moment.others_unchanged(step.at), f"only {named(step.at)} changed", moment.changes)


def arrived(moment: Moment, step: Arrive) -> Iterator[Finding]:
    """Units that arrive today are there at once, those of a later day not yet."""
    if is_bad(step):
        is_kept = moment.answer.is_refusal or moment.is_unchanged
        yield judged("ALC-7", is_kept, "an error, or no change", moment.changes)
        return
    held = moment.before[step.at]
    coming = step.quantity.of(held.available)
    if moment.answer.is_refusal:
        if not may_be_refused(coming):
            yield judged("LED-5", False, f"{coming} units to arrive", moment.answer)
        return
    must = moved(held, 0 if step.days else coming)
    yield judged("LED-5", moment.after[step.at] == must, shown(must), shown(moment.after[step.at]))
    yield judged("LED-4", moment.others_unchanged(step.at), f"only {named(step.at)} changed", moment.changes)


def closed(moment: Moment, _step: Close) -> Iterator[Finding]:
    """The next day opens with what the last one left, and what arrives on it."""
    if moment.answer.is_refusal:
        yield judged("LED-9", False, "the day closed", moment.answer)
        return
    for at, held in moment.before.items():
        due = moment.model.due_tomorrow(at)
        must = moved(held, due)
        law = "ALC-7" if at in moment.doubtful else "LED-5" if at in moment.traded else "LED-9"
        yield judged(law, moment.after[at] == must, f"{named(at)} opens with {shown(must)}", shown(moment.after[at]))


def detected(moment: Moment) -> Iterator[Finding]:
    """What has run out is named, each position once, and nothing else."""
    said = None if moment.answer.is_refusal else positions(moment.answer.value)
    empty = Counter(at for at, held in moment.before.items() if held.available == 0)
    if any((held.available or 0) < 0 for held in moment.before.values()):
        return
    if empty or said != []:
        is_kept = said is not None and Counter(said) == empty
        yield judged("STK-1", is_kept, ", ".join(map(named, empty)) or "no position", _listed(moment, said))


def after_any(moment: Moment) -> Iterator[Finding]:
    """What holds after every step: nothing is negative, and an error has changed nothing."""
    if not moment.after:
        return
    lowest = min((number for held in moment.after.values() for number in (held.available, held.on_hand) if number is not None), default=0)
    yield judged("LED-1", lowest >= 0, "0 units or more everywhere", moment.changes or f"{lowest}")
    if moment.answer.is_refusal:
        yield judged("LED-8", moment.is_unchanged, f"{moment.answer} to change nothing", moment.changes)


def folded(moment: Moment, expected: Model) -> Finding:
    """Where no other law was broken by the step: every position has its opening and what happened to it."""
    wrong = [at for at, held in expected.stock.items() if moment.after[at] != held]
    must = "; ".join(f"{named(at)} has {shown(expected.stock[at])}" for at in wrong)
    is_known_look = isinstance(moment.step, Look) and moment.step.at not in UNKNOWN and not moment.answer.is_refusal
    if not wrong and is_known_look and isinstance(moment.step, Look):
        held = expected.stock[moment.step.at].available
        value = units(moment.answer.value)
        return judged("LED-7", value is None or value == held, f"{held} available", moment.answer)
    return judged("LED-7", not wrong, must, "; ".join(shown(moment.after[at]) for at in wrong))


def expected_after(model: Model, step: Step, moment: Moment) -> Model:
    """The notebook after the step, if the implementation did what it said."""
    if moment.answer.is_refusal or is_bad(step):
        return model
    match step:
        case Deduct(at):
            return model.moved(at, -(units(moment.answer.value) or 0))
        case Arrive(at, quantity, days):
            return model.announced(at, quantity.of(moment.before[at].available), days)
        case Close():
            return model.closed()
        case _:
            return model


def _listed(moment: Moment, said: list[tuple[int, int]] | None) -> str:
    if said is None:
        return str(moment.answer)
    return ", ".join(map(named, said)) or "no position"
