"""Laws of allocation, ALC-1 to ALC-8 but for fairness: what one allocation, validation or bad question must answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations

from contracts.fuzz.finding import Finding, judged
from contracts.fuzz.moment import Moment, is_bad, may_be_refused
from contracts.fuzz.reading import Share, purchase, shares, snapshot, units
from contracts.fuzz.steps import UNKNOWN, Allocate, Deduct, Look, Request, Validate


def validated(moment: Moment, step: Validate) -> Iterator[Finding]:
    """A validation answers what a purchase would get, and changes nothing."""
    said = purchase(moment.answer.value)
    if is_bad(step):
        yield _refused(moment, said is not None and said[0] == 0)
        return
    available = moment.before[step.at].available or 0
    asked = step.quantity.of(available)
    if moment.answer.is_refusal and may_be_refused(asked):
        return
    must = (min(asked, available), asked > available)
    yield judged("ALC-8", said == must, must, moment.answer)
    yield _nothing_changed(moment)


def looked(moment: Moment, step: Look) -> Iterator[Finding]:
    """A position that was never opened has nothing, or is refused; one that was has what it has."""
    if step.at in UNKNOWN:
        value = moment.answer.value
        seen = snapshot(value)
        yield _refused(moment, units(value) == 0 or (seen is not None and seen.available == 0) or value in ({}, ()))


def deducted_badly(moment: Moment, _step: Deduct) -> Iterator[Finding]:
    """A sale of no quantity, or at no position, takes nothing."""
    yield _refused(moment, units(moment.answer.value) == 0)


def allocated(moment: Moment, step: Allocate, available: int) -> Iterator[Finding]:
    """What an allocation of so many units must have answered."""
    yield judged("ALC-6", moment.given == moment.kept_back, f"the list given: {moment.kept_back[0]}", moment.given and moment.given[0])
    said = shares(moment.answer.value)
    if is_bad(step):
        yield _refused(moment, said is not None and _is_harmless(said, step, available))
        return
    if moment.before:
        yield _nothing_changed(moment)
    asked = [request.quantity.of(available) for request in step.requests]
    if moment.answer.is_refusal and (not asked or any(map(may_be_refused, asked))):
        return
    wanted = Counter(request.customer for request in step.requests)
    is_answered = not moment.answer.is_refusal and said is not None and Counter(share.customer for share in said) == wanted
    yield judged("ALC-3", is_answered, f"one answer for each of {_counted(wanted)}", moment.answer)
    if is_answered and said is not None:
        yield from _shared(step.requests, asked, said, available)


def _shared(requests: Sequence[Request], asked: list[int], said: list[Share], available: int) -> Iterator[Finding]:
    total, must = sum(share.units for share in said), min(sum(asked), available)
    yield judged("ALC-1", total == must, f"{must} units in all", f"{total}: {_told(said)}")
    pairs = _matched(requests, asked, said)
    if not asked:
        return
    yield judged("ALC-2", all(0 <= share.units <= want for want, share in pairs), f"from none to what each asked for: {asked}", _told(said))
    if sum(want > 0 for want in asked) > 1 and sum(asked) > available:
        partly = sum(0 < share.units < want for want, share in pairs)
        yield judged("ALC-4", partly <= 1, "at most one request met in part", f"{partly}: {_told(said)}")
    for want, share in pairs:
        if share.is_fulfilled is not None and want:
            is_met = share.units == want
            yield judged("ALC-8", share.is_fulfilled is is_met, f"fulfilled {is_met} for {share.units} of {want} units", share.is_fulfilled)


def _matched(requests: Sequence[Request], asked: list[int], said: list[Share]) -> list[tuple[int, Share]]:
    """Each request's units beside its answer; of a customer who asked more than once, whichever way explains the answers best."""
    wants, answers = defaultdict(list), defaultdict(list)
    for request, want in zip(requests, asked, strict=True):
        wants[request.customer].append(want)
    for share in said:
        answers[share.customer].append(share)
    pairs = (_best(wants[customer], answers[customer]) for customer in wants)
    return [pair for of_customer in pairs for pair in of_customer]


def _best(wants: list[int], answers: list[Share]) -> list[tuple[int, Share]]:
    def strangeness(pairs: list[tuple[int, Share]]) -> tuple[int, int, int]:
        beyond = sum(not 0 <= share.units <= want for want, share in pairs)
        told = [(want, share) for want, share in pairs if share.is_fulfilled is not None and want]
        mistold = sum(share.is_fulfilled is not (share.units == want) for want, share in told)
        return beyond, mistold, sum(0 < share.units < want for want, share in pairs)

    return min((list(zip(order, answers, strict=True)) for order in permutations(wants)), key=strangeness)


def _is_harmless(said: list[Share], step: Allocate, available: int) -> bool:
    """Whether a list with a bad request was answered with zero for that one at least, and with too much for none."""
    allowed: Counter[object] = Counter()
    for request in step.requests:
        asked = request.quantity.of(available)
        allowed[request.customer] += asked if not isinstance(asked, bool) and isinstance(asked, int) and asked > 0 else 0
    got: Counter[object] = Counter()
    for share in said:
        got[share.customer] += share.units
    none = step.at in UNKNOWN
    is_within = all(0 <= units <= (0 if none else allowed[customer]) for customer, units in got.items())
    return is_within and min((share.units for share in said), default=0) >= 0 and sum(got.values()) <= max(available, 0)


def _refused(moment: Moment, is_zero: bool) -> Finding:
    """Bad input raises an error, or is answered with zero and changes nothing; what an error leaves behind is LED-8's subject."""
    if moment.answer.is_refusal:
        return judged("ALC-7", True)
    must = "an error, or zero and no change"
    is_kept = (is_zero or moment.answer.value is None) and moment.is_unchanged
    return judged("ALC-7", is_kept, must, f"{moment.answer}" + (f"; {moment.changes}" if moment.changes else ""))


def _nothing_changed(moment: Moment) -> Finding:
    return judged("ALC-6", moment.is_unchanged or moment.answer.is_refusal, "the stock as it was", moment.changes)


def _told(said: list[Share]) -> str:
    return ", ".join(f"{share.units} for customer {share.customer}" for share in said) or "no answers"


def _counted(customers: Counter[int]) -> str:
    named = (f"customer {customer}" + (f" ({times} times)" if times > 1 else "") for customer, times in customers.items())
    return ", ".join(named) or "no one"
