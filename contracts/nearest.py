"""The name that was probably meant: errors about a name say which existing one comes nearest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

_MOST = 12


def nearest(name: str, existing: Iterable[str], likeness: float = 0.5) -> str | None:
    """The name that comes nearest, whatever its case; None if none is near."""
    names = {other.lower(): other for other in existing}
    near = get_close_matches(name.lower(), names, n=1, cutoff=likeness)
    return names[near[0]] if near else None


def suggestion(name: str, existing: Collection[str], likeness: float = 0.5) -> str:
    """What to say after a name that is not there: the nearest one that is, or else all of them if they are few."""
    near = nearest(name, existing, likeness)
    if near:
        return f"did you mean {near}?"
    if not existing:
        return "there is none"
    return f"there {'is' if len(existing) == 1 else 'are'} {listed(sorted(existing))}"


def listed(names: Sequence[str]) -> str:
    """The names in their order, or the first dozen and the number of the others."""
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"
