"""Two judges over one spoilt world, and the smallest set of edits over which they still disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from contracts.faults.bench import Bench, opened
from contracts.faults.catalogue import STATED
from contracts.parameters import resolve
from contracts.verdict import Result
from oracle.bases import write
from oracle.chance import Chance
from oracle.edits import Edit, Mistake, Retype, Tables, lay_over
from oracle.judge import Said, plain_judge
from oracle.world import World

EDITS = 60
_ALL = 1_000_000


@dataclass(frozen=True)
class Spoilt:
    """A world with what was done to it, and the thresholds by which it is judged."""

    tables: Tables
    edits: tuple[Edit, ...]
    thresholds: Mapping[str, float]

    def of(self, edits: Sequence[Edit]) -> Spoilt:
        """The same world with these edits alone."""
        return Spoilt(self.tables, tuple(edits), self.thresholds)

    @property
    def stored(self) -> dict[tuple[str, str], str]:
        """Columns that are stored in another type, the last word counting."""
        return {(edit.table, edit.column): edit.stored for edit in self.edits if isinstance(edit, Retype)}

    def plainly(self) -> dict[str, Said]:
        """What the plain judge says of every law."""
        settings = {name: setting.value for name, setting in resolve(("param", self.thresholds)).items()}
        return plain_judge(World(lay_over(self.tables, self.edits), settings, self.stored))

    @contextmanager
    def opened(self) -> Iterator[Bench]:
        """The world as the contract reads it."""
        with TemporaryDirectory() as folder:
            write(lay_over(self.tables, self.edits), Path(folder), self.stored)
            with opened(folder, parameters=self.thresholds) as bench:
                yield bench


def spoil(tables: Tables, bench: Bench, seed: int, number: int = EDITS) -> Spoilt:
    """A world with a fault of the catalogue, and so many small edits over it, all by the seed."""
    random = Random(seed)
    mistakes = [_mistake(bench, random)] if random.random() < 0.7 else []
    edits = Chance(random, lay_over(tables, mistakes)).edits(number)
    return Spoilt(tables, (*mistakes, *edits), _thresholds(random))


def _mistake(bench: Bench, random: Random) -> Mistake:
    """A fault of the catalogue; the tables that it changes, as it shows them."""
    _, fault = random.choice(STATED)
    shown = bench.with_fault(fault, with_rows=True)
    return Mistake(fault.id, {table: shown.fetch(table, "TRUE", [], _ALL) for table in fault.changes})


def _thresholds(random: Random) -> dict[str, float]:
    if random.random() < 0.5:
        return {}
    least = random.choice([0, 1, 2])
    return {
        "low_inventory_threshold": random.choice([1, 4, 6]),
        "return_delay_min": least,
        "return_delay_max": least + random.choice([0, 2]),
        "target_stockout_rate": random.choice([0.03, 0.075]),
        "stockout_rate_min": random.choice([0.0, 0.09]),
        "base_abandonment_rate": random.choice([0.3, 0.6]),
        "cart_abandonment_increase": random.choice([0.1, 0.6]),
    }


def disagreements(spoilt: Spoilt) -> dict[str, str]:
    """What the two judges say of each law on which they do not agree."""
    with spoilt.opened() as bench:
        return compared(bench.as_they_are(), spoilt.plainly())


def compared(results: Mapping[str, Result], plain: Mapping[str, Said]) -> dict[str, str]:
    """Laws of which verdict, rows judged or rows broken differ, and how: one that the oracle does not state is said to judge nothing."""
    asked = {law: Said(result.verdict, result.judged, result.broken) for law, result in results.items()}
    return {law: f"judged as {said}, plainly {plain[law]}, {results[law].reason}" for law, said in asked.items() if said != plain[law]}


def smallest(edits: Sequence[Edit], disagree: Callable[[Sequence[Edit]], bool]) -> list[Edit]:
    """Edits none of which can be left out, alone or with its neighbours, without the disagreement going away."""
    kept, size = list(edits), max(1, len(edits) // 2)
    while True:
        place = 0
        while place < len(kept):
            fewer = kept[:place] + kept[place + size :]
            if disagree(fewer):
                kept = fewer
            else:
                place += size
        if size == 1:
            return kept
        size //= 2


def told(spoilt: Spoilt) -> str:
    """Nothing where the judges agree; otherwise on what they do not, and after which edits at the least."""
    found = disagreements(spoilt)
    if not found:
        return ""
    least = smallest(spoilt.edits, lambda edits: not found.keys().isdisjoint(disagreements(spoilt.of(edits))))
    left = disagreements(spoilt.of(least))
    return "\n".join([*(f"{law}: {said}" for law, said in left.items()), "after", *map(repr, least), f"by {spoilt.thresholds}"])
