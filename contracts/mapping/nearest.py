"""The name that was probably meant: errors about a name say which existing one comes nearest."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

_MOST = 12


def suggestion(name: str, existing: Collection[str], likeness: float = 0.5) -> str:
    """What to say after a name that is not there: the nearest one that is, or else all of them if they are few."""
    names = {other.lower(): other for other in existing}
    near = get_close_matches(name.lower(), names, n=1, cutoff=likeness)
    if near:
        return f"did you mean {names[near[0]]}?"
    if not names:
        return "there is none"
    listed = ", ".join(sorted(names.values())[:_MOST])
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"there {'is' if len(names) == 1 else 'are'} {listed}{more}"
