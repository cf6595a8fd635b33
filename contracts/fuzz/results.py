"""From what was found to verdicts: a law holds, is broken with its shortest story, or is unknown with the reason."""

from __future__ import annotations

from typing import Any

from contracts.fuzz.fairness import FEWEST as FEWEST_TRIALS
from contracts.fuzz.fairness import Fairness
from contracts.fuzz.lacks import why_unknown
from contracts.fuzz.log import Log, Story
from contracts.fuzz.play import Told
from contracts.fuzz.subject import Implementation
from contracts.invariants.code import FAIRNESS
from contracts.invariants.law import Invariant
from contracts.verdict import WITNESS_LIMIT, Observed, Result, Verdict


def result(law: Invariant, implementation: Implementation, log: Log, fair: Fairness | None) -> Result:
    """A law's verdict, from the stories and from repeated allocations."""
    if law.id == FAIRNESS and fair and fair.counts:
        return _fair_or_not(law, fair)
    judged, broken = log.judged[law.id], log.broken[law.id]
    if broken:
        witnesses = tuple(witness_rows(log.shortest[law.id], implementation))[:WITNESS_LIMIT]
        return Result(law, Verdict.BROKEN, judged, broken, witnesses=witnesses, key=("step",))
    reason = why_unknown(law.id, implementation.fresh(), judged)
    if law.id == FAIRNESS and fair:
        reason = f"{fair.trials:,} contended allocations came to a result, {FEWEST_TRIALS} needed"
    return Result(law, Verdict.UNKNOWN, judged, reason=reason) if reason else Result(law, Verdict.HOLDS, judged)


def _fair_or_not(law: Invariant, fair: Fairness) -> Result:
    worst = fair.worst
    row = {"winners": worst.winners, "by": worst.by, "won": worst.won, "sample": worst.trials}
    observed = Observed(worst.won / worst.trials, (worst.share, worst.share), worst.trials, fair.tolerance, row)
    if fair.is_fair:
        return Result(law, Verdict.HOLDS, len(fair.counts), observed=observed)
    rows = [{"winners": c.winners, "by": c.by, "won": c.won, "of": c.trials, "expected": round(c.trials * c.share, 1)} for c in fair.unfair]
    return Result(
        law, Verdict.BROKEN, len(fair.counts), len(rows), observed=observed, witnesses=tuple(rows[:WITNESS_LIMIT]), key=("by", "winners")
    )


def witness_rows(story: Story, implementation: Implementation) -> list[dict[str, Any]]:
    """A story as rows: one for each call, the last with what should have been; their ``python`` together reproduces it."""
    name = implementation.target.partition(":")[2]
    made = {
        "step": 0,
        "call": f"{name}()",
        "answer": "a fresh object",
        "python": f"{implementation.imports}; it = {name}()",
    }
    rows: list[dict[str, Any]] = [made, *({"step": number, **_row(told)} for number, told in enumerate(story.told, 1))]
    rows[-1] |= {"must_be": story.must, "found": story.found}
    return rows


def _row(told: Told) -> dict[str, Any]:
    row: dict[str, Any] = {"call": told.call, "answer": told.answer, "python": told.line}
    for when, stock in (("before", told.before), ("after", told.after)):
        if stock:
            row |= {f"available_{when}": stock.available, f"on_hand_{when}": stock.on_hand}
    return row
