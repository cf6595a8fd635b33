"""Hypothesis draws the same examples in every run, so that the gate fails for a change and never for luck."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.load_profile("ci")
