"""How hard Hypothesis tries: ``dev`` while one works, ``ci`` for a gate that fails for a change and never for luck, ``nightly``.

Chosen with pytest's ``--hypothesis-profile``.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

EXAMPLES = 100
NIGHTLY = 100
"""Times the examples that a night has."""

PROFILES = ("dev", "ci", "nightly")


def register() -> None:
    """Makes the profiles known to Hypothesis.

    ``dev`` draws anew in every run and keeps failures in a database, ``ci`` draws the same in every run and keeps nothing,
    ``nightly`` draws anew, keeps failures, and tries a hundred times as much.
    """
    usual = settings.get_profile("default")  # not the one in use: it may be another of these
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    common: dict[str, Any] = {"parent": usual, "deadline": None, "suppress_health_check": slow}
    settings.register_profile("dev", max_examples=EXAMPLES, derandomize=False, **common)
    settings.register_profile("ci", max_examples=EXAMPLES, derandomize=True, database=None, **common)
    settings.register_profile("nightly", max_examples=EXAMPLES * NIGHTLY, derandomize=False, **common)


def at_most(examples: int) -> int:
    """As many examples as a test can afford in a gate, in the proportion of the profile in use: a hundred times as many at night."""
    return max(1, examples * settings().max_examples // EXAMPLES)
