"""What a search has found so far: how often each law was judged and broken, and the shortest story that breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass

from contracts.fuzz.finding import Finding
from contracts.fuzz.play import Play, Told
from contracts.fuzz.steps import NO_QUANTITIES, Amount, NoAmount, Step
from contracts.parameters import SEGMENTS


@dataclass(frozen=True)
class Story:
    """Steps that end in a broken law, as they were told, with what should have been and what was."""

    steps: tuple[Step, ...]
    told: tuple[Told, ...]
    must: str
    found: str

    @property
    def length(self) -> tuple[int, int, str]:
        """How much there is to read and to draw; of two stories the lesser is told."""
        return len(self.steps), sum(_effort(step) for step in self.steps), repr(self.steps)


_BESIDE_LEFT = 2
"""A number that follows what is left takes more words than a plain one."""

_NO_QUANTITY = 8
"""Where a good quantity tells the same, a bad one is beside the point."""


def _effort(value: object) -> int:
    """How much there is to draw: every number, request and thing that is no number counts."""
    if isinstance(value, Amount):
        return abs(value.number) + _BESIDE_LEFT * value.beside_left
    if isinstance(value, NoAmount):
        return _NO_QUANTITY + list(NO_QUANTITIES).index(value.name)
    if isinstance(value, tuple):
        return len(value) + sum(map(_effort, value))
    if is_dataclass(value):
        return 1 + sum(_effort(getattr(value, field.name)) for field in fields(value))
    if value in SEGMENTS:
        return SEGMENTS.index(str(value))
    return abs(value) if isinstance(value, int) else 0


@dataclass
class Log:
    """Grows with every step of every story."""

    judged: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    shortest: dict[str, Story] = field(default_factory=dict)
    examples: int = 0

    def add(self, findings: Iterable[Finding], play: Play) -> None:
        """Notes what was found in the last step of a story."""
        for finding in findings:
            self.judged[finding.law] += 1
            if not finding.is_kept:
                self.broken[finding.law] += 1
                self._shorten(finding, play)

    def join(self, other: Log) -> None:
        """Adds what another search found."""
        self.judged += other.judged
        self.broken += other.broken
        for law, story in other.shortest.items():
            if law not in self.shortest or story.length < self.shortest[law].length:
                self.shortest[law] = story

    def _shorten(self, finding: Finding, play: Play) -> None:
        known = self.shortest.get(finding.law)
        if known is None or len(play.told) <= len(known.told):
            story = Story(tuple(play.steps), tuple(play.told), finding.must, finding.found)
            if known is None or story.length < known.length:
                self.shortest[finding.law] = story
