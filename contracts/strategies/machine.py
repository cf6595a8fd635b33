"""The state machine that drives an implementation, rule by rule, beside the model; and the search that shrinks what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from contracts.fuzz.finding import Finding
from contracts.fuzz.log import Log
from contracts.fuzz.play import Play
from contracts.fuzz.steps import POSITIONS, Allocate, Amount, Arrive, Close, Deduct, Detect, Keep, Look, Position, Request, Step, Validate
from contracts.fuzz.subject import Implementation
from contracts.invariants.code import CODE_LAWS
from contracts.strategies.days import allocations, arrivals, bad_steps, days, deductions, positions, run_low
from contracts.strategies.demand import quantities, requests

STEPS = 12
"""Rules in a story; a rule that lives whole days takes several steps."""


class LawBrokenError(AssertionError):
    """A law was broken; each law has a class of its own, so that each is a failure of its own to Hypothesis."""


_BROKEN: dict[str, type[LawBrokenError]] = {law.id: type(law.id, (LawBrokenError,), {}) for law in CODE_LAWS}


_SOME_ALLOCATION = Allocate(POSITIONS[0], ())


class Machine(RuleBasedStateMachine):
    """Drives one fresh implementation through one story. ``hunted`` are the laws of which a breach ends the story as a failure."""

    def __init__(self, implementation: Implementation, log: Log, hunted: frozenset[str]) -> None:
        super().__init__()
        self.play = Play(implementation.fresh())
        self.log = log
        self.hunted = hunted
        log.examples += 1

    def note(self, findings: Iterable[Finding]) -> None:
        """Counts what was found, and fails for the first hunted law that was broken."""
        found = tuple(findings)
        self.log.add(found, self.play)
        for finding in found:
            if not finding.is_kept and finding.law in self.hunted:
                raise _BROKEN[finding.law](f"must be {finding.must}, is {finding.found}")

    def take(self, step: Step) -> None:
        """Takes a step, if the implementation can."""
        if self.play.can(step):
            self.note(self.play.take(step))

    def _has(self, name: str) -> bool:
        return not self.play.is_over and self.play.has_ledger and self.play.subject.has(name)

    def _ways(self) -> tuple[str, ...]:
        return tuple(way for way in ("restock", "receive") if self.play.subject.has(way))

    @initialize()
    def open(self) -> None:
        """Every position is opened."""
        self.note(self.play.open())

    @precondition(lambda self: self._has("deduct_inventory"))
    @rule(step=deductions())
    def deduct(self, step: Deduct) -> None:
        """A sale."""
        self.take(step)

    @precondition(lambda self: self._has("deduct_inventory"))
    @rule(step=run_low(), is_checked=st.booleans())
    def sell_most(self, step: Deduct, is_checked: bool) -> None:
        """All but a few units are sold, and perhaps somebody looks what has run out."""
        self.take(step)
        if is_checked:
            self.take(Detect())

    @precondition(lambda self: self._has("validate_purchase"))
    @rule(at=positions(), quantity=quantities())
    def validate(self, at: Position, quantity: Amount) -> None:
        """A question what a purchase would get."""
        self.take(Validate(at, quantity))

    @precondition(lambda self: self.play.can(_SOME_ALLOCATION))
    @rule(step=allocations())
    def allocate(self, step: Allocate) -> None:
        """Requests compete."""
        self.take(step)

    @precondition(lambda self: self.play.can(_SOME_ALLOCATION))
    @rule(before=run_low(), wanted=requests(least=2), pool=st.integers(0, 4))
    def compete(self, before: Deduct, wanted: tuple[Request, ...], pool: int) -> None:
        """A few units are left, and two or more ask for them."""
        self.take(before)
        self.take(Allocate(before.at, wanted, pool))

    @precondition(lambda self: self.play.has_ledger and self._ways())
    @rule(step=arrivals())
    def arrive(self, step: Arrive) -> None:
        """Units come today, or are announced; those announced only if days can be closed."""
        self.take(step if self._has("close_day") else Arrive(step.at, step.quantity, 0, step.way))

    @rule(step=bad_steps())
    def ask_badly(self, step: Step) -> None:
        """Something that must be refused."""
        self.take(step)

    @precondition(lambda self: self.play.has_ledger)
    @rule(at=positions())
    def look(self, at: Position) -> None:
        """A question what a position has."""
        self.take(Look(at))

    @precondition(lambda self: self._has("get_snapshot"))
    @rule(at=positions(), then=st.none() | deductions())
    def keep(self, at: Position, then: Deduct | None) -> None:
        """A snapshot is kept, and perhaps something sold at once."""
        self.take(Keep(at))
        if then:
            self.take(then)

    @precondition(lambda self: self._has("detect_stockouts"))
    @rule(before=st.none() | run_low())
    def detect(self, before: Deduct | None) -> None:
        """A question what has run out, where some position perhaps just has, or nearly."""
        if before:
            self.take(before)
        self.take(Detect())

    @precondition(lambda self: self._has("close_day"))
    @rule()
    def close(self) -> None:
        """The day ends."""
        self.take(Close())

    @precondition(lambda self: self._has("close_day"))
    @rule(lived=days())
    def live(self, lived: tuple[Step, ...]) -> None:
        """Whole days pass."""
        for step in lived:
            self.take(step)


def search(
    implementation: Implementation,
    log: Log,
    hunted: Iterable[str],
    examples: int,
    seed: int | None,
    watch: Callable[[], None] = lambda: None,
) -> None:
    """Drives an implementation through so many stories, or until one breaks a hunted law.

    Everything that is found goes to ``log``; `contracts.fuzz.shorten` makes the least of it. With a seed the stories are the same in
    every run, without one they are drawn anew.
    """
    laws = frozenset(hunted)

    def machine() -> Machine:
        watch()
        return Machine(implementation, log, laws)

    drive: Callable[[], Machine] = machine if seed is None else hypothesis.seed(seed)(machine)
    try:
        run_state_machine_as_test(drive, settings=_settings(examples))  # type: ignore[arg-type]
    except* (LawBrokenError, Flaky):
        pass  # the log has the story, also of a law that is not broken every time


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=False,
        verbosity=Verbosity.quiet,
        print_blob=False,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
