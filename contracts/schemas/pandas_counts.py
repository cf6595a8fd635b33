"""Rules counted on a pandas frame, and the rows that break them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from contracts.schemas.pandera_checks import column_row
from contracts.schemas.pandera_pandas import as_polars
from contracts.schemas.polars_rows import evaluate
from contracts.schemas.rules import ColumnRule, Rules
from contracts.verdict import WITNESS_LIMIT


def count(frame: pd.DataFrame, rules: Rules) -> dict[str, tuple[int, list[dict[str, Any]]]]:
    """By law, how many rows break it, and some of them; a law that cannot be judged is left out."""
    rows = as_polars(frame, rules).collect()
    outcomes = evaluate(rows.lazy(), rules)
    counts: dict[str, tuple[int, list[dict[str, Any]]]] = {}
    for rule in rules.rules:
        if isinstance(rule, ColumnRule):
            offending = [column_row(found) for found in outcomes.found if rule.broken_by(found)]
            counts[rule.law.id] = (len(offending), offending[:WITNESS_LIMIT])
        elif rule.law.id in outcomes.kept.columns:
            broken = ~outcomes.kept[rule.law.id]
            counts[rule.law.id] = (int(broken.sum()), rows.filter(broken).head(WITNESS_LIMIT).to_dicts() if broken.any() else [])
    return counts
