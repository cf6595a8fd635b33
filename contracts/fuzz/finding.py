"""What a law says of one step: that it was kept or broken there, and if broken what should have been and what was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One judgement of one law; ``must`` and ``found`` are for a person to read."""

    law: str
    is_kept: bool
    must: str = ""
    found: str = ""


def judged(law: str, is_kept: bool, must: object = "", found: object = "") -> Finding:
    """A finding, with texts only where there is something to explain."""
    return Finding(law, True) if is_kept else Finding(law, False, str(must), str(found))


def broken(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings of laws that were broken."""
    return tuple(finding for finding in findings if not finding.is_kept)
