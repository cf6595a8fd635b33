"""Which tables and columns a law depends on: asked only when something is missing."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.dataset import StoredTable
from contracts.invariants.law import Invariant


def missing_for(law: Invariant, stored: Mapping[str, StoredTable]) -> str | None:
    """Why the law cannot be judged over these tables, or None."""
    return None
