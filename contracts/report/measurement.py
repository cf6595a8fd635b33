"""What a statistical law measured, as a sentence: ``stockout rate 7.2% of 345,150 position-days, allowed 5%-10%``."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.invariants.law import Invariant
from contracts.report.values import shown
from contracts.verdict import Observed, Result

_PLAIN = "{observed} in a sample of {sample}"
_MOST_DECIMALS = 6


def measured(result: Result) -> str | None:
    """Observed value, sample, allowed range and tolerance of a law about rates; None for any other, or where nothing was found."""
    observed = result.observed
    return f"{in_short(result.law, observed)}, give or take {_tolerance(observed)} points" if observed else None


def in_short(law: Invariant, observed: Observed) -> str:
    """The same without the tolerance."""
    return f"{_found(law, observed)}, {_allowed(law, observed)}"


def _found(law: Invariant, observed: Observed) -> str:
    row: Mapping[str, object] = {"sample": observed.sample, **observed.row}
    words = {name: _shown(value) for name, value in row.items()}
    return (law.measures or _PLAIN).format_map({**words, "observed": _percent(observed.value, observed.expected) + law.unit})


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else shown(value)


def _allowed(law: Invariant, observed: Observed) -> str:
    low, high = (f"{100 * bound:.3g}{law.unit}" for bound in observed.expected)
    return f"expected {low}" if low == high else f"allowed {low}-{high}"


def _percent(value: float, bounds: tuple[float, float]) -> str:
    """Hundredths with one decimal, or with as many as tell the value from the bounds."""
    for decimals in range(1, _MOST_DECIMALS):
        text = f"{100 * value:.{decimals}f}"
        if all(float(text) != round(100 * bound, decimals) or value == bound for bound in bounds):
            return text
    return f"{100 * value:.{_MOST_DECIMALS}f}"


def _tolerance(observed: Observed) -> str:
    return f"{100 * observed.tolerance:.2g}"
