"""The plain judge: every sentence of the contract in turn, and how many things it spoke of and was not true of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from contracts.invariants.catalogue import LAWS
from contracts.verdict import Verdict
from oracle.demand import requests, sales
from oracle.digital import carts, events
from oracle.rates import rates
from oracle.returns import movements, returns
from oracle.stock import inventory
from oracle.stockouts import stockouts
from oracle.structure import structure
from oracle.world import World

FAMILIES = (structure, requests, sales, returns, inventory, movements, stockouts, carts, events, rates)
IDS = tuple(law.id for law in LAWS)
"""What both judges are asked: every law."""


@dataclass(frozen=True)
class Said:
    """A law's verdict, and the things that it spoke of and was not true of."""

    verdict: Verdict
    judged: int
    broken: int


def plain_judge(world: World) -> dict[str, Said]:
    """What the sentences say of a world, by id."""
    judged: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for family in FAMILIES:
        for law, holds in family(world):
            judged[law] += 1
            broken[law] += not holds
    unheard = judged.keys() - set(IDS)
    assert not unheard, f"the contract has no {unheard}"
    return {law: _said(judged[law], broken[law]) for law in IDS}


def _said(judged: int, broken: int) -> Said:
    verdict = Verdict.BROKEN if broken else Verdict.HOLDS if judged else Verdict.UNKNOWN
    return Said(verdict, judged, broken)
