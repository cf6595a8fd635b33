"""Hundreds of spoilt worlds, each judged by the contract and by the plain judge that tests/contract/oracle writes from its sentences.

Too long for the gate; `make evidence` runs it and prints the figures.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from contracts.faults.bench import opened
from contracts.invariants.catalogue import LAWS
from contracts.verdict import Verdict
from oracle.bases import LARGER, SMALL, make, read
from oracle.fuzz import compared, spoil, told

LARGEST = LARGER | {"days": 40, "warehouse_requests_per_day": 1.3, "dc_requests_per_day": 1.3, "cart_requests_ratio": 4.0}
"""A world in which all laws of rates speak."""

SMALL_SEEDS = range(1_000, 1_300)
LARGER_SEEDS = range(2_000, 2_030)
AT_A_TIME = 2
PER_SOUND_WORLD = 25


@dataclass(frozen=True)
class Outcome:
    """One spoilt world: how often it was edited, what the laws said, and on what the judges disagree (nothing, if they agree)."""

    seed: int
    edits: int
    verdicts: Counter[Verdict]
    broken: frozenset[str]
    disagreement: str


def outcomes(name: str, seeds: Iterable[int]) -> list[Outcome]:
    """A sound world by the first seed, and what became of it with the edits of each."""
    seeds = list(seeds)
    with tempfile.TemporaryDirectory() as place:
        sound = Path(place) / "sound"
        make(sound, LARGEST if name == "larger" else SMALL, seed=seeds[0])
        tables = read(sound)
        with opened(str(sound)) as bench:
            worlds = [(seed, spoil(tables, bench, seed)) for seed in seeds]
    found = []
    for seed, spoilt in worlds:
        with spoilt.opened() as bench:
            results = bench.as_they_are()
        said = compared(results, spoilt.plainly())
        broken = frozenset(law for law, result in results.items() if result.verdict is Verdict.BROKEN)
        verdicts = Counter(result.verdict for result in results.values())
        found.append(Outcome(seed, len(spoilt.edits), verdicts, broken, told(spoilt) if said else ""))
    return found


@pytest.fixture(scope="module")
def found() -> list[Outcome]:
    batches = [("small", SMALL_SEEDS[at : at + PER_SOUND_WORLD]) for at in range(0, len(SMALL_SEEDS), PER_SOUND_WORLD)]
    batches += [("larger", LARGER_SEEDS[at : at + PER_SOUND_WORLD]) for at in range(0, len(LARGER_SEEDS), PER_SOUND_WORLD)]
    with ProcessPoolExecutor(AT_A_TIME) as pool:
        found = list(chain.from_iterable(pool.map(outcomes, *zip(*batches, strict=True))))
    verdicts = sum((world.verdicts for world in found), Counter[Verdict]())
    print(f"\n\n{len(found)} spoilt worlds, {sum(world.edits for world in found):,} edits;")
    print(f"{verdicts.total():,} verdicts compared: {', '.join(f'{count:,} {verdict}' for verdict, count in verdicts.items())};")
    never = [law.id for law in LAWS if not any(law.id in world.broken for world in found)]
    print(
        f"laws never broken: {', '.join(never) or 'none'}; worlds in which the judges disagree: {sum(bool(w.disagreement) for w in found)}"
    )
    return found


def test_both_judges_say_the_same_of_every_world(found: list[Outcome]) -> None:
    assert {world.seed: world.disagreement for world in found if world.disagreement} == {}


def test_agreement_is_not_silence(found: list[Outcome]) -> None:
    """Every law is broken in some world, but for those about missing columns and types, which the edits seldom touch."""
    never = {law.id for law in LAWS if not any(law.id in world.broken for world in found)}
    assert {law for law in never if not law.startswith(("SCH-COL.", "SCH-TYPE.", "SCH-WIDTH."))} == set()
