"""A story as it is played: each step is a call on the implementation, the notebook kept beside it, and a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from contracts.fuzz import allocation, ledger
from contracts.fuzz.calls import Call, call_of, opening
from contracts.fuzz.finding import Finding, broken, judged
from contracts.fuzz.model import Model, key
from contracts.fuzz.moment import Moment, is_bad, named, shown
from contracts.fuzz.reading import Stock, snapshot, units
from contracts.fuzz.steps import POSITIONS, Allocate, Arrive, Close, Deduct, Detect, Keep, Look, Position, Step, Validate, needed
from contracts.fuzz.subject import Answer, Subject

LEDGER = ("initialize_inventory",)
"""Without it no position is ever opened."""


@dataclass(frozen=True)
class Told:
    """One line of a story: the call in Python and in short, its answer, and the position's stock before and after it."""

    line: str
    call: str
    answer: str
    at: Position | None
    before: Stock | None
    after: Stock | None


@dataclass(frozen=True)
class Seen:
    """What an implementation says of every position now, and what in that contradicts itself."""

    stock: Mapping[Position, Stock]
    wrong: str = ""


class Play:
    """One fresh implementation through one story.

    ``steps`` and ``told`` grow with the story; ``is_over`` once the implementation can no longer be read.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.has_ledger = has_ledger(subject)
        self.steps: list[Step] = []
        self.told: list[Told] = []
        self.is_over = False
        self.model = Model({})
        self.kept: list[tuple[Any, Stock | None]] = []
        self.traded: frozenset[Position] = frozenset()
        self.doubtful: frozenset[Position] = frozenset()

    def open(self) -> tuple[Finding, ...]:
        """Opens every position, where there is a ledger to open."""
        if not self.has_ledger:
            return ()
        call = opening()
        answer = self.subject.call(call.method, *call.arguments)
        self.told.append(Told(call.line(self.subject), call.told, str(answer), None, None, None))
        if answer.is_refusal:
            self.is_over = True
            return () if answer.is_unsupported else (judged("LED-7", False, "every position opened", answer),)
        seen = self._see()
        self.model = Model(seen.stock)
        if seen.wrong:
            self.is_over = len(seen.stock) < len(POSITIONS)
            return (judged("LED-7", False, "a snapshot of each position with what is available", seen.wrong),)
        lowest = min(held.available or 0 for held in seen.stock.values())
        return (judged("LED-1", lowest >= 0, "0 units or more", f"{lowest}"),)

    def can(self, step: Step) -> bool:
        """Whether the implementation has what the step calls, and is still to be read."""
        if self.is_over or not self.subject.has(*needed(step)):
            return False
        if isinstance(step, Allocate) and self.subject.allocates_from_a_number:
            return step.at in POSITIONS
        return self.has_ledger

    def available(self, at: Position) -> int | None:
        """Units that a position has available, by the last look; None if it was never opened."""
        held = self.model.stock.get(at)
        return held.available if held else None

    def take(self, step: Step) -> tuple[Finding, ...]:
        """Takes a step, and judges it by every law that it concerns."""
        at: Position | None = getattr(step, "at", None)
        call = call_of(step, self.subject, self.model.day, self.available(at) if at else None)
        kept_back = deepcopy(call.arguments[:1]) if isinstance(step, Allocate) else ()
        answer = _settled(self.subject.call(call.method, *call.arguments), step)
        return () if answer.is_unsupported else self._judge(step, call, answer, kept_back)

    def _judge(self, step: Step, call: Call, answer: Answer, kept_back: tuple[Any, ...]) -> tuple[Finding, ...]:
        before = self.model.stock
        is_closed = isinstance(step, Close) and not answer.is_refusal
        seen = self._see(self.model.closed().day if is_closed else self.model.day)
        moment = Moment(step, answer, self.model, before, seen.stock, call.arguments[:1], kept_back, self.traded, self.doubtful)
        self._tell(step, call, moment)
        if len(seen.stock) < len(before):
            self.is_over = True
            law = "LED-9" if is_closed else "LED-8" if answer.is_refusal else "ALC-7" if is_bad(step) else "LED-7"
            self.steps.append(step)
            return (judged(law, False, "a whole number of units at every position", seen.wrong),)
        findings = (*self._of(moment), *ledger.after_any(moment), *self._keepsakes(moment))
        expected = ledger.expected_after(self.model, step, moment)
        if not broken(findings) and self.has_ledger:
            consistent = judged("LED-7", not seen.wrong, "a snapshot with what is available", seen.wrong)
            findings = (*findings, ledger.folded(moment, expected) if consistent.is_kept else consistent)
        self._note(moment, expected)
        return findings

    def _of(self, moment: Moment) -> Iterator[Finding]:
        match moment.step:
            case Deduct() as step:
                yield from (allocation.deducted_badly if is_bad(step) else ledger.deducted)(moment, step)
            case Validate() as step:
                yield from allocation.validated(moment, step)
            case Allocate() as step:
                yield from allocation.allocated(moment, step, self._pool(step))
            case Look() as step:
                yield from allocation.looked(moment, step)
            case Arrive() as step:
                yield from ledger.arrived(moment, step)
            case Close() as step:
                yield from ledger.closed(moment, step)
            case Detect():
                yield from ledger.detected(moment)

    def _pool(self, step: Allocate) -> int:
        return step.pool if self.subject.allocates_from_a_number else max(0, self.available(step.at) or 0)

    def _keepsakes(self, moment: Moment) -> Iterator[Finding]:
        """Snapshots handed out earlier still say what they said, whatever has happened since."""
        if self.kept and not moment.is_unchanged:
            altered = [(snapshot(handed_out), then) for handed_out, then in self.kept if snapshot(handed_out) != then]
            now, then = altered[0] if altered else (None, None)
            yield judged("LED-6", not altered, f"the snapshot to say {shown(then)}, as when it was handed out", shown(now))

    def _note(self, moment: Moment, expected: Model) -> None:
        """The notebook goes on from what is there now, so that each step is judged for itself."""
        step = moment.step
        self.steps.append(step)
        self.model = replace(expected, stock=moment.after)
        if isinstance(step, Keep) and not moment.answer.is_refusal:
            self.kept.append((moment.answer.value, snapshot(moment.answer.value)))
        if isinstance(step, Arrive) and not moment.answer.is_refusal:
            self.traded |= {step.at}
            self.doubtful |= {step.at} if is_bad(step) else set()

    def _see(self, day: Any = None) -> Seen:
        """Asks for every position's stock; positions of which nothing can be read are left out."""
        if not self.has_ledger:
            return Seen({})
        stock, wrong = {}, ""
        for at in POSITIONS:
            held, problem = _look(self.subject, at, key(day or self.model.day))
            wrong = wrong or problem
            if held is not None:
                stock[at] = held
        return Seen(stock, wrong)

    def _tell(self, step: Step, call: Call, moment: Moment) -> None:
        at: Position | None = getattr(step, "at", None)
        before, after = (moment.before.get(at), moment.after.get(at)) if at else (None, None)
        line = f"kept = {call.line(self.subject)}" if isinstance(step, Keep) else call.line(self.subject)
        self.told.append(Told(line, call.told, str(moment.answer), at, before, after))


def has_ledger(subject: Subject) -> bool:
    """Whether stock can be opened and read."""
    return subject.has(*LEDGER) and (subject.has("get_available_inventory") or subject.has("get_snapshot"))


def _look(subject: Subject, at: Position, day: int) -> tuple[Stock | None, str]:
    """A position's stock as both ways of asking give it, and what is wrong with that."""
    shot = subject.call("get_snapshot", *at, day) if subject.has("get_snapshot") else None
    read = snapshot(shot.value) if shot else None
    wrong = f"get_snapshot of {named(at)} gives {shot}" if shot and read is None else ""
    if not subject.has("get_available_inventory"):
        return read, wrong
    answer = subject.call("get_available_inventory", *at, day)
    available = units(answer.value)
    if available is None:
        return None, f"get_available_inventory of {named(at)} gives {answer}"
    if read and read.available != available:
        wrong = f"{named(at)} has {available} available, and by its snapshot {read.available}"
    return replace(read or Stock(None), available=available), wrong


def _settled(answer: Answer, step: Step) -> Answer:
    """An allocation may be handed out piece by piece; it is read to its end."""
    if isinstance(step, Allocate) and hasattr(answer.value, "__next__"):
        try:
            return Answer(list(answer.value))
        except Exception as error:
            return Answer(error=error)
    return answer
